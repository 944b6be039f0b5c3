package dev.limpid.train;

import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.ModelFileException;
import java.util.List;

/**
 * Which layers a training trains when it starts, and at which rate, so that it is resumed with the
 * same ones. A layer that was frozen or thawed on the way may be either way: a checkpoint puts it
 * back as it was.
 */
final class TrainedLayers {
  private static final String AT_START = "layers at the start";
  private static final String WHEN_SAVED = "layers when saved";

  /** By layer; null before a training starts. */
  private List<String> atStart;

  /** A training of this network starts. */
  void start(Network network) {
    atStart = described(network);
  }

  private static List<String> described(Network network) {
    return network.layers(Layer.class).stream().map(TrainedLayers::described).toList();
  }

  private static String described(Layer layer) {
    if (!layer.isTrainable()) {
      return "frozen";
    }
    double rate = layer.learningRateMultiplier();
    return rate == 1 ? "trained" : "trained at " + rate + " of the rate";
  }

  void put(Checkpoint checkpoint, Network network) {
    List<String> now = described(network);
    checkpoint.put(AT_START, atStart == null ? now : atStart);
    checkpoint.put(WHEN_SAVED, now);
  }

  /**
   * Goes on from a checkpoint; one of an earlier version says nothing of it.
   *
   * @throws ModelFileException if a layer of the network is neither as it was at the start nor as
   *     it was when the checkpoint was saved
   */
  void read(Checkpoint checkpoint, Network network) throws ModelFileException {
    List<Layer> layers = network.layers(Layer.class);
    List<String> start = checkpoint.texts(AT_START);
    List<String> saved = checkpoint.texts(WHEN_SAVED);
    if (start.size() != layers.size() || saved.size() != layers.size()) {
      return;
    }
    for (int i = 0; i < layers.size(); i++) {
      String now = described(layers.get(i));
      if (!now.equals(start.get(i)) && !now.equals(saved.get(i))) {
        throw checkpoint.ofAnotherTraining(
            "its layer " + layers.get(i).name() + " was " + start.get(i) + ", and is " + now);
      }
    }
    atStart = start;
  }
}
