package dev.limpid.optim.own;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import dev.limpid.optim.Clipping;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.OptimizerBuilder;
import dev.limpid.optim.Slots;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An optimizer that a user writes, in a package of their own. */
class SignDescentTest {
  /** Signs of a moving average of the gradients (Bernstein et al. 2018, "signSGD": Signum). */
  private static final class Signum extends Optimizer {
    private final float momentum;
    private float rate;

    private Signum(Builder builder) {
      super(builder);
      this.momentum = builder.momentum;
    }

    @Override
    protected Slots newSlots(Parameter parameter) {
      return Slots.of(parameter, true, false);
    }

    @Override
    protected void prepare(double newRate, long step) {
      rate = (float) newRate;
    }

    @Override
    protected void update(
        float[] w, float[] g, Slots slots, int from, int to, float scale, float limit, float d) {
      float[] m = slots.momentum().data();
      for (int i = from; i < to; i++) {
        m[i] = momentum * m[i] + (1 - momentum) * effective(g[i], w[i], scale, limit, d);
        w[i] -= rate * Math.signum(m[i]);
      }
    }

    static final class Builder extends OptimizerBuilder<Builder> {
      private float momentum = 0.5f;

      Builder() {
        super(0.25, 0);
      }

      Builder momentum(float value) {
        momentum = value;
        return this;
      }

      @Override
      public Signum build() {
        return new Signum(this);
      }

      @Override
      protected Builder self() {
        return this;
      }
    }
  }

  @Test
  void itTakesStepsLikeTheLibrarysOwn() {
    Parameter kernel = Parameter.trainable("kernel", Shape.of(3), true);
    Optimizer optimizer =
        new Signum.Builder().clipping(Clipping.byValue(1)).momentum(0.75f).build();
    float[][] gradients = {{5, -5, 0}, {-0.25f, 0.25f, 0}, {-1, 1, 0}};
    for (float[] gradient : gradients) {
      System.arraycopy(gradient, 0, kernel.gradient().data(), 0, 3);
      optimizer.step(List.of(kernel), Parallel.serial());
    }
    // Averages of the bounded gradients: 0.25, 0.125, -0.15625, and their negatives.
    assertArrayEquals(new float[] {-0.25f, 0.25f, 0}, kernel.value().data());
    assertEquals(-0.15625f, optimizer.slots(kernel).momentum().data()[0]);
    assertEquals(3, optimizer.steps());
    assertEquals("Signum(Constant[rate=0.25], clipping by value 1.0)", optimizer.toString());
  }
}
