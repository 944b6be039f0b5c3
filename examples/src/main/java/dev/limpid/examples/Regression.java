package dev.limpid.examples;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Huber;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.train.Epoch;
import dev.limpid.train.Metric;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Dataset;
import java.util.List;

/** Numbers instead of classes: where a disc lies in an image, and how large it is. */
public final class Regression {
  private Regression() {}

  /** Images of 24x24 with one disc and noise; targets are its x, y and radius, 0 to 1. */
  private record Discs(int size, long seed) implements Dataset {
    @Override
    public Shape sampleShape() {
      return Shape.of(24, 24, 1);
    }

    @Override
    public List<String> classNames() {
      return List.of(); // a regression has none
    }

    @Override
    public int label(int index) {
      return 0; // not asked for
    }

    @Override
    public int targetSize() {
      return 3;
    }

    @Override
    public void readTarget(int index, float[] target, int offset) {
      Rng rng = Rng.of(seed).split(index);
      target[offset] = rng.nextFloat(0.25f, 0.75f);
      target[offset + 1] = rng.nextFloat(0.25f, 0.75f);
      target[offset + 2] = rng.nextFloat(0.1f, 0.25f);
    }

    @Override
    public void read(int index, float[] image, int offset) {
      float[] disc = new float[3];
      readTarget(index, disc, 0);
      Rng noise = Rng.of(seed).split(index).split("noise");
      for (int i = 0; i < 24 * 24; i++) {
        double distance = Math.hypot(i % 24 / 24.0 - disc[0], i / 24 / 24.0 - disc[1]);
        image[offset + i] = (distance < disc[2] ? 0.8f : 0.2f) + noise.nextFloat(-0.2f, 0.2f);
      }
    }
  }

  /** Trains, and prints how far off it is. The argument: epochs. */
  public static void main(String[] args) {
    Network network =
        Sequential.of(24, 24, 1)
            .add(new Conv2D(8, 3), new ReLU(), new MaxPool2D(2), new Conv2D(16, 3), new ReLU())
            .add(new Flatten(), new Dense(3))
            .build(42);
    Trainer trainer = Trainer.of(network, Adam.builder().build()).batchSize(32);
    trainer.lossOfTargets(new Huber()).metrics(Metric.meanAbsoluteError(), Metric.r2());
    int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    for (Epoch epoch : trainer.fit(new Discs(1000, 1), new Discs(200, 2), epochs).epochs()) {
      System.out.println(epoch.number() + "  " + epoch.validation().metrics());
    }
  }
}
