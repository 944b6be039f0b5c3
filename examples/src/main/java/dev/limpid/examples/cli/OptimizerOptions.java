package dev.limpid.examples.cli;

import dev.limpid.optim.Adam;
import dev.limpid.optim.AdamW;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.RMSprop;
import dev.limpid.optim.Sgd;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** Options that choose the optimizer. */
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
  }

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = "adam",
      description = "adam, adamw, sgd or rmsprop. Default: ${DEFAULT-VALUE}.")
  private Kind kind;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description = "Default: Keras's, 0.001, for sgd 0.01.")
  private Double learningRate;

  @Option(
      names = "--momentum",
      paramLabel = "X",
      defaultValue = "0",
      description = "Momentum of sgd. Default: ${DEFAULT-VALUE}.")
  private double momentum;

  Optimizer create() {
    if (momentum != 0 && kind != Kind.SGD) {
      throw new UserException(
          "--momentum goes with --optimizer sgd, not with " + name() + ", which has its own");
    }
    return switch (kind) {
      case ADAM -> Adam.builder().learningRate(rate()).build();
      case ADAMW -> AdamW.builder().learningRate(rate()).build();
      case SGD -> Sgd.builder().learningRate(rate()).momentum(momentum).build();
      case RMSPROP -> RMSprop.builder().learningRate(rate()).build();
    };
  }

  private double rate() {
    return learningRate == null ? kind.learningRate : learningRate;
  }

  private String name() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("optimizer", name());
    settings.put("learning-rate", rate());
    if (kind == Kind.SGD) {
      settings.put("momentum", momentum);
    }
    return settings;
  }
}
