package dev.limpid.insight.gap;

import java.util.Locale;
import java.util.StringJoiner;

/** Says in one line what a gap is made of. */
public final class GapLine {
  private GapLine() {}

  /**
   * The gap of the loss, the terms in the order of the chain, each with half its 95 % interval
   * where there is one:
   *
   * <pre>
   * gap 8.33 = averaging -0.27 (+-0.02) + batch dependence 0.14 (+-0.04) + ...
   * </pre>
   */
  public static String of(EpochGap gap) {
    StringJoiner terms = new StringJoiner(" + ");
    for (Contribution term : gap.loss().terms()) {
      Estimate estimate = term.estimate();
      String error =
          estimate.standardError() > 0 ? " (+-" + number(estimate.halfWidth()) + ")" : "";
      terms.add(term.term().label() + " " + number(estimate.value()) + error);
    }
    return "gap " + number(gap.loss().gap()) + " = " + terms;
  }

  /** Two decimals, three where the number is small. */
  private static String number(double value) {
    double size = Math.abs(value);
    String pattern = size >= 100 ? "%.0f" : size >= 0.1 || size == 0 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, pattern, value);
  }
}
