package dev.limpid.examples;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.compute.Kernels;
import dev.limpid.core.conv.ConvChoice;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.SoftmaxCrossEntropy;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Sgd;

/**
 * The debugger tour: one training step of a tiny network, on one thread, so that stepping into a
 * layer steps into it. The convolution and BatchNorm are the plain ones, loops that one reads in a
 * sitting; without {@code plain()} and {@code layerByLayer()} BatchNorm takes few passes over
 * memory, and ReLU and BatchNorm go backward in one. The results are the same but for rounding.
 *
 * <p>Run it with {@code java -cp examples/target/limpid-examples.jar
 * dev.limpid.examples.StepThrough}.
 */
public final class StepThrough {
  private StepThrough() {}

  /** Runs the step and prints what the layers hold. */
  public static void main(String[] args) {
    Compute compute = new Compute(Kernels.named("java"), Parallel.serial(), ConvChoice.DIRECT);
    Conv2D convolution = new Conv2D(4, 3).same();
    BatchNorm batchNorm = new BatchNorm().plain();
    Network network =
        Sequential.of(6, 6, 3)
            .add(convolution, new ReLU(), batchNorm, new MaxPool2D(2))
            .add(new Flatten(), new Dense(5))
            .on(compute)
            .layerByLayer()
            .build(1);
    System.out.println(network.summary());

    Tensor images = randomImages(8);
    int[] labels = {0, 1, 2, 3, 4, 0, 1, 2};

    // Forward: step into it, then into each layer's onForward.
    Tensor logits = network.forward(images, Mode.TRAIN);
    System.out.println("logits                " + logits);
    System.out.println("batch norm's output   " + network.activation(2));
    System.out.println("moving mean, 1 batch  " + batchNorm.movingMean().value());

    // The loss and its gradient by the logits.
    Tensor dLogits = Tensor.zeros(logits.shape());
    double loss = new SoftmaxCrossEntropy().forward(logits, labels, null, dLogits);
    System.out.println("loss                  " + loss);

    // Backward: from the last layer to the first; gradients are left in the parameters.
    network.backward(dLogits);
    System.out.println("d kernel              " + convolution.kernel().gradient());
    System.out.println("d gamma               " + batchNorm.gamma().gradient());

    // One step of the optimizer changes the weights in place.
    Sgd.builder().learningRate(0.1).build().step(network.parameters(), compute.parallel());
    System.out.println("kernel after the step " + convolution.kernel().value());
  }

  private static Tensor randomImages(int n) {
    Tensor images = Tensor.zeros(n, 6, 6, 3);
    Rng rng = Rng.of(1).split("images");
    for (int i = 0; i < images.size(); i++) {
      images.data()[i] = rng.nextFloat();
    }
    return images;
  }
}
