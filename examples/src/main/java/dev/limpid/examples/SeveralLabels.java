package dev.limpid.examples;

import dev.limpid.core.compute.Compute;
import dev.limpid.layers.BinaryCrossEntropy;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.train.Epoch;
import dev.limpid.train.Metric;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetView;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;
import java.util.List;

/**
 * Several labels an image: whether a character's number among the classes is odd, and whether it is
 * in their second half. The network ends with a score for each label, without a sigmoid.
 */
public final class SeveralLabels {
  private SeveralLabels() {}

  private static final class TwoLabels extends DatasetView {
    TwoLabels(Dataset characters) {
      super(characters);
    }

    @Override
    public List<String> classNames() {
      return List.of("odd", "second half");
    }

    @Override
    public int label(int index) {
      return 0; // no image is of one class
    }

    @Override
    public int targetSize() {
      return 2;
    }

    @Override
    public void readTarget(int index, float[] target, int offset) {
      int character = viewed().label(index);
      target[offset] = character % 2;
      target[offset + 1] = character >= 15 ? 1 : 0;
    }
  }

  /** Trains; prints how the labels of new images are told. The argument: epochs. */
  public static void main(String[] args) {
    int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 8;
    Dataset characters = Characters.generate(1, 2000, 0.1, Compute.standard().parallel());
    Split images = Split.head(characters, 1600);
    Network network =
        Sequential.of(50, 55, 3)
            .add(new Conv2D(8, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(2))
            .add(new Conv2D(16, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(2))
            .add(new Flatten(), new Dense(2))
            .build(42);
    Trainer trainer =
        Trainer.of(network, Adam.builder().build())
            .recalibrate(true)
            .lossOfTargets(new BinaryCrossEntropy())
            .metrics(Metric.f1(Metric.Average.MACRO), Metric.rocAuc());
    Dataset validation = new TwoLabels(images.validation());
    for (Epoch epoch : trainer.fit(new TwoLabels(images.training()), validation, epochs).epochs()) {
      System.out.println("epoch " + epoch.number() + "  " + epoch.validation().metrics());
    }
    System.out.println("f1 " + trainer.evaluate(validation).metrics().get("f1_macro"));
  }
}
