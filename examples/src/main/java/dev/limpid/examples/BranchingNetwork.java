package dev.limpid.examples;

import dev.limpid.core.compute.Compute;
import dev.limpid.insight.Observation;
import dev.limpid.layers.Block;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Graph;
import dev.limpid.layers.Network;
import dev.limpid.layers.Node;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.inference.FrozenNetwork;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.layers.merge.Concat;
import dev.limpid.layers.merge.Residual;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** A network that branches: two scales side by side, then residual blocks. */
public final class BranchingNetwork {
  private BranchingNetwork() {}

  /** A block of one's own; a lambda of the same kind would do. */
  private record Unit(int filters) implements Block {
    @Override
    public Node applyTo(Node input) {
      return input.then(new Conv2D(filters, 3).same().bias(false), new BatchNorm(), new ReLU());
    }
  }

  private static Network network() {
    Graph graph = new Graph();
    Node image = graph.input("image", Characters.HEIGHT, Characters.WIDTH, 3);
    Node fine = image.then(new Unit(6), new MaxPool2D(2));
    Node coarse = image.then(new MaxPool2D(2), new Unit(6));
    Node both = new Concat().of(fine, coarse);
    Node deep = both.then(new Residual(new Unit(12), new Unit(12)), new MaxPool2D(2));
    Node features = deep.then(new Residual(new Unit(12)), new Unit(32), new GlobalAvgPool2D());
    return graph.build(features.then(new Dense(30), new Softmax()), 42);
  }

  /**
   * Trains for three epochs, says what the gap is made of, writes, reads and freezes.
   *
   * @param args model file ({@code branching.safetensors}), training images (1600, and a quarter of
   *     that to validate)
   */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args.length > 0 ? args[0] : "branching.safetensors");
    int images = args.length > 1 ? Integer.parseInt(args[1]) : 1600;
    Compute compute = Compute.standard();
    Split data =
        Split.head(Characters.generate(1, images + images / 4, 0.1, compute.parallel()), images);
    Network network = network();
    PrintWriter out = new PrintWriter(System.out, true);
    out.print(network.summary());
    Trainer trainer = Trainer.of(network, Adam.builder().build()).batchSize(32);
    trainer.listen(new Observation().printGaps(out)).fit(data.training(), data.validation(), 3);

    ModelFile.write(network, Map.of(), file);
    FrozenNetwork frozen = FrozenNetwork.of(ModelFile.read(file, compute).network());
    float[] image = new float[network.inputShape().size()];
    data.validation().read(0, image, 0);
    out.println(Arrays.toString(frozen.predict(image)));
  }
}
