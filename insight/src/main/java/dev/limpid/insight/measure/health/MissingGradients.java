package dev.limpid.insight.measure.health;

import dev.limpid.core.Parameter;
import dev.limpid.core.Tensor;
import dev.limpid.insight.health.Breach;
import dev.limpid.insight.health.Breach.Rule;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.TrainingListener.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts the steps of an epoch in which a loss had no gradient: all of it was 0, for the whole
 * network, or for a layer that has one in other steps and to which the same batch gives one when it
 * is passed through once more. Where a layer has a gradient, its first number says so.
 */
final class MissingGradients {
  private static final Mode MODE = new Mode(Mode.Statistics.BATCH, Mode.Update.NONE, false, true);

  /** A loss that is as good as 0 has no gradient either. */
  private static final double SMALLEST_LOSS = 1e-3;

  private static final int FEWEST_STEPS = 10;
  private static final double MOST = 0.5;

  /** How often in an epoch a batch is passed through once more. */
  private static final int PASSES = 3;

  private final Plan plan;
  private final List<Watched> layers = new ArrayList<>();
  private final Tensor dScores = Tensor.zeros(0);
  private int steps;
  private int withoutAny;
  private int passes;

  /** A layer with something to learn. */
  private static final class Watched {
    final String name;
    final List<Parameter> parameters;
    boolean zero;
    int without;
    int asked;
    int repeated;

    Watched(Layer layer, List<Parameter> parameters) {
      this.name = layer.name();
      this.parameters = parameters;
    }

    boolean isZero() {
      for (Parameter parameter : parameters) {
        Tensor gradient = parameter.gradient();
        for (int i = 0; i < gradient.size(); i++) {
          if (gradient.data()[i] != 0) {
            return false;
          }
        }
      }
      return true;
    }
  }

  MissingGradients(Plan plan) {
    this.plan = plan;
    for (Layer layer : plan.network().layers()) {
      List<Parameter> trained =
          layer.parameters().stream()
              .filter(Parameter::isTrainable)
              .filter(parameter -> parameter.learningRateMultiplier() > 0)
              .toList();
      if (!trained.isEmpty()) {
        layers.add(new Watched(layer, trained));
      }
    }
  }

  /** When the gradients of a step are there; what comes may still change them. */
  void before(Step step) {
    boolean some = false;
    for (Watched layer : layers) {
      layer.zero = layer.isZero();
      some |= layer.zero && layer.without < steps; // it has had one
    }
    boolean all = layers.stream().allMatch(layer -> layer.zero);
    if (some && !all && passes < PASSES && step.loss() > SMALLEST_LOSS) {
      passes++;
      repeat(step);
    }
  }

  /** Passes the batch through once more; the step's own gradients are put back. */
  private void repeat(Step step) {
    List<float[]> kept = new ArrayList<>();
    for (Watched layer : layers) {
      layer.parameters.forEach(parameter -> kept.add(parameter.gradient().data().clone()));
    }
    Tensor scores = plan.objective().scores(plan.network(), step.batch().x(), MODE);
    plan.objective().forward(scores, step.batch(), null, dScores);
    plan.network().backward(dScores);
    int next = 0;
    for (Watched layer : layers) {
      layer.asked += layer.zero ? 1 : 0;
      layer.repeated += layer.zero && !layer.isZero() ? 1 : 0;
      for (Parameter parameter : layer.parameters) {
        float[] before = kept.get(next++);
        System.arraycopy(before, 0, parameter.gradient().data(), 0, before.length);
      }
    }
  }

  /** When the step has used them. */
  void after(double loss) {
    if (!(loss > SMALLEST_LOSS)) {
      return;
    }
    steps++;
    boolean all = !layers.isEmpty();
    for (Watched layer : layers) {
      boolean none = layer.zero || layer.isZero();
      layer.without += none ? 1 : 0;
      all &= none;
    }
    withoutAny += all ? 1 : 0;
  }

  /**
   * What was missing in most steps since the epoch began.
   *
   * @param step behind which it is asked
   */
  List<Breach> breaches(int step) {
    List<Breach> breaches = new ArrayList<>();
    double most = Math.max(FEWEST_STEPS - 1, MOST * steps);
    if (steps >= FEWEST_STEPS && withoutAny > MOST * steps) {
      breaches.add(new Breach(Rule.NO_GRADIENT, "any layer", step, (double) withoutAny / steps));
    } else {
      for (Watched layer : layers) {
        if (layer.without > most && layer.repeated > 0 && layer.repeated == layer.asked) {
          double share = (double) layer.without / steps;
          breaches.add(new Breach(Rule.NO_GRADIENT, layer.name, step, share));
        }
      }
    }
    steps = 0;
    withoutAny = 0;
    passes = 0;
    layers.forEach(
        layer -> {
          layer.without = 0;
          layer.asked = 0;
          layer.repeated = 0;
        });
    return breaches;
  }
}
