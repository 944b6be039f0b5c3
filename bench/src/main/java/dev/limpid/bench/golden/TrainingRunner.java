package dev.limpid.bench.golden;

import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.SoftmaxCrossEntropy;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Optimizer;
import java.util.Map;

/**
 * {@code training}: a network of convolution blocks and dense layers over many steps.
 *
 * <p>For each number in {@code filters} there are two times the layers in {@code order}, and a 2x2
 * max pooling; then Flatten, a dense layer and ReLU for each number in {@code dense}, and a dense
 * layer with one output for each of {@code classes}.
 */
final class TrainingRunner implements CaseRunner {
  @Override
  public double tolerance() {
    return 1e-4;
  }

  @Override
  public void run(GoldenCase reference, Compute compute, Errors errors) {
    Tensor x = ReferenceLayout.activations(reference.tensor("x"));
    Tensor held = ReferenceLayout.activations(reference.tensor("x_held"));
    Network network = network(reference, x.shape().sample(), compute);
    transfer(reference, network, "init.", LayerRunner::set);
    errors.compare(
        "logits_held_before",
        reference.tensor("logits_held_before"),
        network.forward(held, Mode.INFERENCE));

    float[] losses = train(reference, network, x);
    errors.compare("losses", reference.tensor("losses").data(), losses, losses.length);
    transfer(
        reference,
        network,
        "final.",
        (parameter, expected) ->
            errors.compare("final." + parameter.name(), expected, parameter.value()));
    errors.compare(
        "logits_held_after",
        reference.tensor("logits_held_after"),
        network.forward(held, Mode.INFERENCE));
  }

  private static Network network(GoldenCase reference, Shape input, Compute compute) {
    Sequential network = Sequential.of(input.dim(0), input.dim(1), input.dim(2)).on(compute);
    String[] order = reference.text("order", "conv,relu,bn").split(",");
    int block = 0;
    for (int filters : reference.integers("filters", "")) {
      for (int i = 0; i < 2; i++) {
        block++;
        for (String layer : order) {
          network.add(layer(layer.trim(), block, filters, reference));
        }
      }
      network.add(new MaxPool2D(2));
    }
    network.add(new Flatten());
    int dense = 0;
    for (int units : reference.integers("dense", "")) {
      network.add(new Dense(units).named("dense" + ++dense), new ReLU());
    }
    return network.add(new Dense(reference.integer("classes")).named("dense" + ++dense)).build(0);
  }

  private static Layer layer(String word, int block, int filters, GoldenCase reference) {
    return switch (word) {
      case "conv" -> new Conv2D(filters, 3).same().named("conv" + block);
      case "relu" -> new ReLU();
      case "bn" ->
          new BatchNorm()
              .epsilon(reference.number("bn_eps", 1e-3))
              .momentum(reference.number("bn_momentum_keras", 0.99))
              .unbiasedMovingVariance(true)
              .named("bn" + block);
      default ->
          throw new IllegalArgumentException(
              "unknown layer '" + word + "' in order; there are conv, relu, bn");
    };
  }

  private static float[] train(GoldenCase reference, Network network, Tensor x) {
    int samples = x.batchSize();
    int size = reference.integer("batch");
    int[] allLabels = reference.labels("labels");
    Shape sample = x.shape().sample();
    Tensor batch = Tensor.zeros(sample.batch(size));
    int[] labels = new int[size];
    Tensor dLogits = Tensor.zeros(0);
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
    Optimizer optimizer = Optimizers.of(reference);
    float[] losses = new float[reference.integer("steps")];
    for (int step = 0; step < losses.length; step++) {
      for (int i = 0; i < size; i++) {
        int index = (int) (((long) step * size + i) % samples);
        System.arraycopy(
            x.data(), index * sample.size(), batch.data(), i * sample.size(), sample.size());
        labels[i] = allLabels[index];
      }
      Tensor logits = network.forward(batch, Mode.TRAIN);
      losses[step] = (float) loss.forward(logits, labels, null, dLogits);
      network.backward(dLogits);
      optimizer.step(network.parameters(), network.compute().parallel());
    }
    return losses;
  }

  private interface Transfer {
    void apply(Parameter parameter, Tensor reference);
  }

  /** The reference's names of parameters, by the library's. */
  private static final Map<String, String> NAMES =
      Map.of(
          "kernel", "weight",
          "bias", "bias",
          "gamma", "gamma",
          "beta", "beta",
          "moving_mean", "running_mean",
          "moving_variance", "running_var");

  private static void transfer(
      GoldenCase reference, Network network, String prefix, Transfer transfer) {
    Shape flattened = null;
    for (Layer layer : network.layers()) {
      if (layer instanceof Flatten) {
        flattened = layer.inputShape();
      }
      for (Parameter parameter : layer.parameters()) {
        String role = parameter.name().substring(layer.name().length() + 1);
        Tensor value = reference.tensor(prefix + layer.name() + "." + NAMES.get(role));
        if (role.equals("kernel")) {
          value = kernel(layer, value, flattened);
        }
        transfer.apply(parameter, value);
      }
      if (layer instanceof Dense) {
        flattened = null;
      }
    }
  }

  private static Tensor kernel(Layer layer, Tensor value, Shape flattened) {
    if (layer instanceof Conv2D) {
      return ReferenceLayout.convKernel(value);
    }
    return flattened == null
        ? ReferenceLayout.denseKernel(value)
        : ReferenceLayout.denseKernelBehindImage(value, flattened);
  }
}
