package dev.limpid.insight.measure.health;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.train.Objective;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import java.util.List;

/**
 * Measures how noisy the gradient is, from two half-batches at frozen weights.
 *
 * <p>With the true gradient G and the covariance Sigma of one image's gradient, the mean gradient
 * of b images has a squared norm of {@code |G|^2 + tr(Sigma) / b} in expectation. Two disjoint
 * halves of b images each, with gradients g and h, and both together give two such equations; their
 * solution (McCandlish, Kaplan, Amodei et al., "An Empirical Model of Large-Batch Training", 2018,
 * arXiv:1812.06162, appendix A.1, with B_small = b and B_big = 2 b) comes down to
 *
 * <pre>
 * |G|^2     =  g . h            without bias
 * tr(Sigma) =  b |g - h|^2 / 2  without bias
 * noise scale  B = tr(Sigma) / |G|^2
 * </pre>
 *
 * <p>The ratio of two noisy numbers is biased, and a single {@code g . h} may be negative: so, as
 * the paper does, each of the two is averaged over time, exponentially, and the ratio is that of
 * the averages (in which the averages' start from 0 cancels).
 *
 * <p>BatchNorm normalises each half by its own statistics; dropout is off.
 */
final class NoiseProbe {
  /** Share of the old value that each epoch keeps: about three epochs are remembered. */
  static final double MEMORY = 0.7;

  private static final Mode MODE = new Mode(Mode.Statistics.BATCH, Mode.Update.NONE, false, true);

  private final Network network;
  private final Objective objective;
  private final Dataset data;
  private final int half;
  private final Rng rng;
  private final List<Parameter> parameters;
  private final float[][] first;
  private final Batch batch;
  private final Tensor dLogits = Tensor.zeros(0);

  private double signal;
  private double noise;

  /** The figures of the last sample. */
  private double loss;

  private double saturatedShare;

  /**
   * A probe.
   *
   * @param half images in each half; two halves of them are not more than the data has
   * @param rng where the choice of images comes from
   */
  NoiseProbe(Plan plan, int half, Rng rng) {
    this.network = plan.network();
    this.objective = plan.objective();
    this.data = plan.training();
    this.half = half;
    this.rng = rng;
    parameters = network.parameters().stream().filter(Parameter::isTrainable).toList();
    first = new float[parameters.size()][];
    for (int i = 0; i < first.length; i++) {
      first[i] = new float[parameters.get(i).value().size()];
    }
    batch = objective.batch("images", network, half);
  }

  /**
   * The figures of one pair of halves.
   *
   * @param signal {@code g . h}
   * @param noise {@code b |g - h|^2 / 2}
   * @param loss of both halves
   * @param saturatedShare share of their images whose highest probability is above 0.999
   */
  record Sample(double signal, double noise, double loss, double saturatedShare) {}

  /** Takes a sample at the present weights; overwrites the gradients. */
  Sample sample(int epoch) {
    int[] images = rng.split(epoch).permutation(data.size());
    loss = 0;
    saturatedShare = 0;
    gradients(images, 0);
    for (int i = 0; i < first.length; i++) {
      float[] gradient = parameters.get(i).gradient().data();
      System.arraycopy(gradient, 0, first[i], 0, first[i].length);
    }
    gradients(images, half);
    double product = 0;
    double distance = 0;
    for (int i = 0; i < first.length; i++) {
      float[] g = first[i];
      float[] h = parameters.get(i).gradient().data();
      for (int j = 0; j < g.length; j++) {
        double difference = (double) g[j] - h[j];
        product += (double) g[j] * h[j];
        distance += difference * difference;
      }
    }
    return new Sample(product, half * distance / 2, loss, saturatedShare);
  }

  private void gradients(int[] images, int from) {
    batch.fill(data, images, from, from + half);
    Tensor logits = objective.scores(network, batch.x(), MODE);
    saturatedShare += Outputs.of(logits, objective).saturatedShare() / 2;
    loss += objective.forward(logits, batch, null, dLogits) / 2;
    network.backward(dLogits);
  }

  /** Takes a sample, which goes into the averages. */
  Sample add(int epoch) {
    Sample sample = sample(epoch);
    average(sample.signal, sample.noise);
    return sample;
  }

  /** Takes the figures of a sample into the averages, unless one is not finite. */
  void average(double ofSignal, double ofNoise) {
    if (Double.isFinite(ofSignal) && Double.isFinite(ofNoise)) {
      signal = MEMORY * signal + (1 - MEMORY) * ofSignal;
      noise = MEMORY * noise + (1 - MEMORY) * ofNoise;
    }
  }

  /**
   * The noise scale by the averages so far, in images; infinite if the signal cannot be told from
   * 0, NaN before the first finite sample.
   */
  double noiseScale() {
    return scale(noise, signal);
  }

  /** Noise over signal; infinite without a signal, NaN without either. */
  static double scale(double noise, double signal) {
    return signal > 0 ? noise / signal : noise > 0 ? Double.POSITIVE_INFINITY : Double.NaN;
  }
}
