package dev.limpid.insight.measure.health;

import dev.limpid.core.Parameter;
import dev.limpid.core.Tensor;
import dev.limpid.insight.health.StepProbe;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.TrainingListener.Step;
import dev.limpid.train.data.Batch;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what a step does to the loss of its own batch: {@link #before} its update and {@link
 * #after} it. One more forward and backward pass; two with dropout, whose masks can't be had again,
 * and then the step's own gradients are put back.
 */
final class StepProber {
  private static final Mode MODE = new Mode(Mode.Statistics.BATCH, Mode.Update.NONE, false, true);

  private final Plan plan;
  private final List<Parameter> parameters;
  private final List<float[]> weights = new ArrayList<>();
  private final List<float[]> gradients = new ArrayList<>();
  private final boolean drops;
  private final Tensor dLogits = Tensor.zeros(0);

  private double lossBefore;
  private double learningRate;

  StepProber(Plan plan) {
    this.plan = plan;
    this.parameters = plan.network().parameters().stream().filter(Parameter::isTrainable).toList();
    this.drops = plan.network().layers(Layer.class).stream().anyMatch(Layer::isRandom);
    for (Parameter parameter : parameters) {
      weights.add(new float[parameter.value().size()]);
      gradients.add(new float[parameter.value().size()]);
    }
  }

  /** Whether a probe takes two passes more instead of one. */
  boolean drops() {
    return drops;
  }

  /** To be called when the step's gradients are there. */
  void before(Step step) {
    learningRate = plan.optimizer() == null ? Double.NaN : plan.optimizer().learningRate();
    lossBefore = step.loss();
    for (int i = 0; i < weights.size(); i++) {
      copy(parameters.get(i).value(), weights.get(i));
      copy(parameters.get(i).gradient(), gradients.get(i));
    }
    if (drops) {
      lossBefore = differentiate(step.batch());
      for (int i = 0; i < weights.size(); i++) {
        swap(parameters.get(i).gradient(), gradients.get(i));
      }
    }
  }

  /** To be called when the step has updated the weights. */
  StepProbe after(Step step) {
    double lossAfter = differentiate(step.batch());
    double slope = 0;
    double slopeAfter = 0;
    double squaredGradient = 0;
    double squaredUpdate = 0;
    for (int i = 0; i < weights.size(); i++) {
      float[] now = parameters.get(i).value().data();
      float[] then = weights.get(i);
      float[] before = gradients.get(i);
      float[] after = parameters.get(i).gradient().data();
      for (int j = 0; j < then.length; j++) {
        double update = (double) now[j] - then[j];
        slope += update * before[j];
        slopeAfter += update * after[j];
        squaredGradient += (double) before[j] * before[j];
        squaredUpdate += update * update;
      }
    }
    for (int i = 0; i < weights.size(); i++) {
      copy(parameters.get(i).value(), gradients.get(i)); // they have been used
    }
    return new StepProbe(
        step.epoch(),
        step.step(),
        learningRate,
        lossBefore,
        lossAfter,
        slope,
        slopeAfter,
        Math.sqrt(squaredGradient),
        Math.sqrt(squaredUpdate),
        Double.NaN);
  }

  /**
   * To be called at the end of the step after the probed one.
   *
   * @return the cosine of the two updates
   */
  double persistence() {
    double product = 0;
    double first = 0;
    double second = 0;
    for (int i = 0; i < weights.size(); i++) {
      float[] now = parameters.get(i).value().data();
      float[] between = gradients.get(i);
      float[] then = weights.get(i);
      for (int j = 0; j < then.length; j++) {
        double update = (double) between[j] - then[j];
        double next = (double) now[j] - between[j];
        product += update * next;
        first += update * update;
        second += next * next;
      }
    }
    return product / Math.sqrt(first * second);
  }

  private double differentiate(Batch batch) {
    Tensor logits = plan.objective().scores(plan.network(), batch.x(), MODE);
    double value = plan.objective().forward(logits, batch, null, dLogits);
    plan.network().backward(dLogits);
    return value;
  }

  private static void copy(Tensor from, float[] to) {
    System.arraycopy(from.data(), 0, to, 0, to.length);
  }

  private static void swap(Tensor tensor, float[] other) {
    float[] values = tensor.data();
    for (int i = 0; i < other.length; i++) {
      float value = values[i];
      values[i] = other[i];
      other[i] = value;
    }
  }
}
