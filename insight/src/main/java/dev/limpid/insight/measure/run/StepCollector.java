package dev.limpid.insight.measure.run;

import java.util.Arrays;

/** Keeps the losses of all steps while they are few, then every second, every fourth and so on. */
final class StepCollector {
  /** How many are kept at most. */
  static final int MOST = 4096;

  private final double[] losses = new double[MOST];
  private int count;
  private int every = 1;
  private long steps;

  void add(double loss) {
    if (steps++ % every != 0) {
      return;
    }
    if (count == MOST) {
      every *= 2;
      count = MOST / 2;
      for (int i = 0; i < count; i++) {
        losses[i] = losses[2 * i];
      }
    }
    losses[count++] = loss; // MOST is even: the step at hand is one of those that stay
  }

  /** Goes on after so many steps, of which some losses are known. */
  void goOnFrom(int knownEvery, double[] known, long taken) {
    every = Math.max(1, knownEvery);
    steps = taken;
    count = (int) Math.min(MOST, (taken + every - 1) / every);
    Arrays.fill(losses, 0, count, Double.NaN);
    System.arraycopy(known, 0, losses, 0, Math.min(count, known.length));
  }

  /** They are those of the steps 0, every, 2 every ... */
  int every() {
    return every;
  }

  double[] losses() {
    return Arrays.copyOf(losses, count);
  }
}
