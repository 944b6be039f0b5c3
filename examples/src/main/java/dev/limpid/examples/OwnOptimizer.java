package dev.limpid.examples;

import dev.limpid.core.Parameter;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.networks.SeedNetwork;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.OptimizerBuilder;
import dev.limpid.optim.Slots;
import dev.limpid.train.History;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;

/**
 * An optimizer of one's own: Lion, by which each weight goes one step of the same length, in the
 * direction of {@code 0.9 m + 0.1 g}, and then {@code m = 0.99 m + 0.01 g}.
 *
 * <p>Chen et al., "Symbolic Discovery of Optimization Algorithms" (2023), arXiv:2302.06675.
 */
public final class OwnOptimizer extends Optimizer {
  private float rate;

  private OwnOptimizer(Builder builder) {
    super(builder);
  }

  /** It remembers one number for each weight. */
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
      float[] w, float[] g, Slots slots, int from, int to, float scale, float limit, float decay) {
    float[] m = slots.momentum().data();
    for (int i = from; i < to; i++) {
      float gradient = effective(g[i], w[i], scale, limit, decay); // clipped, with weight decay
      w[i] -= rate * Math.signum(0.9f * m[i] + 0.1f * gradient);
      m[i] = 0.99f * m[i] + 0.01f * gradient;
    }
  }

  /** What is set before it is made; learning rate, decay and clipping are those of all. */
  public static final class Builder extends OptimizerBuilder<Builder> {
    /** A learning rate of 1e-4, and no weight decay. */
    public Builder() {
      super(1e-4, 0);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    public OwnOptimizer build() {
      return new OwnOptimizer(this);
    }
  }

  /** Trains the network of the question, much smaller, for three epochs. */
  public static void main(String[] args) {
    Compute compute = Compute.standard();
    Split data = Split.head(Characters.generate(1, 1000, 0.1, compute.parallel()), 800);
    SeedNetwork small = SeedNetwork.forImages(Characters.HEIGHT, Characters.WIDTH, 3, 30);
    Optimizer lion = new Builder().learningRate(1e-3).build();
    Trainer trainer = Trainer.of(small.withWidthFactor(0.0625).build(1, compute), lion);
    History history = trainer.recalibrate(true).fit(data.training(), data.validation(), 3);
    history.epochs().forEach(epoch -> System.out.println("loss " + epoch.loss()));
  }
}
