package dev.limpid.insight.measure.health;

import dev.limpid.core.Parameter;
import dev.limpid.insight.health.Breach;
import dev.limpid.insight.health.Breach.Rule;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.TrainingListener.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holds steps against {@linkplain Breach rules} that each must keep: in the first steps of a
 * training values before each update are compared with those before the first and with those after
 * the last, and in each epoch those behind its last step with those before its first. Of these
 * steps some weights are held to the optimizer's {@linkplain FormulaRule formula}; of an optimizer
 * that tells none, weights that never move are {@linkplain PartlyMoved counted}.
 */
final class StepRules {
  /** A step that is shorter, beside the values, may be lost in rounding. */
  private static final double ROUNDING = 1e-6;

  /** Cosine of update and gradient; weight decay alone is far from it. */
  private static final double CLEARLY_UPHILL = 0.3;

  private final Plan plan;
  private final List<Layer> layers = new ArrayList<>();
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<float[]> first = new ArrayList<>();

  /** Behind the last update; while steps are watched one by one. */
  private final List<float[]> last = new ArrayList<>();

  private final FormulaRule formula;
  private final boolean[] frozen;
  private final boolean[] moved;
  private final double[] reach;
  private final double[] asked;
  private final double[] outside;
  private final List<Breach> ofParts = new ArrayList<>();

  /** In the first epoch. */
  private PartlyMoved partly;

  private double uphill;
  private int steps;
  private boolean watched;

  StepRules(Plan plan) {
    this.plan = plan;
    Network network = plan.network();
    for (Layer layer : network.layers()) {
      for (Parameter parameter : layer.parameters()) {
        layers.add(layer);
        parameters.add(parameter);
        first.add(new float[parameter.value().size()]);
      }
    }
    this.formula = new FormulaRule(plan);
    int count = parameters.size();
    this.frozen = new boolean[count];
    this.moved = new boolean[count];
    this.reach = new double[count];
    this.asked = new double[count];
    this.outside = new double[count];
  }

  /**
   * When the gradients of a step are there and nothing has been updated.
   *
   * @param watch whether the step is looked at even if it is neither first nor last of its epoch
   */
  void before(Step step, boolean watch) {
    steps++;
    if (watch && last.isEmpty()) {
      first.forEach(values -> last.add(new float[values.length]));
    } else if (!watch) {
      last.clear();
    }
    boolean begins = step.step() == 1 || steps == 1;
    watched = watch || begins || step.step() == plan.stepsPerEpoch();
    if (!watched) {
      return;
    }
    formula.before();
    if (steps == 1) {
      partly = PartlyMoved.of(plan);
    }
    if (partly != null) {
      partly.before();
    }
    double rate = plan.optimizer() == null ? 0 : plan.optimizer().learningRate();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      float[] values = parameter.value().data();
      if (begins) {
        System.arraycopy(values, 0, first.get(i), 0, first.get(i).length);
        frozen[i] = !layers.get(i).isTrainable();
        moved[i] = false;
        reach[i] = 0;
        asked[i] = 0;
      } else {
        moved[i] |= differs(values, first.get(i));
        if (watch && parameter.isTrainable() && differs(values, last.get(i))) {
          outside[i] = Math.max(outside[i], distance(last.get(i), values));
        }
      }
      if (parameter.isTrainable()) {
        reach[i] = Math.max(reach[i], asked[i]); // of the steps that values can tell of by now
        double largest = greatest(values, first.get(i).length);
        double wanted =
            rate
                * parameter.learningRateMultiplier() // who sets it to 0 means it
                * greatest(parameter.gradient().data(), first.get(i).length);
        asked[i] = largest > 0 ? wanted / largest : wanted > Float.MIN_NORMAL ? 1 : 0;
      }
    }
  }

  /** When the step has updated the weights, before anything else is computed. */
  void after(Step step) {
    if (!watched) {
      return;
    }
    formula.after(steps);
    if (partly != null) {
      partly.after();
    }
    if (partly != null && step.step() == plan.stepsPerEpoch()) {
      ofParts.addAll(partly.breaches(steps));
      partly = null;
    }
    if (steps == 1) {
      uphill = cosine();
    }
    for (int i = 0; i < parameters.size(); i++) {
      float[] values = parameters.get(i).value().data();
      if (!last.isEmpty()) {
        System.arraycopy(values, 0, last.get(i), 0, last.get(i).length);
      }
      if (step.step() == plan.stepsPerEpoch()) {
        moved[i] |= differs(values, first.get(i));
        reach[i] = Math.max(reach[i], asked[i]);
      }
    }
  }

  /** What was broken since the epoch began, in those steps that were looked at. */
  List<Breach> breaches() {
    List<Breach> breaches = new ArrayList<>();
    boolean learns =
        IntStream.range(0, moved.length).anyMatch(i -> moved[i] && parameters.get(i).isTrainable());
    for (int i = 0; i < moved.length; i++) {
      Parameter parameter = parameters.get(i);
      if (parameter.isTrainable() && learns && !moved[i] && reach[i] > ROUNDING) {
        breaches.add(new Breach(Rule.STAYS, parameter.name(), steps, reach[i]));
      } else if (frozen[i] && !layers.get(i).isTrainable() && moved[i]) {
        double far = distance(first.get(i), parameter.value().data());
        breaches.add(new Breach(Rule.FROZEN_MOVES, parameter.name(), steps, far));
      } else if (outside[i] > 0) {
        breaches.add(new Breach(Rule.MOVES_OUTSIDE, parameter.name(), steps, outside[i]));
      }
      outside[i] = 0;
    }
    if (uphill > CLEARLY_UPHILL) {
      breaches.add(new Breach(Rule.UPHILL, "the optimizer", 1, uphill));
      uphill = 0;
    }
    breaches.addAll(formula.breaches());
    breaches.addAll(ofParts);
    ofParts.clear();
    return breaches;
  }

  /** Of the first update and the gradient that it follows, over all trained parameters. */
  private double cosine() {
    double product = 0;
    double updates = 0;
    double gradients = 0;
    for (int i = 0; i < parameters.size(); i++) {
      if (!parameters.get(i).isTrainable()) {
        continue;
      }
      float[] now = parameters.get(i).value().data();
      float[] gradient = parameters.get(i).gradient().data();
      float[] then = first.get(i);
      for (int j = 0; j < then.length; j++) {
        double update = (double) now[j] - then[j];
        product += update * gradient[j];
        updates += update * update;
        gradients += (double) gradient[j] * gradient[j];
      }
    }
    return updates > 0 && gradients > 0 ? product / Math.sqrt(updates * gradients) : 0;
  }

  private static boolean differs(float[] values, float[] from) {
    return !Arrays.equals(values, 0, from.length, from, 0, from.length);
  }

  private static double greatest(float[] values, int size) {
    double greatest = 0;
    for (int i = 0; i < size; i++) {
      greatest = Math.max(greatest, Math.abs(values[i]));
    }
    return greatest;
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) b[i] - a[i];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }
}
