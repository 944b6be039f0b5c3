package dev.limpid.insight.measure.health;

import dev.limpid.core.Parameter;
import dev.limpid.core.Tensor;
import dev.limpid.insight.health.Breach;
import dev.limpid.insight.health.Breach.Rule;
import dev.limpid.optim.Clipping;
import dev.limpid.optim.Formula;
import dev.limpid.optim.Formula.Weight;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.Slots;
import dev.limpid.train.TrainingListener.Plan;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds steps to the {@linkplain Formula formula} that their optimizer tells, computed again in
 * float64 for some weights of each trained parameter. Weights must change by what it gives, within
 * a thousandth and the rounding of float32.
 *
 * <p>The gradient is the one that is there after the step, for sums over batches, averages over
 * workers and penalties are written into it before; or the one before the step, where another
 * listener has computed a gradient since.
 */
final class FormulaRule {
  /** Weights of a parameter that are looked at. */
  private static final int SAMPLE = 32;

  private static final double THOUSANDTH = 1e-3;

  /** Of float32, beside a gradient of which most may cancel out. */
  private static final double ROUNDING = 1e-6;

  private final Optimizer optimizer;
  private final Formula formula;
  private final List<Parameter> parameters;
  private final List<Sample> samples = new ArrayList<>();
  private final List<Breach> breaches = new ArrayList<>();
  private double rate;
  private double norm;
  private long taken;

  /** Some weights of a parameter, before a step. */
  private static final class Sample {
    final Parameter parameter;
    final int[] at;
    final Weight[] weights;
    final double[] gradients;
    boolean trained;
    boolean told;

    Sample(Parameter parameter) {
      this.parameter = parameter;
      int size = parameter.value().size();
      int count = Math.min(SAMPLE, size);
      at = new int[count];
      for (int i = 0; i < count; i++) {
        at[i] = (int) ((long) i * size / count);
      }
      weights = new Weight[count];
      gradients = new double[count];
    }
  }

  /** Of a training whose optimizer may be unknown, or tell no formula: then nothing is held. */
  FormulaRule(Plan plan) {
    this.optimizer = plan.optimizer();
    this.formula = optimizer == null ? null : optimizer.formula().orElse(null);
    this.parameters = plan.network().parameters().stream().filter(Parameter::hasGradient).toList();
    parameters.stream().map(Sample::new).forEach(samples::add);
  }

  /** When the gradients of a step are there and nothing has been updated. */
  void before() {
    if (formula == null) {
      return;
    }
    rate = optimizer.learningRate();
    taken = optimizer.steps();
    norm = norm();
    for (Sample sample : samples) {
      sample.trained = sample.parameter.isTrainable();
      if (sample.trained) {
        Slots slots = optimizer.slots(sample.parameter);
        for (int i = 0; i < sample.at.length; i++) {
          sample.weights[i] = weight(sample.parameter.value(), slots, sample.at[i]);
          sample.gradients[i] = sample.parameter.gradient().data()[sample.at[i]];
        }
      }
    }
  }

  /**
   * When the step has updated the weights.
   *
   * @param step from 1, counted over all epochs
   */
  void after(int step) {
    if (formula == null) {
      return;
    }
    double newNorm = norm();
    for (Sample sample : samples) {
      if (sample.trained && !sample.told) {
        double off = off(sample, norm, sample.gradients);
        off = off > THOUSANDTH ? Math.min(off, off(sample, newNorm, null)) : off;
        if (off > THOUSANDTH) {
          breaches.add(new Breach(Rule.OFF_FORMULA, sample.parameter.name(), step, off));
          sample.told = true;
        }
      }
    }
  }

  /** What was broken since they were asked last; each parameter once. */
  List<Breach> breaches() {
    List<Breach> found = List.copyOf(breaches);
    breaches.clear();
    return found;
  }

  /**
   * How far the change of some weights is from the formula's, beyond rounding, over the latter.
   *
   * @param gradients null for those that are there now
   */
  private double off(Sample sample, double ofNorm, double[] gradients) {
    Parameter parameter = sample.parameter;
    double decay = optimizer.weightDecay(parameter);
    double ownRate = rate * parameter.learningRateMultiplier();
    boolean steps = optimizer.steps() > taken; // or the batch is one of several of a step
    double squares = 0;
    double differences = 0;
    for (int i = 0; i < sample.at.length; i++) {
      Weight before = sample.weights[i];
      double raw = gradients == null ? parameter.gradient().data()[sample.at[i]] : gradients[i];
      double gradient = clipped(raw, ofNorm);
      double rounded = (1 + ROUNDING) * gradient;
      double to = before.value();
      double nearly = to;
      if (steps) {
        to = formula.after(before, gradient, decay, ownRate, taken + 1).value();
        nearly = formula.after(before, rounded, decay, ownRate, taken + 1).value();
      }
      double now = parameter.value().data()[sample.at[i]];
      if (Double.isFinite(to) && Double.isFinite(now)) {
        double slack = Math.ulp((float) Math.max(Math.abs(to), Math.abs(before.value())));
        double beyond = Math.max(0, Math.abs(now - to) - slack - Math.abs(nearly - to));
        squares += (to - before.value()) * (to - before.value());
        differences += beyond * beyond;
      }
    }
    return differences == 0 ? 0 : Math.sqrt(differences / squares);
  }

  private double clipped(double gradient, double ofNorm) {
    if (optimizer.clipping() instanceof Clipping.ByValue byValue) {
      return Math.max(-byValue.limit(), Math.min(byValue.limit(), gradient));
    }
    return optimizer.clipping() instanceof Clipping.ByGlobalNorm byNorm && ofNorm > byNorm.limit()
        ? gradient * byNorm.limit() / ofNorm
        : gradient;
  }

  /** Of all gradients, where they are clipped by it. */
  private double norm() {
    if (!(optimizer.clipping() instanceof Clipping.ByGlobalNorm)) {
      return Double.NaN;
    }
    double sum = 0;
    for (Parameter parameter : parameters) {
      if (parameter.isTrainable()) {
        float[] gradient = parameter.gradient().data();
        for (int i = 0; i < parameter.gradient().size(); i++) {
          sum += (double) gradient[i] * gradient[i];
        }
      }
    }
    return Math.sqrt(sum);
  }

  private static Weight weight(Tensor value, Slots slots, int at) {
    return new Weight(
        value.data()[at],
        slots.momentum() == null ? 0 : slots.momentum().data()[at],
        slots.meanSquare() == null ? 0 : slots.meanSquare().data()[at]);
  }
}
