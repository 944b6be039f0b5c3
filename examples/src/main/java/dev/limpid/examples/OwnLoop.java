package dev.limpid.examples;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Loss;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.SoftmaxCrossEntropy;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.Sgd;
import dev.limpid.train.Batches;
import dev.limpid.train.Evaluation;
import dev.limpid.train.Evaluator;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;

/** A training loop of one's own, without {@code Trainer}: forward, loss, backward, update. */
public final class OwnLoop {
  private OwnLoop() {}

  /** Trains; arguments are epochs (5) and training images (1600, a quarter more to validate). */
  public static void main(String[] args) {
    int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    int images = args.length > 1 ? Integer.parseInt(args[1]) : 1600;
    Compute compute = Compute.standard();
    Split data =
        Split.head(Characters.generate(1, images + images / 4, 0.1, compute.parallel()), images);
    Network network =
        Sequential.of(Characters.HEIGHT, Characters.WIDTH, 3)
            .add(new Conv2D(8, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(4))
            .add(new Conv2D(16, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(2))
            .add(new Flatten(), new Dense(30))
            .on(compute)
            .build(42);
    Optimizer optimizer = Sgd.builder().learningRate(0.02).momentum(0.9).build();
    Loss<int[]> loss = new SoftmaxCrossEntropy();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      Rng order = Rng.of(7).split(epoch);
      double mean = epoch(network, loss, optimizer, data.training(), 32, order);
      Evaluation validation = new Evaluator(network, 32, 1).evaluate(data.validation());
      System.out.println(
          "epoch " + epoch + "  loss " + mean + "  validation accuracy " + validation.accuracy());
    }
  }

  /** One epoch in a random order of the images; the mean loss of its batches. */
  static double epoch(
      Network network,
      Loss<int[]> loss,
      Optimizer optimizer,
      Dataset data,
      int batchSize,
      Rng rng) {
    int[] order = rng.permutation(data.size());
    Batches batches = Batches.of(network, data.size(), batchSize);
    Batch batch = new Batch(data.sampleShape(), batches.largest());
    Tensor gradient = Tensor.zeros(0); // takes the shape of the scores
    double sum = 0;
    for (int i = 0; i < batches.count(); i++) {
      batch.fill(data, order, batches.from(i), batches.to(i));
      Tensor scores = network.forward(batch.x(), Mode.TRAIN);
      sum += loss.forward(scores, batch.labels(), null, gradient);
      network.backward(gradient); // leaves the gradients in the parameters
      optimizer.step(network.parameters(), network.compute().parallel());
    }
    return sum / batches.count();
  }
}
