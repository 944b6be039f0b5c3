package dev.limpid.bench.golden;

import dev.limpid.optim.Adam;
import dev.limpid.optim.AdamW;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.RMSprop;
import dev.limpid.optim.Sgd;

/** The optimizer that a case describes. Weight decay applies to all parameters, as in PyTorch. */
final class Optimizers {
  private Optimizers() {}

  static Optimizer of(GoldenCase reference) {
    double rate = Double.parseDouble(reference.text("lr"));
    double decay = reference.number("weight_decay", 0);
    return switch (reference.text("optimizer")) {
      case "sgd" ->
          Sgd.builder()
              .learningRate(rate)
              .momentum(reference.number("momentum", 0))
              .nesterov(Boolean.parseBoolean(reference.text("nesterov", "false")))
              .weightDecayOnAll(decay)
              .build();
      case "adam" ->
          Adam.builder()
              .learningRate(rate)
              .beta1(reference.number("beta1", 0.9))
              .beta2(reference.number("beta2", 0.999))
              .epsilon(reference.number("eps", 1e-8))
              .weightDecayOnAll(decay)
              .build();
      case "adamw" ->
          AdamW.builder()
              .learningRate(rate)
              .beta1(reference.number("beta1", 0.9))
              .beta2(reference.number("beta2", 0.999))
              .epsilon(reference.number("eps", 1e-8))
              .weightDecayOnAll(decay)
              .build();
      case "rmsprop" ->
          RMSprop.builder()
              .learningRate(rate)
              .rho(reference.number("beta2", 0.9))
              .momentum(reference.number("momentum", 0))
              .epsilon(reference.number("eps", 1e-8))
              .weightDecayOnAll(decay)
              .build();
      default ->
          throw new IllegalArgumentException(
              "unknown optimizer '" + reference.text("optimizer") + "'");
    };
  }
}
