package dev.limpid.cli;

import dev.limpid.cli.text.Wrapped;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What the doctor finds, in a line or two each, for the end of a training. */
final class ShortFindings {
  private ShortFindings() {}

  /** Notes are left to {@code diagnose}, unless there is nothing else to say. */
  static void print(List<Finding> findings, Path folder, PrintWriter out) {
    List<Finding> serious =
        findings.stream().filter(f -> f.severity().compareTo(Severity.NOTE) < 0).toList();
    List<Finding> shown = serious.isEmpty() ? findings.subList(0, 1) : serious;
    out.println();
    for (Finding finding : shown) {
      out.println(Wrapped.text(line(finding)));
      if (!finding.changes().isEmpty()) {
        out.println(Wrapped.text("  try ", finding.changes().get(0).toString()));
      }
    }
    int more = findings.size() - shown.size();
    out.println(
        "The evidence"
            + (more > 0 ? ", and " + more + (more == 1 ? " note" : " notes") : "")
            + ": "
            + Terminal.command()
            + " diagnose "
            + Terminal.word(folder));
  }

  private static String line(Finding finding) {
    String share =
        Double.isNaN(finding.explained())
            ? ""
            : String.format(Locale.ROOT, ", %.0f %% of the gap", 100 * finding.explained());
    String severity = finding.severity().name().toLowerCase(Locale.ROOT);
    return finding.severity().compareTo(Severity.NOTE) < 0
        ? finding.title() + " (" + severity + share + ")"
        : finding.title();
  }
}
