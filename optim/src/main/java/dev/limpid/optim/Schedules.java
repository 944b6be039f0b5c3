package dev.limpid.optim;

/**
 * The schedules of {@link LearningRate}, as values that print what they are.
 *
 * <p>{@link StrictMath}, because the last bit of {@link Math#pow} and {@link Math#cos} may differ
 * between machines, and a run should not.
 */
final class Schedules {
  private Schedules() {}

  record Constant(double rate) implements LearningRate {
    Constant {
      Checks.nonNegative("the learning rate", rate);
    }

    @Override
    public double at(long step) {
      return rate;
    }
  }

  record Step(double initial, double factor, long every) implements LearningRate {
    Step {
      Checks.nonNegative("the initial learning rate", initial);
      Checks.positive("the factor of a step decay", factor);
      Checks.atLeast("the steps between two decays", every, 1);
    }

    @Override
    public double at(long step) {
      return initial * StrictMath.pow(factor, step / every);
    }
  }

  record Exponential(double initial, double factor, long every) implements LearningRate {
    Exponential {
      Checks.nonNegative("the initial learning rate", initial);
      Checks.positive("the factor of an exponential decay", factor);
      Checks.atLeast("the steps of one decay", every, 1);
    }

    @Override
    public double at(long step) {
      return initial * StrictMath.pow(factor, (double) step / every);
    }
  }

  record Cosine(double peak, long warmUp, long total, double last) implements LearningRate {
    Cosine {
      Checks.nonNegative("the peak of the learning rate", peak);
      Checks.atLeast("the steps of the warm-up", warmUp, 0);
      if (total <= warmUp) {
        throw new IllegalArgumentException(
            "the run must be longer than its warm-up of "
                + warmUp
                + " steps, but has "
                + total
                + " in all");
      }
      Checks.nonNegative("the last learning rate", last);
      if (last > peak) {
        throw new IllegalArgumentException(
            "the last learning rate must not be above the peak of " + peak + ", but is " + last);
      }
    }

    @Override
    public double at(long step) {
      if (step < warmUp) {
        return peak * (step + 1) / (warmUp + 1);
      }
      return halfCosine(peak, last, (double) (step - warmUp) / (total - warmUp));
    }
  }

  record OneCycle(double peak, long total, double rising, double divisor, double lastDivisor)
      implements LearningRate {
    OneCycle {
      Checks.nonNegative("the peak of the learning rate", peak);
      Checks.atLeast("the steps of the cycle", total, 1);
      if (!(rising > 0 && rising < 1)) {
        throw new IllegalArgumentException(
            "the rising part of the cycle must be above 0 and below 1, but is " + rising);
      }
      if (!(divisor >= 1 && lastDivisor >= 1 && Double.isFinite(divisor * lastDivisor))) {
        throw new IllegalArgumentException(
            "the divisors of the cycle must be 1 or more, but are "
                + divisor
                + " and "
                + lastDivisor);
      }
    }

    @Override
    public double at(long step) {
      double first = peak / divisor;
      double top = rising * total - 1; // where the rate is highest; seldom a whole number
      if (step < top) {
        return halfCosine(first, peak, step / top);
      }
      return halfCosine(peak, first / lastDivisor, (step - top) / (total - 1 - top));
    }
  }

  /** Goes from {@code start} to {@code end} along half a cosine; stays at {@code end} from 1 on. */
  private static double halfCosine(double start, double end, double progress) {
    if (progress >= 1) {
      return end;
    }
    return end + (start - end) * (1 + StrictMath.cos(Math.PI * progress)) / 2;
  }
}
