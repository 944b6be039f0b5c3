package dev.limpid.examples;

import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.inference.FrozenNetwork;
import dev.limpid.layers.io.LayerTypes;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.train.Epoch;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** A network with {@link OwnLayer}: trained, written to a file, read, frozen. */
public final class OwnLayerInUse {
  private OwnLayerInUse() {}

  /**
   * Trains for three epochs, and says what came of it.
   *
   * @param args model file ({@code own-layer.safetensors}), training images (1600, and a quarter of
   *     that to validate)
   */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args.length > 0 ? args[0] : "own-layer.safetensors");
    int images = args.length > 1 ? Integer.parseInt(args[1]) : 1600;
    LayerTypes.register("OwnLayer", options -> new OwnLayer()); // so that files may have it
    Compute compute = Compute.standard();
    Split data =
        Split.head(Characters.generate(1, images + images / 4, 0.1, compute.parallel()), images);
    OwnLayer layer = new OwnLayer();
    Network network =
        Sequential.of(Characters.HEIGHT, Characters.WIDTH, 3)
            .add(new Conv2D(8, 3).same(), new BatchNorm(), layer, new MaxPool2D(4))
            .add(new Flatten(), new Dense(30))
            .on(compute)
            .build(42);
    Trainer trainer = Trainer.of(network, Adam.builder().build()).batchSize(32);
    Epoch last = trainer.fit(data.training(), data.validation(), 3).last();
    System.out.println("validation accuracy " + last.validation().accuracy());
    System.out.println("beta " + layer.parameters().get(0).value());

    ModelFile.write(network, Map.of(), file);
    Network read = ModelFile.read(file, compute).network();
    float[] image = new float[network.inputShape().size()];
    data.validation().read(0, image, 0);
    boolean same =
        Arrays.equals(
            FrozenNetwork.of(network).predict(image), FrozenNetwork.of(read).predict(image));
    System.out.println("the network that was read predicts the same: " + same);
  }
}
