package dev.limpid.cli.recipe;

import dev.limpid.optim.Adam;
import dev.limpid.optim.AdamW;
import dev.limpid.optim.Clipping;
import dev.limpid.optim.LearningRate;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.OptimizerBuilder;
import dev.limpid.optim.RMSprop;
import dev.limpid.optim.Sgd;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Options that choose the optimizer. Those that are null take the optimizer's own default. */
final class OptimizerOptions {
  /** The optimizers that can be named. */
  enum Kind {
    ADAM(1e-3),
    ADAMW(1e-3),
    SGD(1e-2),
    RMSPROP(1e-3);

    final double learningRate;

    Kind(double learningRate) {
      this.learningRate = learningRate;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "adam, adamw, sgd or rmsprop. Default: ${DEFAULT-VALUE}.")
  private Kind kind = Kind.ADAM;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description = "Default: Keras's, 0.001, for sgd 0.01.")
  private Double learningRate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "How the learning rate goes over the whole run: constant, warmup (rises in the first"
              + " twentieth), cosine (falls to 0), step (a tenth after each third), exponential (falls"
              + " to a hundredth) or onecycle. Default: constant.")
  private ScheduleName schedule = ScheduleName.CONSTANT;

  @Option(names = "--momentum", paramLabel = "X", description = "Momentum of sgd. Default: 0.")
  private Double momentum;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      description = "Weight decay on kernels. Default: 0, for adamw 0.004.")
  private Double weightDecay;

  @Option(
      names = "--clip-norm",
      paramLabel = "X",
      description = "Bound of the norm of all gradients together. Default: none.")
  private Double clipNorm;

  @Option(names = "--beta1", paramLabel = "X", description = "Of adam and adamw. Default: 0.9.")
  private Double beta1;

  @Option(names = "--beta2", paramLabel = "X", description = "Of adam and adamw. Default: 0.999.")
  private Double beta2;

  @Option(
      names = "--adam-epsilon",
      paramLabel = "X",
      description = "Epsilon of adam and adamw. Default: 1e-7 (Keras).")
  private Double epsilon;

  @Option(
      names = "--bias-correction",
      negatable = true,
      fallbackValue = "true",
      description = "Of the moments of adam and adamw. Default: on.")
  private boolean biasCorrection = true;

  /**
   * The optimizer.
   *
   * @param steps of the whole run
   */
  Optimizer create(long steps) {
    return create(schedule.over(rate(), steps));
  }

  /** The optimizer with another learning rate. */
  Optimizer create(LearningRate rate) {
    requireFitting();
    OptimizerBuilder<?> builder =
        switch (kind) {
          case ADAM -> adam();
          case ADAMW -> adamW();
          case SGD -> momentum == null ? Sgd.builder() : Sgd.builder().momentum(momentum);
          case RMSPROP -> RMSprop.builder();
        };
    builder.learningRate(rate);
    if (weightDecay != null) {
      builder.weightDecay(weightDecay);
    }
    if (clipNorm != null) {
      builder.clipping(Clipping.byGlobalNorm(clipNorm));
    }
    return builder.build();
  }

  private void requireFitting() {
    boolean adam = kind == Kind.ADAM || kind == Kind.ADAMW;
    if (momentum != null && momentum != 0 && kind != Kind.SGD) {
      throw new UserException(
          "--momentum goes with --optimizer sgd, not with " + kind + ", which has its own");
    }
    if (!adam && (beta1 != null || beta2 != null || epsilon != null || !biasCorrection)) {
      throw new UserException(
          "--beta1, --beta2, --adam-epsilon and --no-bias-correction go with --optimizer adam or"
              + " adamw, not with "
              + kind);
    }
    if (clipNorm != null && !(clipNorm > 0 && clipNorm < Double.POSITIVE_INFINITY)) {
      throw new UserException("--clip-norm must be above 0, but is " + clipNorm);
    }
  }

  private Adam.Builder adam() {
    Adam.Builder builder = Adam.builder().biasCorrection(biasCorrection);
    if (beta1 != null) {
      builder.beta1(beta1);
    }
    if (beta2 != null) {
      builder.beta2(beta2);
    }
    if (epsilon != null) {
      builder.epsilon(epsilon);
    }
    return builder;
  }

  private AdamW.Builder adamW() {
    AdamW.Builder builder = AdamW.builder().biasCorrection(biasCorrection);
    if (beta1 != null) {
      builder.beta1(beta1);
    }
    if (beta2 != null) {
      builder.beta2(beta2);
    }
    if (epsilon != null) {
      builder.epsilon(epsilon);
    }
    return builder;
  }

  /** The highest learning rate of the run. */
  double rate() {
    return learningRate == null ? kind.learningRate : learningRate;
  }
}
