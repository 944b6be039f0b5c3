package dev.limpid.bench.peers;

import dev.limpid.bench.SeedModel;
import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.SoftmaxCrossEntropy;
import dev.limpid.layers.inference.FrozenNetwork;
import dev.limpid.optim.Sgd;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Limpid itself. */
final class LimpidContender implements Contender {
  private final Network network;
  private final Workload workload;
  private final Tensor images;
  private final Map<Integer, Tensor> inputs = new HashMap<>();
  private final Tensor probabilities = Tensor.zeros(0);
  private final Tensor dLogits = Tensor.zeros(0);
  private final SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
  private final Sgd sgd = Sgd.builder().learningRate(Workload.LEARNING_RATE).build();

  /** Of the present weights; null after a training step. */
  private FrozenNetwork frozen;

  LimpidContender(Workload workload, int threads) {
    this.workload = workload;
    network = SeedModel.build(1, Compute.standard().with(Parallel.of(threads)));
    for (Parameter parameter : network.parameters()) {
      float[] values = workload.parameter(parameter.name());
      System.arraycopy(values, 0, parameter.value().data(), 0, values.length);
    }
    images = batch(Workload.BATCH);
  }

  @Override
  public String description() {
    return "this build, " + network.compute();
  }

  @Override
  public long parameterCount() {
    return network.parameterCount();
  }

  @Override
  public double train() {
    frozen = null;
    Tensor logits = network.forwardToLogits(images, Mode.TRAIN);
    double value = loss.forward(logits, workload.labels(), null, dLogits);
    network.backward(dLogits);
    sgd.step(network.parameters(), network.compute().parallel());
    return value;
  }

  @Override
  public float[] infer(int batch) {
    Tensor x = inputs.computeIfAbsent(batch, this::batch);
    if (frozen == null) {
      frozen = FrozenNetwork.of(network);
    }
    frozen.predict(x, probabilities);
    return Arrays.copyOf(probabilities.data(), SeedModel.CLASSES);
  }

  @Override
  public void close() {
    network.compute().parallel().close();
  }

  private Tensor batch(int count) {
    Shape shape = network.inputShape().batch(count);
    return Tensor.of(shape, workload.imagesNhwc(count));
  }
}
