package dev.limpid.bench;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.SoftmaxCrossEntropy;
import dev.limpid.optim.Sgd;

/** A training step of the seed network on one batch: forward, loss, backward, SGD. */
final class TrainingStep {
  private final SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
  private final Sgd sgd = Sgd.builder().build();
  private final Tensor dLogits = Tensor.zeros(0);
  private final Network network;
  private final Tensor x;
  private final int[] labels;

  /** Draws a batch of so many images. */
  TrainingStep(Network network, int batch) {
    this.network = network;
    x = Tensor.zeros(network.inputShape().batch(batch));
    labels = new int[batch];
    Rng rng = Rng.of(2);
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = rng.nextFloat();
    }
    for (int i = 0; i < batch; i++) {
      labels[i] = i % SeedModel.CLASSES;
    }
  }

  /** Takes the step; returns the loss before it. */
  double take() {
    Tensor logits = network.forwardToLogits(x, Mode.TRAIN);
    double value = loss.forward(logits, labels, null, dLogits);
    network.backward(dLogits);
    sgd.step(network.parameters(), network.compute().parallel());
    return value;
  }
}
