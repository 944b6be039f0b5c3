package dev.limpid.train.health;

import dev.limpid.core.Rng;
import dev.limpid.train.TrainingListener.Step;
import java.util.HashSet;
import java.util.Set;

/**
 * Which steps of an epoch are probed: one of fifty, at least one, drawn anew for each epoch; in the
 * first epoch steps 1, 3 and 10 too, where too large a learning rate does its harm.
 */
final class ProbedSteps {
  private static final int ONE_OF = 50;

  private static final Set<Integer> FIRST = Set.of(1, 3, 10);

  private final int stepsPerEpoch;
  private final Rng rng;
  private int epoch;
  private Set<Integer> steps = Set.of();

  ProbedSteps(int stepsPerEpoch, Rng rng) {
    this.stepsPerEpoch = stepsPerEpoch;
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
    int count = Math.max(1, stepsPerEpoch / ONE_OF);
    for (int i = 0; i < count; i++) {
      steps.add(order[i] + 1);
    }
  }
}
