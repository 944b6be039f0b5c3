package dev.limpid.bench.faults;

import dev.limpid.core.Parameter;
import dev.limpid.optim.Adam;
import dev.limpid.optim.AdamW;
import dev.limpid.optim.LearningRate;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.RMSprop;
import dev.limpid.optim.Sgd;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The optimizer of a training as plain fields, which a fault may change. */
final class Optimization {
  /** The optimizers. */
  enum Kind {
    ADAM,
    ADAMW,
    SGD,
    RMSPROP
  }

  /** How the rate changes. */
  enum Schedule {
    CONSTANT,
    /** A short warm-up, then down to nothing along a cosine. */
    COSINE
  }

  Kind kind;
  Schedule schedule = Schedule.CONSTANT;
  double learningRate;

  /** Of SGD and RMSprop; Adam's beta1. */
  double momentum;

  /** Of Adam and RMSprop. */
  double epsilon = 1e-7;

  double beta2 = 0.999;
  boolean biasCorrection = true;
  double weightDecay;

  /** Parameters that Adam never gets. */
  final Set<Parameter> forgotten = new HashSet<>();

  private Optimization(Kind kind, double learningRate, double momentum) {
    this.kind = kind;
    this.learningRate = learningRate;
    this.momentum = momentum;
  }

  static Optimization adam(double rate) {
    return new Optimization(Kind.ADAM, rate, 0.9);
  }

  static Optimization adamW(double rate, double decay) {
    Optimization some = new Optimization(Kind.ADAMW, rate, 0.9);
    some.weightDecay = decay;
    return some;
  }

  static Optimization sgd(double rate, double momentum) {
    return new Optimization(Kind.SGD, rate, momentum);
  }

  static Optimization rmsprop(double rate) {
    return new Optimization(Kind.RMSPROP, rate, 0);
  }

  boolean isAdaptive() {
    return kind != Kind.SGD;
  }

  boolean isAdam() {
    return kind == Kind.ADAM || kind == Kind.ADAMW;
  }

  /** An optimizer for a training of so many steps. */
  Optimizer create(long steps) {
    LearningRate rate =
        schedule == Schedule.CONSTANT || learningRate == 0
            ? LearningRate.constant(learningRate)
            : LearningRate.cosine(learningRate, steps / 20, steps);
    if (!forgotten.isEmpty()) {
      return new ForgetfulAdam(rate, weightDecay, forgotten);
    }
    return switch (kind) {
      case ADAM ->
          Adam.builder()
              .learningRate(rate)
              .weightDecay(weightDecay)
              .beta1(momentum)
              .beta2(beta2)
              .epsilon(epsilon)
              .biasCorrection(biasCorrection)
              .build();
      case ADAMW ->
          AdamW.builder()
              .learningRate(rate)
              .weightDecay(weightDecay)
              .beta1(momentum)
              .beta2(beta2)
              .epsilon(epsilon)
              .biasCorrection(biasCorrection)
              .build();
      case SGD ->
          Sgd.builder().learningRate(rate).weightDecay(weightDecay).momentum(momentum).build();
      case RMSPROP ->
          RMSprop.builder()
              .learningRate(rate)
              .weightDecay(weightDecay)
              .momentum(momentum)
              .epsilon(epsilon)
              .build();
    };
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s %.2g%s",
        kind,
        learningRate,
        schedule == Schedule.COSINE ? ", cosine" : "");
  }

  /** As {@code train} writes its options. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("optimizer", kind.name().toLowerCase(Locale.ROOT));
    settings.put("learning-rate", learningRate);
    settings.put("schedule", schedule.name().toLowerCase(Locale.ROOT));
    settings.put("weight-decay", weightDecay);
    if (!isAdam()) {
      settings.put("momentum", momentum);
    }
    return settings;
  }
}
