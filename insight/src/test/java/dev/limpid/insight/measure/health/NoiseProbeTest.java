package dev.limpid.insight.measure.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import org.junit.jupiter.api.Test;

class NoiseProbeTest {
  private static final Shape IMAGE = Shape.of(1, 5, 1);
  private static final int IMAGES = 400;
  private static final int CLASSES = 3;
  private static final Dataset DATA = RandomImages.of(IMAGE, CLASSES, IMAGES, 9);

  /** What the network says to every image: there is much to learn. */
  private static final double[] PROBABILITIES = {0.8, 0.1, 0.1};

  /** A linear classifier with a kernel of zeros. */
  private static Network network() {
    Dense dense = new Dense(CLASSES);
    Network network = Sequential.of(1, 5, 1).add(new Flatten(), dense).build(1);
    dense.kernel().value().fill(0);
    for (int k = 0; k < CLASSES; k++) {
      dense.bias().value().data()[k] = (float) Math.log(PROBABILITIES[k]);
    }
    return network;
  }

  /** The gradient of one image in float64: [kernel 5x3, bias 3]. */
  private static double[] gradientOf(int image) {
    float[] x = new float[5];
    DATA.read(image, x, 0);
    double[] gradient = new double[6 * CLASSES];
    for (int k = 0; k < CLASSES; k++) {
      double d = PROBABILITIES[k] - (DATA.label(image) == k ? 1 : 0);
      for (int i = 0; i < 5; i++) {
        gradient[i * CLASSES + k] = d * x[i];
      }
      gradient[5 * CLASSES + k] = d;
    }
    return gradient;
  }

  @Test
  void signalAndNoiseAreWithoutBias() {
    // Exact, over all images: mean G and trace of the covariance (divided by n - 1)
    double[] mean = new double[6 * CLASSES];
    double squares = 0;
    for (int image = 0; image < IMAGES; image++) {
      double[] gradient = gradientOf(image);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += gradient[i] / IMAGES;
        squares += gradient[i] * gradient[i];
      }
    }
    double signal = 0;
    for (double value : mean) {
      signal += value * value;
    }
    double trace = (squares - IMAGES * signal) / (IMAGES - 1);
    // Drawn without replacement, two different images have the covariance -trace / n.
    double expectedSignal = signal - trace / IMAGES;

    int samples = 2000;
    NoiseProbe probe = new NoiseProbe(plan(network(), DATA), 10, Rng.of(3));
    double[] signals = new double[samples];
    double[] noises = new double[samples];
    for (int i = 0; i < samples; i++) {
      NoiseProbe.Sample sample = probe.sample(i);
      signals[i] = sample.signal();
      noises[i] = sample.noise();
    }
    assertMean(expectedSignal, signals);
    assertMean(trace, noises);
  }

  /** Within 4 standard errors, and these are small enough to tell something. */
  private static void assertMean(double expected, double[] values) {
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double error = Math.sqrt(squares / (values.length - 1) / values.length);
    assertTrue(error < 0.1 * expected, error + " is too uncertain for " + expected);
    assertEquals(expected, mean, 4 * error);
  }

  @Test
  void theScaleIsTheRatioOfTwoMovingAverages() {
    NoiseProbe probe = new NoiseProbe(plan(network(), DATA), 100, Rng.of(4));
    NoiseProbe same = new NoiseProbe(plan(network(), DATA), 100, Rng.of(4));
    double signal = 0;
    double noise = 0;
    for (int epoch = 1; epoch <= 5; epoch++) {
      NoiseProbe.Sample sample = same.sample(epoch);
      signal = 0.7 * signal + 0.3 * sample.signal();
      noise = 0.7 * noise + 0.3 * sample.noise();
      probe.add(epoch);
      assertEquals(noise / signal, probe.noiseScale(), 1e-9 * noise / signal);
    }
  }

  @Test
  void theLeastScaleIsOneThatTheTrueScaleExceeds() {
    NoiseProbe all = new NoiseProbe(plan(network(), DATA), IMAGES / 2, Rng.of(9));
    NoiseProbe.Sample sample = all.sample(0);
    double scale = sample.noise() / sample.signal();
    int runs = 200;
    int exceeded = 0;
    for (int seed = 0; seed < runs; seed++) {
      FirstWeights weights =
          FirstWeights.measure(new NoiseProbe(plan(network(), DATA), 16, Rng.of(100 + seed)));
      assertTrue(weights.leastNoiseScale() <= weights.noiseScale(), weights + ", seed " + seed);
      exceeded += scale >= weights.leastNoiseScale() ? 1 : 0;
    }
    assertTrue(exceeded > 0.9 * runs, exceeded + " of " + runs);
    assertTrue(exceeded < runs, "it would be no bound if it were never too high");
  }

  @Test
  void theLossOfTheFirstWeightsIsThatOfManyImages() {
    FirstWeights weights =
        FirstWeights.measure(new NoiseProbe(plan(network(), DATA), 100, Rng.of(2)));
    double loss = 0;
    for (int image = 0; image < IMAGES; image++) {
      loss -= Math.log(PROBABILITIES[DATA.label(image)]) / IMAGES;
    }
    assertEquals(loss, weights.loss(), 0.1 * loss);
    assertEquals(0, weights.saturatedShare());
  }

  @Test
  void imagesThatAreAllTheSameHaveNoNoise() {
    Dataset one = Datasets.subset(DATA, 3, 3, 3, 3);
    NoiseProbe probe = new NoiseProbe(plan(network(), one), 2, Rng.of(4));
    probe.add(1);
    assertEquals(0, probe.noiseScale());
  }

  private static Plan plan(Network network, Dataset data) {
    return new Plan(network, 1, 32, data, null, true, 0);
  }
}
