package dev.limpid.insight.measure.health;

import dev.limpid.core.Parameter;
import dev.limpid.insight.health.Breach;
import dev.limpid.insight.health.Breach.Rule;
import dev.limpid.train.TrainingListener.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tells of parameters of which a good part stays to the bit for the whole first epoch while the
 * others move, though it had gradients in two of the steps that were looked at. Only of optimizers
 * that tell no {@linkplain dev.limpid.optim.Formula formula}; others are held to that.
 *
 * <p>Weights of which no step is expected that float32 could show are left out: what is expected is
 * their gradient times what those that moved moved by theirs, in the median. So are weights that
 * are 0 among others that are not: they are pruned.
 */
final class PartlyMoved {
  private static final int FEWEST_STEPS = 3;
  private static final int FEWEST_WEIGHTS = 16;
  private static final double LEAST = 0.75;

  /** Of a weight: a step that is that long is far above rounding. */
  private static final double SURE = 1e-4;

  private final List<Watched> watched;
  private int steps;

  /** A parameter, and what its weights had for gradients. */
  private static final class Watched {
    final Parameter parameter;
    final float[] first;
    final float[] gradients;
    final byte[] times;
    final boolean[] pending;
    final boolean[] moved;

    Watched(Parameter parameter) {
      int size = parameter.value().size();
      this.parameter = parameter;
      this.first = Arrays.copyOf(parameter.value().data(), size);
      this.gradients = new float[size];
      this.times = new byte[size];
      this.pending = new boolean[size];
      this.moved = new boolean[size];
    }

    /** What a listener sets to 0 before the step or behind this one has no gradient. */
    void before() {
      for (int i = 0; i < first.length; i++) {
        pending[i] = parameter.gradient().data()[i] != 0;
        moved[i] |= parameter.value().data()[i] != first[i];
      }
    }

    void after() {
      for (int i = 0; i < first.length; i++) {
        float gradient = Math.abs(parameter.gradient().data()[i]);
        if (pending[i] && gradient > 0 && times[i] < Byte.MAX_VALUE) {
          gradients[i] += gradient;
          times[i]++;
        }
        moved[i] |= parameter.value().data()[i] != first[i];
      }
    }

    /** Of the weights that should move, how many do; 1 where too few should. */
    double share() {
      int[] asked = IntStream.range(0, first.length).filter(i -> times[i] > 1).toArray();
      boolean pruned = IntStream.range(0, first.length).anyMatch(i -> first[i] != 0);
      double[] byGradient =
          IntStream.of(asked)
              .filter(i -> moved[i])
              .mapToDouble(i -> Math.abs(parameter.value().data()[i] - first[i]) / gradients[i])
              .sorted()
              .toArray();
      if (byGradient.length == 0) {
        return 1;
      }
      double usual = byGradient[byGradient.length / 2];
      int stay = 0;
      for (int i : asked) {
        boolean sure = usual * gradients[i] > SURE * Math.abs(first[i]);
        stay += !moved[i] && sure && !(pruned && first[i] == 0) ? 1 : 0;
      }
      int all = stay + byGradient.length;
      return all < FEWEST_WEIGHTS ? 1 : (double) byGradient.length / all;
    }
  }

  private PartlyMoved(List<Watched> watched) {
    this.watched = watched;
  }

  /** Before the first step of an epoch. */
  static PartlyMoved of(Plan plan) {
    boolean held = plan.optimizer() == null || plan.optimizer().formula().isPresent();
    return new PartlyMoved(
        held
            ? List.of()
            : plan.network().parameters().stream()
                .filter(Parameter::isTrainable)
                .filter(parameter -> parameter.learningRateMultiplier() > 0)
                .map(Watched::new)
                .toList());
  }

  /** When the gradients of a step that is looked at are there and nothing has been updated. */
  void before() {
    steps++;
    watched.forEach(Watched::before);
  }

  /** When that step has updated the weights. */
  void after() {
    watched.forEach(Watched::after);
  }

  /**
   * At the epoch's end.
   *
   * @param step the last one's number
   */
  List<Breach> breaches(int step) {
    List<Breach> breaches = new ArrayList<>();
    for (Watched each : steps < FEWEST_STEPS ? List.<Watched>of() : watched) {
      double share = each.share();
      if (share < LEAST) {
        breaches.add(new Breach(Rule.STAYS_IN_PART, each.parameter.name(), step, share));
      }
    }
    return breaches;
  }
}
