package dev.limpid.layers;

import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Makes layers from their type and {@linkplain Layer#config() options}, as a model file has them.
 */
public final class Layers {
  /** One line for each type of layer that a file may hold. */
  private static final Map<String, Function<Options, Layer>> READERS =
      Map.ofEntries(
          Map.entry("AvgPool2D", AvgPool2D::read),
          Map.entry("BatchNorm", BatchNorm::read),
          Map.entry("Conv2D", Conv2D::read),
          Map.entry("Dense", Dense::read),
          Map.entry("Dropout", Dropout::read),
          Map.entry("Flatten", options -> new Flatten()),
          Map.entry("GlobalAvgPool2D", options -> new GlobalAvgPool2D()),
          Map.entry("LeakyReLU", LeakyReLU::read),
          Map.entry("LogSoftmax", options -> new LogSoftmax()),
          Map.entry("MaxPool2D", MaxPool2D::read),
          Map.entry("ReLU", options -> new ReLU()),
          Map.entry("Sigmoid", options -> new Sigmoid()),
          Map.entry("Softmax", options -> new Softmax()),
          Map.entry("Tanh", options -> new Tanh()));

  private Layers() {}

  /** Whether {@link #fromConfig} makes layers of the same class. */
  static boolean knows(Layer layer) {
    return READERS.containsKey(layer.type())
        && layer.getClass().getPackage() == Layer.class.getPackage();
  }

  /**
   * An unbuilt layer without a name.
   *
   * @param type as {@link Layer#type()} tells it
   * @param config as {@link Layer#config()} tells it; numbers may be of any integer or floating
   *     type
   * @throws IllegalArgumentException if there is no such type, or an option is missing, wrong or
   *     unknown
   */
  public static Layer fromConfig(String type, Map<String, Object> config) {
    Function<Options, Layer> reader = READERS.get(type);
    if (reader == null) {
      throw new IllegalArgumentException(
          "no layer of type '" + type + "'; there are " + new TreeSet<>(READERS.keySet()));
    }
    return new Options(type, config).into(reader);
  }
}
