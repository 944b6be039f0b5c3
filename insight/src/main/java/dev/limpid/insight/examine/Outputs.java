package dev.limpid.insight.examine;

import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sigmoid;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What must hold of a network's outputs, and names for all of them. */
final class Outputs {
  private static final double ROUNDING = 1e-3;

  private Outputs() {}

  /**
   * Makes sure that the outputs are what the cross-entropy takes them for: scores, or probabilities
   * that Softmax made of scores.
   *
   * @return how many classes there are
   * @throws IllegalArgumentException if not
   */
  static int require(Network network, Dataset data, int batchSize) {
    if (network.inputs().size() != 1 || !network.inputShape().equals(data.sampleShape())) {
      throw new IllegalArgumentException(
          "the network takes " + network.inputs() + ", but the images are " + data.sampleShape());
    }
    if (network.outputShape().rank() != 1 || network.outputShape().dim(0) < 2) {
      throw new IllegalArgumentException(
          "a classifier ends with one score for each of at least two classes, but the network's"
              + " output is "
              + network.outputShape());
    }
    int outputs = network.outputShape().dim(0);
    if (data.classNames().size() > outputs) {
      throw new IllegalArgumentException(
          "the images are of "
              + data.classNames().size()
              + " classes, but the network has "
              + outputs
              + " outputs");
    }
    Layer end = network.layers().get(network.layers().size() - 1);
    if (end instanceof Sigmoid) {
      throw new IllegalArgumentException(
          end
              + " is the last layer: its outputs are probabilities of their own, not of one class"
              + " out of "
              + outputs
              + "; end the network with Softmax or with scores");
    }
    if (!network.endsWithSoftmax() && areProbabilities(network, data, batchSize)) {
      throw new IllegalArgumentException(
          "the outputs are probabilities, but the last layer is "
              + end
              + " and not Softmax, so that their scores are not known; let Softmax come last");
    }
    return outputs;
  }

  private static boolean areProbabilities(Network network, Dataset data, int batchSize) {
    int count = Math.min(Math.min(8, batchSize), data.size());
    Batch batch = new Batch(network.inputShape(), count);
    batch.fill(data, IntStream.range(0, count).toArray(), 0, count);
    Tensor outputs = network.forward(batch.x(), Mode.INFERENCE);
    int classes = network.outputShape().dim(0);
    for (int n = 0; n < count; n++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        float value = outputs.data()[n * classes + c];
        if (!(value >= 0)) {
          return false;
        }
        sum += value;
      }
      if (!(Math.abs(sum - 1) < ROUNDING)) {
        return false;
      }
    }
    return true;
  }

  /** The same images with a name for each output, also for those of which there are no images. */
  static Dataset named(Dataset data, int outputs) {
    if (data.classNames().size() == outputs) {
      return data;
    }
    List<String> names = new ArrayList<>(data.classNames());
    for (int i = names.size(); i < outputs; i++) {
      names.add("output " + i);
    }
    List<String> all = List.copyOf(names);
    return new DatasetView(data) {
      @Override
      public List<String> classNames() {
        return all;
      }
    };
  }
}
