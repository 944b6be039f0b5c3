package dev.limpid.train;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.InferenceForm;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Merge;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.Reshape;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers that give a network's output its values, the last one first. Those that only move
 * values, or keep them in inference, are passed over; a layer that is made of a chain of others is
 * taken for its parts.
 */
final class NetworkEnd {
  private static final double ROUNDING = 1e-5;

  private NetworkEnd() {}

  /** The last layers, as far as they follow one another; {@code count} at most. */
  static List<Layer> layers(Network network, int count) {
    List<Layer> layers = network.layers();
    List<String> names = layers.stream().map(Layer::name).toList();
    List<Layer> end = new ArrayList<>();
    int i = layers.size() - 1;
    while (i >= 0 && end.size() < count) {
      add(layers.get(i), end);
      List<String> sources = network.sources(i);
      i = sources.size() == 1 ? names.indexOf(sources.get(0)) : -1;
    }
    return end.subList(0, Math.min(count, end.size()));
  }

  private static void add(Layer layer, List<Layer> end) {
    List<Layer> parts = layer.children();
    if (isChain(layer, parts)) {
      for (int i = parts.size() - 1; i >= 0; i--) {
        add(parts.get(i), end);
      }
    } else if (!keepsValues(layer)) {
      end.add(layer);
    }
  }

  private static boolean keepsValues(Layer layer) {
    return layer instanceof Flatten
        || layer instanceof Reshape
        || layer.inferenceForm() instanceof InferenceForm.Identity;
  }

  /**
   * Whether a layer gives what its parts give one after the other: their shapes say whether it may,
   * an input tells a gate, such as {@code x sigmoid(x)}, from a chain.
   */
  private static boolean isChain(Layer layer, List<Layer> parts) {
    if (parts.isEmpty()) {
      return false;
    }
    Tensor input = Tensor.zeros(layer.inputShape().batch(1));
    Rng rng = Rng.of(1);
    for (int i = 0; i < input.size(); i++) {
      input.data()[i] = (float) rng.nextGaussian();
    }
    Tensor through = input;
    for (Layer part : parts) {
      if (part instanceof Merge || !part.inputShape().batch(1).equals(through.shape())) {
        return false;
      }
      through = part.forward(through, Mode.INFERENCE);
    }
    if (!through.shape().equals(layer.outputShape().batch(1))) {
      return false;
    }
    Tensor output = layer.forward(input, Mode.INFERENCE);
    for (int i = 0; i < output.size(); i++) {
      if (!(Math.abs(output.data()[i] - through.data()[i]) <= ROUNDING)) {
        return false;
      }
    }
    return true;
  }
}
