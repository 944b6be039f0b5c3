package dev.limpid.cli.examine;

import dev.limpid.cli.text.Wrapped;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Finding;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Findings on the console: what it is, what it does, the first change; the page has the rest. */
public final class FindingLines {
  private FindingLines() {}

  /** Prints all of them. */
  public static void print(List<Finding> findings, PrintWriter out) {
    int number = 1;
    for (Finding finding : findings) {
      String severity = finding.severity().name().toLowerCase(Locale.ROOT);
      out.println(
          Wrapped.text(
              number++ + ". ", finding.title() + " (" + severity + ", " + finding.name() + ")"));
      out.println(Wrapped.text("   ", finding.text()));
      for (Change change : finding.changes().stream().limit(1).toList()) {
        out.println(Wrapped.text("   Change: ", change.toString()));
      }
    }
    out.flush();
  }
}
