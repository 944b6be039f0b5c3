package dev.limpid.optim;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Changes the trained parameters of a network after each backward pass.
 *
 * <pre>{@code
 * Optimizer optimizer = Adam.builder().learningRate(1e-3).clipping(Clipping.byGlobalNorm(1)).build();
 * ...
 * optimizer.step(network.parameters());
 * }</pre>
 *
 * <p>For each trained parameter w with gradient g a step does, in this order: clip g; add {@code
 * weightDecay * w} to it where weight decay applies (L2 regularisation; {@link AdamW} decays w
 * itself); apply the optimizer's formula, with the learning rate times the parameter's {@linkplain
 * Parameter#learningRateMultiplier multiplier}. Gradients are read, not changed. Frozen parameters
 * are passed over, and their gradients don't count in a norm.
 *
 * <p>An optimizer holds the state of one training run, in {@link #slots}; another run needs another
 * one. It keeps state for every parameter that it has met, and one count of steps for all of them.
 * The same bits for any number of threads. Not safe for several callers at once.
 *
 * <p>To write one of your own, tell what it remembers ({@link #newSlots}), what is the same for all
 * weights of a step ({@link #prepare}), and how a run of weights changes ({@link #update}). Sign
 * descent, in full but for its builder:
 *
 * <pre>{@code
 * protected Slots newSlots(Parameter parameter) {
 *   return Slots.of(parameter, false, false);
 * }
 *
 * protected void prepare(double rate, long step) {
 *   this.rate = (float) rate;
 * }
 *
 * protected void update(
 *     float[] w, float[] g, Slots slots, int from, int to, float scale, float limit, float decay) {
 *   for (int i = from; i < to; i++) {
 *     w[i] -= rate * Math.signum(effective(g[i], w[i], scale, limit, decay));
 *   }
 * }
 * }</pre>
 *
 * <p>If it also tells its {@link #formula}, a training that is watched holds its steps to that.
 */
public abstract class Optimizer {
  /** Weights of a parameter that {@link #epsilonShare} looks at. */
  private static final int SAMPLE = 1000;

  private final LearningRate schedule;
  private final double weightDecay;
  private final boolean decayAll;
  private final Clipping clipping;

  private final Map<Parameter, Slots> slots = new IdentityHashMap<>();
  private final IntConsumer updatePiece = this::updatePiece;
  private Pieces pieces = Pieces.none();
  private int firstPiece;
  private long steps;
  private double rateFactor = 1;
  private double gradientNorm = Double.NaN;

  // What clipping means for the step at hand: g becomes scale * g, brought into -limit ... limit.
  private float scale;
  private float limit;

  /** An optimizer of these settings that has taken no step. */
  protected Optimizer(OptimizerBuilder<?> builder) {
    this.schedule = builder.learningRate;
    this.weightDecay = builder.weightDecay;
    this.decayAll = builder.decayAll;
    this.clipping = builder.clipping;
  }

  /** Takes a step on the threads of {@link Compute#standard()}. */
  public final void step(List<Parameter> parameters) {
    step(parameters, Compute.standard().parallel());
  }

  /**
   * Takes a step: changes the values of those parameters that are trained, by their gradients.
   *
   * @param parameters each at most once; those that are not trained are passed over
   * @param parallel the threads to use
   * @throws IllegalArgumentException if a parameter is listed twice
   * @throws NonFiniteGradientException if gradients are clipped by their norm and it is not finite;
   *     nothing is changed then
   * @throws ArithmeticException if the learning rate is negative or not finite; nothing is changed
   *     then
   */
  public final void step(List<Parameter> parameters, Parallel parallel) {
    if (!pieces.areOf(parameters)) {
      pieces = Pieces.of(parameters, this);
    }
    double rate = checkedRate();
    clip(parallel);
    for (int group = 0; group < pieces.groups(); group++) {
      prepare(rate * pieces.multiplier(group), steps + 1);
      firstPiece = pieces.start(group);
      parallel.forEach(pieces.start(group + 1) - firstPiece, updatePiece);
    }
    steps++;
  }

  /** The learning rate of the next step. */
  public final double learningRate() {
    return rateFactor * schedule.at(steps);
  }

  /** What the schedule's rates are multiplied by; 1 unless it was set. */
  public final double rateFactor() {
    return rateFactor;
  }

  /**
   * Sets what the schedule's rates are multiplied by from now on.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public final void rateFactor(double factor) {
    rateFactor = Checks.nonNegative("the factor of the learning rate", factor);
  }

  /**
   * Goes on as if so many steps had been taken, for a training that is resumed; what is remembered
   * of the parameters is written into their {@link #slots}.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public final void resumeAt(long newSteps) {
    steps = Checks.atLeast("the steps taken", newSteps, 0);
  }

  /** How many steps were taken. */
  public final long steps() {
    return steps;
  }

  /**
   * The Euclidean norm of all gradients in the last step, before they were clipped; NaN before the
   * first step and unless they are clipped by it.
   */
  public final double gradientNorm() {
    return gradientNorm;
  }

  /** What a step keeps of the mean of the gradients before it; 0 without momentum. */
  public double momentum() {
    return 0;
  }

  /** The weight decay that was set. */
  public final double weightDecay() {
    return weightDecay;
  }

  /**
   * The weight decay of a parameter: 0 where it is not {@linkplain Parameter#isDecayed decayed}.
   */
  public final double weightDecay(Parameter parameter) {
    return decayAll || parameter.isDecayed() ? weightDecay : 0;
  }

  /** What bounds the gradients. */
  public final Clipping clipping() {
    return clipping;
  }

  /**
   * The formula in float64, by which steps may be told to be right; empty by default, for of an
   * optimizer of one's own it is not known.
   */
  public Optional<Formula> formula() {
    return Optional.empty();
  }

  /**
   * Another optimizer of this one's formula, settings and schedule but for these three, which has
   * taken no step.
   *
   * @param factor of the learning rates that this one has, {@link #rateFactor} among it
   * @param newMomentum its {@link #momentum}
   * @param newWeightDecay its weight decay, on the same parameters as this one's
   * @return empty if it is not known how to make one: an optimizer of one's own says so in {@link
   *     #builderWith}
   */
  public final Optional<Optimizer> otherwise(
      double factor, double newMomentum, double newWeightDecay) {
    double times = Checks.nonNegative("the factor of the learning rate", factor) * rateFactor;
    return builderWith(newMomentum)
        .map(
            builder -> {
              builder.learningRate(schedule).clipping(clipping);
              if (decayAll) {
                builder.weightDecayOnAll(newWeightDecay);
              } else {
                builder.weightDecay(newWeightDecay);
              }
              Optimizer other = builder.build();
              other.rateFactor(times);
              return other;
            });
  }

  /**
   * Takes over the steps that another optimizer of the same formula has taken, and a copy of what
   * it remembers of each parameter. A velocity, which is a sum of gradients and not their mean,
   * becomes what it would be with this one's momentum and the same mean gradient.
   */
  public final void goOnFrom(Optimizer other) {
    resumeAt(other.steps());
    float factor = (float) (velocityLength() / other.velocityLength());
    for (Slots theirs : other.slots.values()) {
      Slots own = slots(theirs.parameter());
      if (own.momentum() != null && theirs.momentum() != null) {
        float[] values = own.momentum().data();
        for (int i = 0; i < own.momentum().size(); i++) {
          values[i] = factor * theirs.momentum().data()[i];
        }
      }
      if (own.meanSquare() != null && theirs.meanSquare() != null) {
        own.meanSquare().copyFrom(theirs.meanSquare());
      }
    }
  }

  /** Whether it has met a parameter: has made {@link #slots} for it, which it keeps. */
  public final boolean remembers(Parameter parameter) {
    return slots.containsKey(parameter);
  }

  /**
   * What this optimizer remembers about a parameter, frozen or not; zeros before its first step.
   *
   * @throws IllegalArgumentException if the parameter is a statistic or a constant
   */
  public final Slots slots(Parameter parameter) {
    Slots known = slots.get(parameter);
    if (known == null) {
      if (!parameter.hasGradient()) {
        throw new IllegalArgumentException(
            "'" + parameter.name() + "' is not trained: an optimizer keeps nothing for it");
      }
      known = newSlots(parameter);
      slots.put(parameter, known);
    }
    return known;
  }

  /**
   * How much of the divisor of a parameter's last step was epsilon: the median over its weights of
   * {@code epsilon / (root of the mean square + epsilon)}, 0 to 1. Near 0 each weight's step is
   * scaled by its own gradients, as it should be; near 1 it is not, and steps are small. Weights
   * that never had a gradient don't count; of a large parameter some weights are looked at.
   *
   * @return NaN before the first step, and for an optimizer without epsilon
   * @throws IllegalArgumentException if the parameter is not trained
   */
  public final double epsilonShare(Parameter parameter) {
    Tensor meanSquare = slots(parameter).meanSquare();
    if (meanSquare == null || steps == 0) {
      return Double.NaN;
    }
    int stride = Math.max(1, meanSquare.size() / SAMPLE);
    double[] shares =
        IntStream.range(0, meanSquare.size() / stride)
            .mapToDouble(i -> meanSquare.data()[i * stride])
            .filter(square -> square > 0)
            .map(square -> epsilon() / (rootFactor() * Math.sqrt(square) + epsilon()))
            .sorted()
            .toArray();
    return shares.length == 0 ? Double.NaN : shares[shares.length / 2];
  }

  /** What is added to the root of the mean square; 0 if there is no such thing. */
  protected double epsilon() {
    return 0;
  }

  /** The factor of the root of the mean square in the last step: its bias correction. */
  protected double rootFactor() {
    return 1;
  }

  /**
   * A builder with the settings of this formula and another momentum; rate, weight decay and
   * clipping are set by who asks. Empty by default: it is not known.
   */
  protected Optional<OptimizerBuilder<?>> builderWith(double newMomentum) {
    return Optional.empty();
  }

  /** A velocity over the gradient, where that stays the same; 1 where it is a mean. */
  protected double velocityLength() {
    return 1;
  }

  /** Makes the state of one parameter, before its first step. */
  protected abstract Slots newSlots(Parameter parameter);

  /**
   * Computes what is the same for all parameters of one learning rate in step {@code step}, which
   * counts from 1; called once a step for each {@linkplain Parameter#learningRateMultiplier
   * multiplier} that there is.
   */
  protected abstract void prepare(double rate, long step);

  /**
   * Updates the values {@code from ... to - 1} of one parameter. Several threads do so at once,
   * each with other values.
   *
   * @param w values, modified in that range
   * @param g gradients, not modified
   * @param slots what is remembered of the parameter; modified in that range
   * @param from the first value
   * @param to behind the last one
   * @param scale factor of the gradients
   * @param limit bound of the scaled gradients
   * @param decay weight decay of this parameter
   */
  protected abstract void update(
      float[] w, float[] g, Slots slots, int from, int to, float scale, float limit, float decay);

  /** The settings of the formula, for {@link #toString}, such as {@code ", momentum 0.9"}. */
  protected String settings() {
    return "";
  }

  /**
   * The gradient that a formula sees: scaled, bounded, with L2 weight decay.
   *
   * @param g the gradient of one value
   * @param w the value
   */
  protected static float effective(float g, float w, float scale, float limit, float decay) {
    return Math.max(-limit, Math.min(limit, scale * g)) + decay * w;
  }

  /** For example {@code Adam(Constant[rate=0.001], beta1 0.9, ...)}. */
  @Override
  public final String toString() {
    return getClass().getSimpleName()
        + "("
        + schedule
        + settings()
        + (weightDecay == 0 ? "" : ", weight decay " + weightDecay + (decayAll ? " on all" : ""))
        + (clipping instanceof Clipping.None ? "" : ", clipping " + clipping)
        + ")";
  }

  private double checkedRate() {
    double rate = learningRate();
    if (!(rate >= 0) || rate == Double.POSITIVE_INFINITY) {
      throw new ArithmeticException(
          "the learning rate of step "
              + steps
              + " must be a finite number of 0 or more, but "
              + schedule
              + " gives "
              + rate);
    }
    return rate;
  }

  private void clip(Parallel parallel) {
    scale = 1;
    limit = Float.POSITIVE_INFINITY;
    if (clipping instanceof Clipping.ByValue byValue) {
      limit = (float) byValue.limit();
    } else if (clipping instanceof Clipping.ByGlobalNorm byNorm) {
      double norm = pieces.gradientNorm(parallel);
      if (!Double.isFinite(norm)) {
        throw new NonFiniteGradientException(
            "the gradients cannot be clipped by their norm in step "
                + steps
                + ": it is "
                + norm
                + ". First gradient that is not finite: "
                + pieces.firstNotFinite()
                + ". No weight was changed; a lower learning rate or inputs without NaN may help");
      }
      gradientNorm = norm;
      scale = norm > byNorm.limit() ? (float) (byNorm.limit() / norm) : 1;
    }
  }

  private void updatePiece(int index) {
    Pieces.Piece piece = pieces.piece(firstPiece + index);
    Parameter parameter = piece.slots().parameter();
    update(
        parameter.value().data(),
        parameter.gradient().data(),
        piece.slots(),
        piece.from(),
        piece.to(),
        scale,
        limit,
        (float) weightDecay(parameter));
  }
}
