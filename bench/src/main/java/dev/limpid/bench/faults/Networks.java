package dev.limpid.bench.faults;

import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Initializer;
import dev.limpid.layers.Layer;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.AvgPool2D;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import java.util.ArrayList;
import java.util.List;

/** The networks of the healthy trainings, as lists of layers that are not built yet. */
final class Networks {
  private Networks() {}

  /** Convolutional blocks, each followed by pooling. */
  static Blocks blocks(int... filters) {
    return new Blocks(filters);
  }

  /** How the convolutional part is built. */
  static final class Blocks {
    private final int[] filters;
    private int times = 1;
    private boolean batchNorm;
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

    Blocks batchNorm() {
      batchNorm = true;
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

    Blocks dropout(double rate) {
      dropout = rate;
      return this;
    }

    private List<Layer> layers() {
      List<Layer> layers = new ArrayList<>();
      for (int i = 0; i < filters.length; i++) {
        for (int j = 0; j < times; j++) {
          layers.add(new Conv2D(filters[i], 3).same().initializer(Initializer.HE_NORMAL));
          layers.add(new ReLU());
          if (batchNorm) {
            layers.add(new BatchNorm().momentum(0.9));
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
   * @param hidden a dense layer before the last one; null for none
   */
  static List<Layer> of(Blocks blocks, Dense hidden, int classes) {
    List<Layer> layers = blocks.layers();
    if (!blocks.globalAverage) {
      layers.add(new Flatten());
    }
    if (hidden != null) {
      layers.addAll(List.of(hidden.initializer(Initializer.HE_NORMAL), new ReLU()));
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
  static List<Layer> mlp(int classes, double dropout, int... units) {
    List<Layer> layers = new ArrayList<>(List.of(new Flatten()));
    for (int n : units) {
      layers.add(new Dense(n).initializer(Initializer.HE_NORMAL));
      layers.add(new ReLU());
      if (dropout > 0) {
        layers.add(new Dropout(dropout));
      }
    }
    layers.addAll(List.of(new Dense(classes), new Softmax()));
    return layers;
  }
}
