package dev.limpid.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.insight.Observation;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.BinaryCrossEntropy;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Huber;
import dev.limpid.layers.Loss;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Adam;
import dev.limpid.train.BatchNormRecalibration;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Dataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gap is taken apart for a regression and for several labels an image, and reported. */
class OtherLossesTest {
  @TempDir Path folder;

  /** Random values; targets are the first two of an image, or whether they are positive. */
  private record FirstTwo(float[][] images, boolean signs) implements Dataset {
    static FirstTwo of(int size, boolean signs, long seed) {
      Rng rng = Rng.of(seed);
      float[][] images = new float[size][6];
      for (float[] image : images) {
        for (int j = 0; j < image.length; j++) {
          image[j] = 1 + (float) rng.nextGaussian();
        }
      }
      return new FirstTwo(images, signs);
    }

    @Override
    public int size() {
      return images.length;
    }

    @Override
    public Shape sampleShape() {
      return Shape.of(6);
    }

    @Override
    public void read(int index, float[] target, int offset) {
      System.arraycopy(images[index], 0, target, offset, 6);
    }

    @Override
    public List<String> classNames() {
      return List.of();
    }

    @Override
    public int label(int index) {
      throw new AssertionError("there are no classes");
    }

    @Override
    public int targetSize() {
      return 2;
    }

    @Override
    public void readTarget(int index, float[] target, int offset) {
      for (int j = 0; j < 2; j++) {
        float value = images[index][j];
        target[offset + j] = !signs ? value : value > 1 ? 1 : 0;
      }
    }
  }

  @Test
  void theGapOfARegressionIsTakenApart() throws Exception {
    check(new Huber(), false);
  }

  @Test
  void theGapOfSeveralLabelsIsTakenApart() throws Exception {
    check(new BinaryCrossEntropy(), true);
  }

  private void check(Loss<Tensor> loss, boolean signs) throws Exception {
    Dataset training = FirstTwo.of(320, signs, 1);
    Dataset validation = FirstTwo.of(160, signs, 2);
    Network network = network();
    Trainer trainer = trainer(network, loss);
    Observation observation =
        RunReport.into(folder).observe(trainer, Map.of("loss", loss.toString())).gapOnAllImages();
    double printed = trainer.fit(training, validation, 4).last().validation().loss();
    RunRecord run = observation.record();
    EpochGap last = run.lastGap().orElseThrow();
    Decomposition gap = last.loss();
    assertEquals(gap.gap(), gap.sum(), 1e-9);
    assertEquals(printed, gap.validation(), 1e-12);
    double lag = gap.of(Term.LAG).orElseThrow().value();
    assertTrue(lag > 0.05, () -> "averages of momentum 0.999 lag: " + gap);
    // measured another way: statistics of all training images in the averages' place
    BatchNormRecalibration.recalibrate(network, training, 32);
    assertEquals(printed - lag, trainer.evaluate(validation).loss(), 0.02 + 0.05 * lag);
    assertTrue(Files.readString(folder.resolve("report.html")).contains("BatchNorm lag"));
    RunRecord read = RunFiles.read(folder);
    assertEquals(4, read.epochs().size());
    assertEquals(loss.getClass().getSimpleName(), read.otherLoss().orElseThrow());
    presupposesNoClasses(read);
    presupposesNoClasses(withoutTheLoss(read));
    Network unobserved = network();
    trainer(unobserved, loss).fit(training, validation, 4);
    BatchNormRecalibration.recalibrate(unobserved, training, 32);
    for (int i = 0; i < network.parameters().size(); i++) {
      assertEquals(
          network.parameters().get(i).value().toString(),
          unobserved.parameters().get(i).value().toString());
    }
  }

  /** Neither what the doctor says nor the page takes the loss for cross-entropy of classes. */
  private static void presupposesNoClasses(RunRecord run) {
    List<Finding> findings = new Doctor().diagnose(run);
    String said = String.join("\n", findings.stream().map(OtherLossesTest::text).toList());
    for (String word : List.of("Infinity", "NaN", "guess", "softmax", "of classes")) {
      assertFalse(said.contains(word), () -> word + " in " + said);
    }
    String page = HtmlReport.html(run, List.of());
    for (String word : List.of("Infinity", "NaN %", "cross-entropy, nats", "guesses", "1 class")) {
      assertFalse(page.contains(word), word);
    }
    assertTrue(page.contains("loss (" + run.otherLoss().orElseThrow() + ")"), page);
  }

  private static String text(Finding finding) {
    String evidence =
        String.join("; ", finding.evidence().stream().map(each -> "" + each.value()).toList());
    return finding.name() + ": " + finding.title() + ". " + finding.text() + " " + evidence;
  }

  /** A record of before losses were named. */
  private static RunRecord withoutTheLoss(RunRecord run) {
    return RunCopy.of(run).settings(Map.of()).record();
  }

  private static Trainer trainer(Network network, Loss<Tensor> loss) {
    return Trainer.of(network, Adam.builder().learningRate(0.02).build())
        .batchSize(32)
        .lossOfTargets(loss);
  }

  private static Network network() {
    return Sequential.of(6)
        .add(new Dense(16), new ReLU(), new BatchNorm().momentum(0.999), new Dropout(0.1))
        .add(new Dense(2))
        .build(1);
  }
}
