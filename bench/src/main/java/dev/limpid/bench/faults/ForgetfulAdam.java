package dev.limpid.bench.faults;

import dev.limpid.core.Parameter;
import dev.limpid.optim.AdamW;
import dev.limpid.optim.LearningRate;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.Slots;
import java.util.Set;

/** Adam with its usual numbers, as somebody writes it who loses some of the parameters. */
final class ForgetfulAdam extends Optimizer {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-7f;

  private final Set<Parameter> forgotten;
  private float rate;
  private float meanCorrection;
  private float squareCorrection;

  ForgetfulAdam(LearningRate rate, double weightDecay, Set<Parameter> forgotten) {
    super(AdamW.builder().learningRate(rate).weightDecay(weightDecay));
    this.forgotten = Set.copyOf(forgotten);
  }

  @Override
  protected Slots newSlots(Parameter parameter) {
    return Slots.of(parameter, true, true);
  }

  @Override
  protected void prepare(double newRate, long step) {
    rate = (float) newRate;
    meanCorrection = (float) (1 - Math.pow(BETA1, step));
    squareCorrection = (float) (1 - Math.pow(BETA2, step));
  }

  @Override
  protected void update(
      float[] w, float[] g, Slots slots, int from, int to, float scale, float limit, float decay) {
    if (forgotten.contains(slots.parameter())) {
      return;
    }
    float[] mean = slots.momentum().data();
    float[] square = slots.meanSquare().data();
    for (int i = from; i < to; i++) {
      float gradient = effective(g[i], w[i], scale, limit, 0);
      mean[i] = BETA1 * mean[i] + (1 - BETA1) * gradient;
      square[i] = BETA2 * square[i] + (1 - BETA2) * gradient * gradient;
      float root = (float) Math.sqrt(square[i] / squareCorrection);
      w[i] -= rate * (decay * w[i] + mean[i] / meanCorrection / (root + EPSILON));
    }
  }
}
