package dev.limpid.insight.measure.health;

import dev.limpid.core.Parameter;
import dev.limpid.core.Tensor;
import dev.limpid.insight.health.Breach;
import dev.limpid.insight.health.Breach.Rule;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts the steps of an epoch in which a loss had no gradient: all of it was 0, for the whole
 * network or for a layer that has one in other steps. Where there is one, its first number says so.
 */
final class MissingGradients {
  /** A loss that is as good as 0 has no gradient either. */
  private static final double SMALLEST_LOSS = 1e-3;

  private static final int FEWEST_STEPS = 10;
  private static final double MOST = 0.5;

  /** Of fewer, one may well leave all units of a layer at 0. */
  private static final int FEWEST_IMAGES = 8;

  private final List<Layer> layers = new ArrayList<>();
  private final List<List<Parameter>> parameters = new ArrayList<>();
  private final boolean[] zero;
  private final int[] without;
  private final int[] returned;
  private final boolean[] before;
  private final int batchSize;
  private int steps;
  private int withoutAny;

  MissingGradients(Network network, int batchSize) {
    this.batchSize = batchSize;
    for (Layer layer : network.layers()) {
      List<Parameter> trained =
          layer.parameters().stream()
              .filter(Parameter::isTrainable)
              .filter(parameter -> parameter.learningRateMultiplier() > 0)
              .toList();
      if (!trained.isEmpty()) {
        layers.add(layer);
        parameters.add(trained);
      }
    }
    zero = new boolean[layers.size()];
    without = new int[layers.size()];
    returned = new int[layers.size()];
    before = new boolean[layers.size()];
  }

  /** When the gradients of a step are there; what comes may still change them. */
  void before() {
    for (int i = 0; i < zero.length; i++) {
      zero[i] = isZero(parameters.get(i));
    }
  }

  /** When the step has used them. */
  void after(double loss) {
    if (!(loss > SMALLEST_LOSS)) {
      return;
    }
    steps++;
    int missing = 0;
    for (int i = 0; i < zero.length; i++) {
      boolean none = zero[i] || isZero(parameters.get(i));
      missing += none ? 1 : 0;
      without[i] += none ? 1 : 0;
      returned[i] += before[i] && !none ? 1 : 0;
      before[i] = none;
    }
    withoutAny += missing == zero.length && missing > 0 ? 1 : 0;
  }

  private static boolean isZero(List<Parameter> trained) {
    for (Parameter parameter : trained) {
      Tensor gradient = parameter.gradient();
      for (int i = 0; i < gradient.size(); i++) {
        if (gradient.data()[i] != 0) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * What was missing in most steps since the epoch began.
   *
   * @param step behind which it is asked
   */
  List<Breach> breaches(int step) {
    List<Breach> breaches = new ArrayList<>();
    if (steps >= FEWEST_STEPS && withoutAny > MOST * steps) {
      breaches.add(new Breach(Rule.NO_GRADIENT, "any layer", step, (double) withoutAny / steps));
    } else if (steps >= FEWEST_STEPS && batchSize >= FEWEST_IMAGES) {
      for (int i = 0; i < without.length; i++) {
        // for good is another matter: units that are dead, or a layer that never learns
        if (without[i] > MOST * steps && returned[i] > 1) {
          double share = (double) without[i] / steps;
          breaches.add(new Breach(Rule.NO_GRADIENT, layers.get(i).name(), step, share));
        }
      }
    }
    steps = 0;
    withoutAny = 0;
    Arrays.fill(without, 0);
    Arrays.fill(returned, 0);
    return breaches;
  }
}
