package dev.limpid.insight.population;

import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.PopulationStatistics;
import java.util.List;

/**
 * The population statistics of BatchNorm layers, as passes in {@link dev.limpid.layers.Mode#GATHER}
 * gather them. The layers hold one set of them, which several measurements want: those of the gap
 * stay until the next epoch, all others are measured {@linkplain #aside aside}.
 */
public final class Population {
  private Population() {}

  /** Forgets what was gathered: the passes that follow gather anew. */
  public static void begin(List<BatchNorm> layers) {
    layers.forEach(layer -> layer.population().reset());
  }

  /** Measures something that gathers other statistics, and puts back those that were there. */
  public static void aside(List<BatchNorm> layers, Runnable measurement) {
    List<PopulationStatistics> before =
        layers.stream().map(layer -> layer.population().copy()).toList();
    try {
      measurement.run();
    } finally {
      for (int i = 0; i < before.size(); i++) {
        layers.get(i).population().restore(before.get(i));
      }
    }
  }
}
