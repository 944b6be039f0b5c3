package dev.limpid.insight.measure.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.insight.OwnLayer;
import dev.limpid.insight.check.Arrangement;
import dev.limpid.insight.check.InferenceChecks;
import dev.limpid.insight.check.Rearranged;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.train.Toy;
import dev.limpid.train.TrainingListener.Plan;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InferenceMeterTest {
  private static final Shape IMAGE = Shape.of(4, 4, 3);
  private static final int CLASSES = 3;
  private static final int IMAGES = 24;

  private static final Toy DATA = Toy.clouds(IMAGE, CLASSES, IMAGES, 1, 7, Rng.of(7));

  /** Multiplies by a factor that hangs on what inference must not hang on. */
  private static final class Fickle extends OwnLayer {
    private final boolean byBatch;
    private final boolean byCall;
    private int calls;

    Fickle(boolean byBatch, boolean byCall) {
      this.byBatch = byBatch;
      this.byCall = byCall;
    }

    @Override
    protected void onForward(Tensor x, Tensor y, Mode mode) {
      calls++;
      double factor = mode.dropout() ? 3 : 1;
      factor *= byBatch ? 1 + x.batchSize() : 1;
      factor *= byCall ? 1 + calls : 1;
      for (int i = 0; i < x.size(); i++) {
        y.data()[i] = (float) (factor * x.data()[i]);
      }
    }

    @Override
    protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
      throw new UnsupportedOperationException("nothing is trained here");
    }
  }

  private static Network network(boolean byBatch, boolean byCall) {
    return Sequential.of(4, 4, 3)
        .add(new Flatten(), new Dense(CLASSES), new Fickle(byBatch, byCall))
        .build(2);
  }

  /** The loss of each image in double, where the scores are multiplied by a factor. */
  private static double[] losses(Network network, double factor, Arrangement arrangement) {
    Dense dense = network.layers(Dense.class).get(0);
    float[] kernel = dense.kernel().value().data();
    double[] losses = new double[IMAGES];
    for (int n = 0; n < IMAGES; n++) {
      float[] image = DATA.samples()[n].clone();
      if (arrangement != null) {
        arrangement.apply(image, 0, IMAGE);
      }
      double[] scores = new double[CLASSES];
      for (int i = 0; i < image.length; i++) {
        for (int c = 0; c < CLASSES; c++) {
          scores[c] += factor * image[i] * kernel[i * CLASSES + c];
        }
      }
      double sum = 0;
      for (double score : scores) {
        sum += Math.exp(score - scores[DATA.label(n)]);
      }
      losses[n] = Math.log(sum);
    }
    return losses;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double difference(double[] a, double[] b) {
    return IntStream.range(0, a.length)
        .mapToDouble(i -> Math.abs(a[i] - b[i]))
        .average()
        .orElseThrow();
  }

  private static InferenceChecks measure(Network network, int batchSize, double[] printed) {
    Plan plan = new Plan(network, 1, batchSize, DATA, DATA, true, 0);
    return new InferenceMeter(plan).measure(printed, Rng.of(1));
  }

  @Test
  void eachLossIsTheMeanOverTheImages() {
    Network network = network(false, false);
    double[] losses = losses(network, 1, null);
    double[] printed = new double[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      printed[i] = losses[i] + (i % 2 == 0 ? 0.5 : -0.25);
    }
    InferenceChecks checks = measure(network, 100, printed);
    assertEquals(IMAGES, checks.images());
    assertEquals(mean(printed), checks.printed(), 1e-12);
    assertEquals(mean(losses), checks.inference(), 1e-5);
    assertEquals(mean(losses(network, 3, null)), checks.trainingMode(), 1e-5);
    assertEquals(0.375, checks.fromPrinted(), 1e-5);
    assertEquals(0, checks.fromAgain());
    assertEquals(0, checks.fromOtherBatches(), 1e-6);
  }

  /** A network that knows the means of the classes, of images laid out so; null for as they are. */
  private static Network knowing(Arrangement arrangement) {
    Network network = network(false, false);
    float[] kernel = network.layers(Dense.class).get(0).kernel().value().data();
    Arrays.fill(kernel, 0);
    for (int n = 0; n < IMAGES; n++) {
      float[] image = DATA.samples()[n].clone();
      if (arrangement != null) {
        arrangement.apply(image, 0, IMAGE);
      }
      for (int i = 0; i < image.length; i++) {
        kernel[i * CLASSES + DATA.label(n)] += image[i] * CLASSES / IMAGES;
      }
    }
    return network;
  }

  /** What no arrangement helps: the first 16 images say so. */
  @Test
  void imagesInAnotherArrangementHaveTheLossesOfThose() {
    Network network = knowing(null);
    InferenceChecks checks = measure(network, 100, new double[IMAGES]); // none printed as mistaken
    assertEquals(Arrangement.values().length, checks.rearranged().size());
    for (Rearranged rearranged : checks.rearranged()) {
      assertFigures(network, rearranged, 16);
    }
  }

  private static void assertFigures(Network network, Rearranged rearranged, int count) {
    int[] order = Rng.of(1).split("rearranged").permutation(IMAGES);
    double[] losses = losses(network, 1, null);
    double[] others = losses(network, 1, rearranged.arrangement());
    double[] saved =
        Arrays.stream(order, 0, count).mapToDouble(i -> losses[i] - others[i]).toArray();
    double mean = mean(saved);
    double variance = Arrays.stream(saved).map(s -> (s - mean) * (s - mean)).sum() / (count - 1);
    String where = rearranged.arrangement().name();
    assertEquals(
        mean(Arrays.stream(order, 0, count).mapToDouble(i -> others[i]).toArray()),
        rearranged.loss(),
        1e-5,
        where);
    assertEquals(mean, rearranged.saved(), 1e-5, where);
    assertEquals(Math.sqrt(variance / count), rearranged.error(), 1e-5, where);
  }

  @ParameterizedTest
  @EnumSource(names = {"UPSIDE_DOWN", "TRANSPOSED_REVERSED"})
  void anArrangementThatHelpsIsAskedOfAllImages(Arrangement arrangement) {
    Network network = knowing(arrangement);
    double[] printed = losses(network, 1, null);
    InferenceChecks checks = measure(network, 100, printed);
    Rearranged helps =
        checks.rearranged().stream()
            .filter(way -> way.arrangement() == arrangement)
            .findFirst()
            .orElseThrow();
    assertFigures(network, helps, IMAGES);
    assertTrue(helps.saved() > helps.loss(), "saved " + helps.saved() + " of more than that");
    long wrong = Arrays.stream(printed).filter(loss -> loss > 1.1).count();
    assertTrue(helps.mistakes() >= wrong, helps.mistakes() + " of " + wrong);
    assertTrue(helps.mended() > helps.mistakes() / 2, helps.mended() + " mended");
  }

  /** Half of the validation images came upside down; training images did not. */
  @Test
  void anArrangementOfAPartIsAskedOfTrainingImagesBesideValidation() {
    Network network = knowing(null);
    float[][] samples = new float[IMAGES][];
    int[] labels = new int[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      samples[i] = DATA.samples()[i].clone();
      labels[i] = DATA.label(i);
      if (i % 2 == 0) {
        Arrangement.UPSIDE_DOWN.apply(samples[i], 0, IMAGE);
      }
    }
    Toy partly = new Toy(IMAGE, samples, labels, DATA.classNames());
    Plan plan = new Plan(network, 1, 100, DATA, partly, true, 0);
    double[] printed = new double[IMAGES];
    double[] losses = losses(network, 1, null);
    double[] upsideDown = losses(network, 1, Arrangement.UPSIDE_DOWN);
    Arrays.setAll(printed, i -> i % 2 == 0 ? upsideDown[i] : losses[i]);
    InferenceChecks checks = new InferenceMeter(plan).measure(printed, Rng.of(1));
    Rearranged.Beside beside =
        checks.rearranged().stream()
            .filter(way -> way.arrangement() == Arrangement.UPSIDE_DOWN)
            .findFirst()
            .orElseThrow()
            .beside();
    assertEquals(IMAGES, beside.validation());
    assertEquals(IMAGES, beside.training());
    assertTrue(beside.trainingWrong() > beside.validationWrong(), beside.toString());
    assertTrue(
        measure(network, 100, losses).rearranged().stream().allMatch(way -> way.beside() == null),
        "of images that came as they should, nothing is mended");
  }

  /** All 24 images, then the two halves. */
  @Test
  void lossesThatHangOnTheBatchAreSeenInOtherBatches() {
    Network network = network(true, false);
    double[] whole = losses(network, 25, null);
    InferenceChecks checks = measure(network, 100, whole);
    assertEquals(0, checks.fromPrinted(), 1e-4);
    assertEquals(0, checks.fromAgain());
    assertEquals(difference(whole, losses(network, 13, null)), checks.fromOtherBatches(), 1e-4);
  }

  @Test
  void lossesThatChangeFromPassToPassAreSeenInTheSecond() {
    Network network = network(false, true);
    double[] first = losses(network, 2, null);
    InferenceChecks checks = measure(network, 100, first);
    assertEquals(0, checks.fromPrinted(), 1e-4);
    assertEquals(difference(first, losses(network, 3, null)), checks.fromAgain(), 1e-4);
  }

  @Test
  void noMoreImagesThanABatchAreAsked() {
    Network network = network(false, false);
    double[] losses = losses(network, 1, null);
    InferenceChecks checks = measure(network, 5, losses);
    assertEquals(5, checks.images());
    assertEquals(checks.printed(), checks.inference(), 1e-5, "losses of the same images");
    assertEquals(0, checks.fromPrinted(), 1e-5);
    InferenceChecks one = measure(network, 1, losses);
    assertEquals(1, one.images());
    assertTrue(one.rearranged().get(0).error() > 0, "images laid out anew are more than a batch");
  }
}
