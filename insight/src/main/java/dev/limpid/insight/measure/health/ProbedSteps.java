package dev.limpid.insight.measure.health;

import dev.limpid.core.Rng;
import dev.limpid.train.TrainingListener.Step;
import java.util.HashSet;
import java.util.Set;

/**
 * Which steps are probed: one of a hundred, or of two hundred with dropout, drawn anew for each
 * epoch; at least one an epoch where epochs are short, and one every second epoch from 50 steps on;
 * in the first epoch steps 1, 3 and 10 too, where too large a learning rate does its harm.
 */
final class ProbedSteps {
  private static final int ONE_OF = 100;
  private static final int SHORT = 50;

  private static final Set<Integer> FIRST = Set.of(1, 3, 10);

  private final int stepsPerEpoch;
  private final int oneOf;
  private final Rng rng;
  private int epoch;
  private Set<Integer> steps = Set.of();

  /**
   * Steps of a training.
   *
   * @param twice whether a probe takes two further steps instead of one, so that half as many do
   */
  ProbedSteps(int stepsPerEpoch, boolean twice, Rng rng) {
    this.stepsPerEpoch = stepsPerEpoch;
    this.oneOf = twice ? 2 * ONE_OF : ONE_OF;
    this.rng = rng;
  }

  boolean contains(Step step) {
    if (step.epoch() != epoch) {
      draw(step.epoch());
    }
    return steps.contains(step.step());
  }

  private void draw(int ofEpoch) {
    boolean begins = epoch == 0;
    epoch = ofEpoch;
    steps = new HashSet<>(begins ? FIRST : Set.of());
    int[] order = rng.split(ofEpoch).permutation(stepsPerEpoch);
    int least = stepsPerEpoch < SHORT || ofEpoch % 2 == 1 ? 1 : 0;
    int count = Math.max(least, stepsPerEpoch / oneOf);
    for (int i = 0; i < count; i++) {
      steps.add(order[i] + 1);
    }
  }
}
