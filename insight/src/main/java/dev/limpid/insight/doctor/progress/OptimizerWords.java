package dev.limpid.insight.doctor.progress;

import dev.limpid.insight.run.RunRecord;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers in the words of an optimizer, such as {@code Sgd(..., momentum 0.9)}. */
public final class OptimizerWords {
  private OptimizerWords() {}

  /** The number behind a name; empty where the optimizer is not known or does not say it. */
  public static OptionalDouble number(RunRecord run, String name) {
    String optimizer = run.start() == null ? null : run.start().optimizer();
    if (optimizer == null) {
      return OptionalDouble.empty();
    }
    Matcher number = Pattern.compile(", " + name + " ([0-9.E-]+)").matcher(optimizer);
    return number.find()
        ? OptionalDouble.of(Double.parseDouble(number.group(1)))
        : OptionalDouble.empty();
  }

  /** Momentum, or Adam's beta1; empty where the optimizer is not known, 0 where it has none. */
  public static OptionalDouble momentum(RunRecord run) {
    OptionalDouble own = number(run, "momentum");
    OptionalDouble ofAdam = own.isPresent() ? own : number(run, "beta1");
    boolean known = run.start() != null && run.start().optimizer() != null;
    return ofAdam.isPresent() || !known ? ofAdam : OptionalDouble.of(0);
  }
}
