package dev.limpid.insight.measure.health;

import dev.limpid.core.Parameter;
import dev.limpid.insight.health.Breach;
import dev.limpid.insight.health.Breach.Rule;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holds the first steps of a training against {@linkplain Breach rules} that each step must keep:
 * values before each update are compared with those before the first, and after the first step a
 * few images pass in inference mode, whose changes are put back.
 */
final class StepRules {
  private static final int IMAGES = 8;

  /** A step that is shorter, beside the values, may be lost in rounding. */
  private static final double ROUNDING = 1e-6;

  private final Plan plan;
  private final Network network;
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<Boolean> frozen = new ArrayList<>();
  private final List<Double> factors = new ArrayList<>();
  private final List<float[]> first = new ArrayList<>();
  private final List<Breach> breaches = new ArrayList<>();
  private final double[] reach;
  private final double[] asked;
  private final boolean[] moved;
  private int steps;

  StepRules(Plan plan) {
    this.plan = plan;
    this.network = plan.network();
    for (Layer layer : network.layers()) {
      for (Parameter parameter : layer.parameters()) {
        parameters.add(parameter);
        frozen.add(!layer.isTrainable());
        factors.add(factor(layer, parameter));
      }
    }
    this.reach = new double[parameters.size()];
    this.asked = new double[parameters.size()];
    this.moved = new boolean[parameters.size()];
  }

  /**
   * Of the learning rate. Who doesn't want a layer trained says so of the layer; a parameter alone
   * that no step moves was left out.
   */
  private static double factor(Layer layer, Parameter parameter) {
    double own = parameter.learningRateMultiplier();
    return own == 0 && layer.learningRateMultiplier() != 0 ? 1 : own;
  }

  /** When the gradients of a step are there and nothing has been updated. */
  void before() {
    steps++;
    double rate = plan.optimizer() == null ? 0 : plan.optimizer().learningRate();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      float[] values = parameter.value().data();
      int size = parameter.value().size();
      if (steps == 1) {
        first.add(Arrays.copyOf(values, size));
      } else {
        moved[i] |= !Arrays.equals(values, 0, size, first.get(i), 0, size);
      }
      if (parameter.isTrainable()) {
        reach[i] = Math.max(reach[i], asked[i]); // of the steps that values can tell of by now
        double largest = greatest(values, size);
        double step = rate * factors.get(i) * greatest(parameter.gradient().data(), size);
        asked[i] = largest > 0 ? step / largest : step > Float.MIN_NORMAL ? 1 : 0;
      }
    }
  }

  /** After the first step and all that was measured of it. */
  void afterFirst() {
    int count = Math.min(IMAGES, plan.trainingSize());
    Batch batch = plan.objective().batch("images", network, count);
    batch.fill(plan.training(), IntStream.range(0, count).toArray(), 0, count);
    List<float[]> before =
        parameters.stream().map(p -> Arrays.copyOf(p.value().data(), p.value().size())).toList();
    plan.objective().scores(network, batch.x(), Mode.INFERENCE);
    for (int i = 0; i < parameters.size(); i++) {
      float[] values = parameters.get(i).value().data();
      if (!Arrays.equals(before.get(i), Arrays.copyOf(values, before.get(i).length))) {
        add(Rule.INFERENCE_CHANGES, i, distance(before.get(i), values));
        System.arraycopy(before.get(i), 0, values, 0, before.get(i).length);
      }
    }
  }

  /** What was broken in the steps so far. */
  List<Breach> breaches() {
    boolean learns =
        IntStream.range(0, moved.length).anyMatch(i -> moved[i] && parameters.get(i).isTrainable());
    for (int i = 0; i < moved.length && steps > 1; i++) {
      Parameter parameter = parameters.get(i);
      if (parameter.isTrainable() && learns && !moved[i] && reach[i] > ROUNDING) {
        add(Rule.STAYS, i, reach[i]);
      }
      if (frozen.get(i) && moved[i]) {
        add(Rule.FROZEN_MOVES, i, distance(first.get(i), parameter.value().data()));
      }
    }
    return List.copyOf(breaches);
  }

  private void add(Rule rule, int parameter, double size) {
    breaches.add(new Breach(rule, parameters.get(parameter).name(), steps, size));
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
