package dev.limpid.cli.examine;

import dev.limpid.insight.gap.Contribution;
import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Levels;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * A gap on the console: the levels, the terms in one line, and in another what they mostly are.
 *
 * @param out where it is printed
 * @param withLargest whether the largest term is told; not where terms are about other images
 */
public record GapLines(PrintWriter out, boolean withLargest) {
  /** Prints one. */
  public void print(EpochGap gap) {
    Levels loss = gap.lossLevels();
    Levels accuracy = gap.accuracyLevels();
    line("training, train mode", loss.trainMode().value(), accuracy.trainMode().value());
    line("validation", loss.validationMoving().value(), accuracy.validationMoving().value());
    if (loss.validationPopulation() != null) {
      line(
          "validation, population's statistics",
          loss.validationPopulation().value(),
          accuracy.validationPopulation().value());
    }
    out.println("  " + gap.line());
    if (withLargest) {
      tellLargest(gap.loss());
    }
    out.flush();
  }

  private void line(String name, double loss, double accuracy) {
    out.printf(Locale.ROOT, "  %-36s loss %.4f  accuracy %.4f%n", name, loss, accuracy);
  }

  private void tellLargest(Decomposition loss) {
    double all = 0;
    Contribution largest = loss.terms().get(0);
    for (Contribution term : loss.terms()) {
      double size = Math.abs(term.estimate().value());
      all += size;
      largest = size > Math.abs(largest.estimate().value()) ? term : largest;
    }
    if (all > 0) {
      out.printf(
          Locale.ROOT,
          "  mostly %s: %.0f %% of the sizes of all terms%n",
          largest.term().label(),
          100 * Math.abs(largest.estimate().value()) / all);
    }
  }
}
