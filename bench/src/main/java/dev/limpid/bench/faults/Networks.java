package dev.limpid.bench.faults;

import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.ELU;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.GELU;
import dev.limpid.layers.Initializer;
import dev.limpid.layers.Layer;
import dev.limpid.layers.LeakyReLU;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.SiLU;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.Tanh;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.GroupNorm;
import dev.limpid.layers.norm.LayerNorm;
import dev.limpid.layers.pool.AvgPool2D;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** The networks of the healthy trainings, as lists of layers that are not built yet. */
final class Networks {
  /** The activations. */
  enum Activation {
    RELU("ReLU", ReLU::new),
    LEAKY_RELU("LeakyReLU", LeakyReLU::new),
    ELU("ELU", ELU::new),
    GELU("GELU", GELU::new),
    SILU("SiLU", SiLU::new),
    TANH("Tanh", Tanh::new);

    private final String text;
    private final Supplier<Layer> layer;

    Activation(String text, Supplier<Layer> layer) {
      this.text = text;
      this.layer = layer;
    }

    Layer create() {
      return layer.get();
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** The normalisations. */
  enum Norm {
    NONE("no normalisation", null),
    BATCH("BatchNorm", () -> new BatchNorm().momentum(0.9)),
    LAYER("LayerNorm", LayerNorm::new),
    GROUP("GroupNorm", () -> new GroupNorm(2));

    private final String text;
    private final Supplier<Layer> layer;

    Norm(String text, Supplier<Layer> layer) {
      this.text = text;
      this.layer = layer;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private Networks() {}

  /** Whether a layer is one of the activations. */
  static boolean isActivation(Layer layer) {
    return Arrays.stream(Activation.values())
        .anyMatch(activation -> activation.create().getClass() == layer.getClass());
  }

  /** Convolutional blocks, each followed by pooling. */
  static Blocks blocks(int... filters) {
    return new Blocks(filters);
  }

  /** How the convolutional part is built. */
  static final class Blocks {
    private final int[] filters;
    private int times = 1;
    private Activation activation = Activation.RELU;
    private Norm norm = Norm.NONE;
    private boolean normFirst;
    private boolean averages;
    private boolean globalAverage;
    private double dropout;

    Blocks(int... filters) {
      this.filters = filters;
    }

    Blocks twice() {
      times = 2;
      return this;
    }

    Blocks activation(Activation newActivation) {
      activation = newActivation;
      return this;
    }

    /** Before the activations, or behind them. */
    Blocks norm(Norm newNorm, boolean first) {
      norm = newNorm;
      normFirst = first;
      return this;
    }

    Blocks averagePooling() {
      averages = true;
      return this;
    }

    Blocks globalAverage() {
      globalAverage = true;
      return this;
    }

    /** Before the last dense layer. */
    Blocks dropout(double rate) {
      dropout = rate;
      return this;
    }

    private List<Layer> layers() {
      List<Layer> layers = new ArrayList<>();
      for (int i = 0; i < filters.length; i++) {
        for (int j = 0; j < times; j++) {
          layers.add(new Conv2D(filters[i], 3).same().initializer(Initializer.HE_NORMAL));
          layers.add(activation.create());
          if (norm != Norm.NONE) {
            layers.add(layers.size() - (normFirst ? 1 : 0), norm.layer.get());
          }
        }
        boolean last = i == filters.length - 1;
        if (last && globalAverage) {
          layers.add(new GlobalAvgPool2D());
        } else {
          layers.add(averages ? new AvgPool2D(2) : new MaxPool2D(2));
        }
      }
      return layers;
    }
  }

  /**
   * A convolutional network.
   *
   * @param hidden units of a dense layer before the last one; 0 for none
   */
  static List<Layer> of(Blocks blocks, int hidden, int classes) {
    List<Layer> layers = blocks.layers();
    if (!blocks.globalAverage) {
      layers.add(new Flatten());
    }
    if (hidden > 0) {
      layers.add(new Dense(hidden).initializer(Initializer.HE_NORMAL));
      layers.add(blocks.activation.create());
    }
    if (blocks.dropout > 0) {
      layers.add(new Dropout(blocks.dropout));
    }
    layers.addAll(List.of(new Dense(classes), new Softmax()));
    return layers;
  }

  /**
   * Dense layers alone.
   *
   * @param dropout behind each; 0 for none
   */
  static List<Layer> mlp(int classes, Activation activation, double dropout, int... units) {
    List<Layer> layers = new ArrayList<>(List.of(new Flatten()));
    for (int n : units) {
      layers.add(new Dense(n).initializer(Initializer.HE_NORMAL));
      layers.add(activation.create());
      if (dropout > 0) {
        layers.add(new Dropout(dropout));
      }
    }
    layers.addAll(List.of(new Dense(classes), new Softmax()));
    return layers;
  }
}
