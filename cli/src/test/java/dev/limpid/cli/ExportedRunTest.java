package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.compute.Compute;
import dev.limpid.insight.Observation;
import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Term;
import dev.limpid.interop.ModelFiles;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.train.Epoch;
import dev.limpid.train.Evaluator;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.files.NumpyFiles;
import dev.limpid.train.data.files.PackedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training of Limpid's own, whose models are exported to Keras after each epoch and examined as
 * those of a stranger: the gap is the one that the training itself has measured.
 */
class ExportedRunTest {
  private static final int EPOCHS = 6;
  private static final int BATCH = 20;
  private static final int SAMPLES = 10;

  @TempDir private Path folder;
  private final List<EpochGap> measured = new ArrayList<>();
  private final StringBuilder history =
      new StringBuilder("epoch,accuracy,loss,val_accuracy,val_loss\n");

  @Test
  void theExaminedCheckpointsHaveTheTermsOfTheTraining() throws IOException {
    Path data = BrightQuarters.write(folder.resolve("data.npz"), 400, 200);
    PackedData.Parts parts =
        NumpyFiles.readAsGiven(data, network().inputShape(), List.of("0", "1", "2", "3"));
    Split images = new Split(parts.training(), parts.validation().orElseThrow());
    train(images, false);
    double recalibrated = train(images, true);
    Files.writeString(folder.resolve("history.csv"), history);
    Run.of(
            "examine",
            "--checkpoints",
            folder + "/epoch-*.keras",
            "--history",
            folder.resolve("history.csv").toString(),
            "--training",
            data.toString(),
            "--batch-size",
            String.valueOf(BATCH),
            "--output",
            folder.resolve("out").toString())
        .succeeded();
    requireSameTerms(Csv.read(folder.resolve("out/gap.csv")));
    Path mended = folder.resolve("mended.keras");
    Run.of(
            "mend",
            folder + "/epoch-6.keras",
            "--training",
            data.toString(),
            "--batch-size",
            String.valueOf(BATCH),
            "--output",
            mended.toString())
        .succeeded();
    Network network = ModelFiles.read(mended, Compute.standard()).network();
    double loss = new Evaluator(network, BATCH, 1).evaluate(images.validation()).loss();
    assertEquals(recalibrated, loss, 1e-5 * recalibrated, "validation loss of the mended model");
  }

  /** As many are within the 95 % intervals as should be, over several samples of the images. */
  private void requireSameTerms(List<Map<String, String>> examined) {
    assertEquals(EPOCHS, examined.size());
    assertEquals(EPOCHS * SAMPLES, measured.size());
    int compared = 0;
    List<String> outside = new ArrayList<>();
    for (EpochGap gap : measured) {
      Map<String, String> row = examined.get(gap.epoch() - 1);
      for (String metric : List.of("loss", "accuracy")) {
        Decomposition terms = metric.equals("loss") ? gap.loss() : gap.accuracy();
        for (Term term : Term.values()) {
          String cell = row.get(metric + "_" + term.column());
          assertEquals(terms.of(term).isEmpty(), cell.isEmpty(), metric + " " + term);
          if (cell.isEmpty()) {
            continue;
          }
          double error = Math.abs(Double.parseDouble(cell) - terms.of(term).get().value());
          double width = terms.of(term).get().halfWidth() + 1e-6;
          compared++;
          if (error > width) {
            outside.add(metric + " " + term + " " + gap.epoch() + ": " + error / width);
          }
        }
      }
    }
    assertEquals(EPOCHS * SAMPLES * 2 * 5, compared);
    assertTrue(outside.size() < 0.1 * compared, compared + ": " + outside.size() + outside);
  }

  private static Network network() {
    return Sequential.of(6, 6, 1)
        .add(new Conv2D(6, 3).same(), new BatchNorm(), new ReLU(), new MaxPool2D(2))
        .add(new Conv2D(8, 3).same(), new BatchNorm(), new ReLU())
        .add(new Flatten(), new Dropout(0.3), new Dense(BrightQuarters.CLASSES), new Softmax())
        .build(3);
  }

  /** Trains; the validation loss of the last epoch. */
  private double train(Split images, boolean recalibrate) {
    Network network = network();
    Trainer trainer =
        Trainer.of(network, Adam.builder().learningRate(0.003).build())
            .batchSize(BATCH)
            .recalibrate(recalibrate);
    if (!recalibrate) {
      for (int sample = 1; sample <= SAMPLES; sample++) {
        trainer.listen(new Observation().seed(sample).gapImages(8, 100).onGap(measured::add));
      }
      trainer.listen(exporting(network));
    }
    return trainer
        .fit(images.training(), images.validation(), EPOCHS)
        .epochs()
        .get(EPOCHS - 1)
        .validation()
        .loss();
  }

  /** Saves a model and a line of history after each epoch, as Keras's callbacks do. */
  private TrainingListener exporting(Network network) {
    return new TrainingListener() {
      @Override
      public void onEpoch(Epoch epoch) {
        try {
          ModelFiles.write(
              network, List.of(), folder.resolve("epoch-" + epoch.number() + ".keras"));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        history.append(
            String.format(
                Locale.ROOT,
                "%d,%s,%s,%s,%s%n",
                epoch.number() - 1,
                epoch.accuracy(),
                epoch.loss(),
                epoch.validation().accuracy(),
                epoch.validation().loss()));
      }
    };
  }
}
