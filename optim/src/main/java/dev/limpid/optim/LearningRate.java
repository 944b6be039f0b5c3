package dev.limpid.optim;

/**
 * The learning rate as a function of the number of steps already taken.
 *
 * <p>A step is one batch. A schedule is a plain function of the step, so that a run can be drawn
 * before it starts; one of your own is a lambda: {@code step -> step < 100 ? 0.1 : 0.01}.
 */
@FunctionalInterface
public interface LearningRate {
  /**
   * The rate of one step: finite and 0 or more.
   *
   * @param step how many steps were taken before it; the first step is 0
   */
  double at(long step);

  /**
   * Always {@code rate}.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  static LearningRate constant(double rate) {
    return new Schedules.Constant(rate);
  }

  /**
   * Step decay: {@code initial * factor^floor(step / every)}. PyTorch's {@code StepLR}, Keras's
   * {@code ExponentialDecay} with {@code staircase}.
   *
   * @param initial the rate of the first {@code every} steps
   * @param factor by which the rate is multiplied each time, above 0
   * @param every after how many steps
   */
  static LearningRate step(double initial, double factor, long every) {
    return new Schedules.Step(initial, factor, every);
  }

  /**
   * Exponential decay: {@code initial * factor^(step / every)}, without stairs. Keras's {@code
   * ExponentialDecay}.
   *
   * @param initial the rate of the first step
   * @param factor by which the rate is multiplied in the course of {@code every} steps, above 0
   * @param every in how many steps
   */
  static LearningRate exponential(double initial, double factor, long every) {
    return new Schedules.Exponential(initial, factor, every);
  }

  /**
   * Cosine annealing to 0, after a linear warm-up; see {@link #cosine(double, long, long, double)}.
   */
  static LearningRate cosine(double peak, long warmUp, long total) {
    return cosine(peak, warmUp, total, 0);
  }

  /**
   * Cosine annealing after a linear warm-up.
   *
   * <pre>
   * step &lt; warmUp:           peak * (step + 1) / (warmUp + 1)
   * warmUp ... total:        last + (peak - last) * (1 + cos(pi * (step - warmUp) / (total - warmUp))) / 2
   * step > total:            last
   * </pre>
   *
   * <p>So no step has rate 0 while it warms up, step {@code warmUp} has {@code peak}, and step
   * {@code total} would have {@code last}. Loshchilov and Hutter, "SGDR: Stochastic Gradient
   * Descent with Warm Restarts" (2017), without restarts; warm-up as in Goyal et al., "Accurate,
   * Large Minibatch SGD" (2017).
   *
   * @param peak the highest rate
   * @param warmUp steps of the warm-up; 0 for none
   * @param total steps of the whole run, more than {@code warmUp}
   * @param last the rate at the end, not above {@code peak}
   */
  static LearningRate cosine(double peak, long warmUp, long total, double last) {
    return new Schedules.Cosine(peak, warmUp, total, last);
  }

  /**
   * One cycle with PyTorch's defaults: rises during the first 0.3 of the run from {@code peak /
   * 25}, ends at {@code peak / 250000}; see {@link #oneCycle(double, long, double, double,
   * double)}.
   */
  static LearningRate oneCycle(double peak, long total) {
    return oneCycle(peak, total, 0.3, 25, 1e4);
  }

  /**
   * One cycle: up to a high rate and down again to a very low one, both along half a cosine.
   *
   * <p>Step 0 has {@code peak / divisor}, step {@code rising * total - 1} has {@code peak}, step
   * {@code total - 1} and all after it have {@code peak / divisor / lastDivisor}. The same as
   * PyTorch's {@code OneCycleLR} with two phases and without its cycle of the momentum. Smith and
   * Topin, "Super-Convergence" (2018).
   *
   * @param peak the highest rate
   * @param total steps of the whole run
   * @param rising the part of the run in which the rate rises, above 0 and below 1
   * @param divisor {@code peak} over the first rate, 1 or more
   * @param lastDivisor the first rate over the last one, 1 or more
   */
  static LearningRate oneCycle(
      double peak, long total, double rising, double divisor, double lastDivisor) {
    return new Schedules.OneCycle(peak, total, rising, divisor, lastDivisor);
  }
}
