package dev.limpid.train;

import dev.limpid.core.Parameter;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.ModelFileException;
import java.util.List;

/** Adds up the gradients of several batches, so that one step is as if of one large batch. */
final class GradientSum {
  private final List<Parameter> parameters;
  private final List<Tensor> sums;
  private int batches;
  private long images;

  GradientSum(Network network) {
    this.parameters = network.parameters().stream().filter(Parameter::hasGradient).toList();
    this.sums = parameters.stream().map(p -> Tensor.zeros(p.value().shape())).toList();
  }

  /** Adds the gradients of a batch, which are means over its images. */
  void add(int size) {
    for (int p = 0; p < sums.size(); p++) {
      if (parameters.get(p).isTrainable()) {
        float[] sum = sums.get(p).data();
        float[] gradient = parameters.get(p).gradient().data();
        for (int i = 0; i < sums.get(p).size(); i++) {
          sum[i] += size * gradient[i];
        }
      }
    }
    batches++;
    images += size;
  }

  /** Writes the mean over all images into the gradients, and begins anew. */
  void take() {
    for (int p = 0; p < sums.size(); p++) {
      float[] sum = sums.get(p).data();
      float[] gradient = parameters.get(p).gradient().data();
      for (int i = 0; i < sums.get(p).size(); i++) {
        gradient[i] = sum[i] / images;
      }
      sums.get(p).fill(0);
    }
    batches = 0;
    images = 0;
  }

  int batches() {
    return batches;
  }

  void put(Checkpoint checkpoint) {
    checkpoint.put("batches accumulated", (long) batches);
    checkpoint.put("images accumulated", images);
    checkpoint.putAll("accumulated", parameters, sums);
  }

  void read(Checkpoint checkpoint) throws ModelFileException {
    checkpoint.readAll("accumulated", parameters, sums);
    batches = (int) checkpoint.whole("batches accumulated");
    images = checkpoint.whole("images accumulated");
  }
}
