package dev.limpid.examples;

import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.optim.Adam;
import dev.limpid.train.Epoch;
import dev.limpid.train.Metric;
import dev.limpid.train.Monitor;
import dev.limpid.train.Predictions;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;

/**
 * A metric of one's own: the share of images that are read wrongly though the network is sure. It
 * is told after each epoch, and training stops when it has not become better.
 */
public final class OwnMetric implements Metric {
  private final double sure;

  /** Creates the metric for answers above this probability. */
  public OwnMetric(double sure) {
    this.sure = sure;
  }

  @Override
  public String name() {
    return "surely_wrong";
  }

  @Override
  public double of(Predictions predictions) {
    int wrong = 0;
    for (int i = 0; i < predictions.size(); i++) {
      wrong += !predictions.correct()[i] && predictions.confidence()[i] > sure ? 1 : 0;
    }
    return (double) wrong / predictions.size();
  }

  /** Trains, and prints the metric of each epoch. */
  public static void main(String[] args) {
    Split data = Split.head(Characters.generate(1, 800), 600);
    Network network =
        Sequential.of(Characters.HEIGHT, Characters.WIDTH, 3)
            .add(new Flatten(), new Dense(30), new Softmax())
            .build(42);
    Trainer trainer =
        Trainer.of(network, Adam.builder().build())
            .batchSize(32)
            .metrics(new OwnMetric(0.9))
            .stopEarly(2, Monitor.lowest("surely_wrong"));
    for (Epoch epoch : trainer.fit(data.training(), data.validation(), 4).epochs()) {
      System.out.println("epoch " + epoch.number() + "  " + epoch.validation().metrics());
    }
  }
}
