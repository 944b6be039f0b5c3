package dev.limpid.insight.measure.health;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.insight.health.Breach;
import dev.limpid.insight.health.Breach.Rule;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.LayerTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Holds layers that are not the library's, each by itself, to what inference is: the same values
 * have the same outputs, whatever else is in the batch; and unless chance or the batch's statistics
 * take part in training, they are those of training. A few samples at random; what the passes
 * change is put back.
 */
final class OwnLayers {
  private static final int SAMPLES = 4;

  /** Of float32, beside the outputs. */
  private static final double ROUNDING = 1e-3;

  private final Layer layer;
  private final Tensor samples;

  /** The same first half, beside another second half. */
  private final Tensor beside;

  private final KeptValues values;
  private final long[] counters;

  private OwnLayers(Layer layer, Rng rng) {
    this.layer = layer;
    this.samples = Tensor.zeros(layer.inputShape().batch(SAMPLES));
    fill(samples, 0, rng);
    this.beside = samples.copy();
    fill(beside, samples.size() / 2, rng);
    this.values = new KeptValues(layer.parameters());
    this.counters = layer.counters();
  }

  private static void fill(Tensor tensor, int from, Rng rng) {
    for (int i = from; i < tensor.size(); i++) {
      tensor.data()[i] = (float) rng.nextGaussian();
    }
  }

  /** One rule that a layer breaks, if it breaks any; a layer that can't be asked breaks none. */
  static List<Breach> check(Network network, Rng rng, int step) {
    List<Breach> breaches = new ArrayList<>();
    for (Layer layer : network.layers(Layer.class)) {
      if (!LayerTypes.isBuiltIn(layer.type()) && layer.isBuilt()) {
        try {
          new OwnLayers(layer, rng.split(layer.name())).check(step).ifPresent(breaches::add);
        } catch (RuntimeException e) {
          continue; // of several inputs, or not to be had by itself
        }
      }
    }
    return breaches;
  }

  private Optional<Breach> check(int step) {
    float[] inference = pass(samples, Mode.INFERENCE);
    double again = difference(inference, pass(samples, Mode.INFERENCE), 1);
    double batch = difference(inference, pass(beside, Mode.INFERENCE), 2);
    float[] training = pass(samples, Mode.TRAIN);
    boolean plain =
        difference(training, pass(samples, Mode.TRAIN), 1) == 0
            && difference(training, pass(beside, Mode.TRAIN), 2) <= ROUNDING;
    double other = plain ? difference(training, inference, 1) : 0;
    if (again > ROUNDING) {
      return Optional.of(new Breach(Rule.INFERENCE_RANDOM, layer.name(), step, again));
    }
    if (batch > ROUNDING) {
      return Optional.of(new Breach(Rule.INFERENCE_OF_BATCH, layer.name(), step, batch));
    }
    return other > ROUNDING
        ? Optional.of(new Breach(Rule.INFERENCE_DIFFERS, layer.name(), step, other))
        : Optional.empty();
  }

  private float[] pass(Tensor x, Mode mode) {
    Tensor y = layer.forward(x.copy(), mode);
    values.putBack();
    layer.restoreCounters(counters);
    return Arrays.copyOf(y.data(), y.size());
  }

  /** Norm of the difference of the first of so many parts, over the norm of the first's. */
  private static double difference(float[] a, float[] b, int parts) {
    double squares = 0;
    double differences = 0;
    for (int i = 0; i < a.length / parts; i++) {
      double difference = (double) b[i] - a[i];
      squares += (double) a[i] * a[i];
      differences += difference * difference;
    }
    return differences == 0 ? 0 : Math.sqrt(differences / squares);
  }
}
