package dev.limpid.examples;

import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Block;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.io.Backbone;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetView;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.characters.Characters;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Transfer learning: a network that reads 25 characters learns five others from a few images. Its
 * layers are frozen below a new head; then all are trained, the old ones at a tenth of the rate.
 */
public final class TransferLearning {
  private TransferLearning() {}

  /** Characters of the classes {@code from ... to - 1}. */
  private static Dataset characters(int from, int to, long seed, int images) {
    Dataset all = Characters.generate(seed, images, 0.1, Compute.standard().parallel());
    IntStream those = IntStream.range(0, images).filter(i -> all.label(i) >= from);
    return new DatasetView(Datasets.subset(all, those.filter(i -> all.label(i) < to).toArray())) {
      @Override
      public List<String> classNames() {
        return viewed().classNames().subList(from, to);
      }

      @Override
      public int label(int index) {
        return viewed().label(index) - from;
      }
    };
  }

  private static Block unit(int filters) {
    Layer[] layers = {new Conv2D(filters, 3).same(), new BatchNorm().momentum(0.9), new ReLU()};
    return in -> in.then(layers).then(new MaxPool2D(2));
  }

  private static Trainer trainer(Network network) {
    return Trainer.of(network, Adam.builder().learningRate(3e-3).build()).batchSize(16);
  }

  /** Trains on 1600 characters, then on 50 others, and prints how 100 more of those are read. */
  public static void main(String[] args) {
    Sequential image = Sequential.of(Characters.HEIGHT, Characters.WIDTH, 3);
    image.add(unit(8), unit(16), unit(32), new GlobalAvgPool2D().named("features"), new Dense(25));
    Network reader = image.build(1);
    trainer(reader).fit(characters(0, 25, 1, 1600), null, 6);

    Block backbone = new Backbone(reader, "features").frozen();
    image = Sequential.of(Characters.HEIGHT, Characters.WIDTH, 3);
    Network other = image.add(backbone, new Dense(5).named("head")).build(2);
    System.out.println("from scratch: " + other.copyWeightsFrom(reader));
    Dataset training = characters(25, 30, 2, 300);
    Dataset validation = characters(25, 30, 3, 600);
    trainer(other).fit(training, null, 20);
    System.out.println("head " + trainer(other).evaluate(validation).accuracy());
    for (Layer layer : other.layers()) {
      layer.trainable(true).learningRateMultiplier(layer.name().equals("head") ? 1 : 0.1);
    }
    trainer(other).fit(training, null, 20);
    System.out.println("all " + trainer(other).evaluate(validation).accuracy());
  }
}
