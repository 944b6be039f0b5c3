package dev.limpid.bench.peers;

import dev.limpid.core.Parallel;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Network;
import dev.limpid.layers.inference.FrozenNetwork;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Limpid on a network that only runs. */
final class LimpidInference implements Contender {
  private final OtherNetwork other;
  private final Compute compute;
  private final long parameters;
  private final FrozenNetwork frozen;
  private final Map<Integer, Tensor> inputs = new HashMap<>();
  private final Tensor probabilities = Tensor.zeros(0);

  LimpidInference(OtherNetwork other, int threads) {
    this.other = other;
    compute = Compute.standard().with(Parallel.of(threads));
    Network network = other.build(compute);
    parameters = network.parameterCount();
    frozen = FrozenNetwork.of(network);
  }

  @Override
  public String description() {
    return "this build, " + compute;
  }

  @Override
  public long parameterCount() {
    return parameters;
  }

  @Override
  public double train() {
    throw new UnsupportedOperationException("only runs " + other);
  }

  @Override
  public float[] infer(int batch) {
    Tensor x = inputs.computeIfAbsent(batch, this::batch);
    frozen.predict(x, probabilities);
    return Arrays.copyOf(probabilities.data(), frozen.outputShape().size());
  }

  @Override
  public void close() {
    compute.parallel().close();
  }

  private Tensor batch(int count) {
    return Tensor.of(frozen.inputShape().batch(count), other.images(count));
  }
}
