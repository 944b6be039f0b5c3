package dev.limpid.report;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.report.page.Html;
import dev.limpid.report.page.Section;
import java.util.List;
import java.util.Locale;

/** The findings at the top of the page. */
final class Findings {
  private Findings() {}

  static Section of(List<Finding> findings, RunRecord run) {
    Html html = new Html().open("ol", "class", "findings");
    for (Finding finding : findings) {
      String severity = finding.severity().name().toLowerCase(Locale.ROOT);
      html.open("li", "class", "finding is-" + severity, "id", "finding-" + finding.name());
      html.open("h3").element("span", severity, "class", "severity");
      html.text(" " + finding.title()).close();
      html.open("p").prose(typeset(finding.text())).close();
      changes(html, finding.changes(), run);
      // a note's evidence is there for those who ask
      boolean fold = finding.severity().compareTo(Severity.NOTE) >= 0;
      html.open("details", "id", "evidence-" + finding.name(), "open", fold ? null : "");
      html.element("summary", "Evidence");
      evidence(html, finding);
      html.close().close();
    }
    return new Section("findings", "Findings", html.close().toString());
  }

  private static void changes(Html html, List<Change> changes, RunRecord run) {
    if (changes.isEmpty()) {
      return;
    }
    html.element("p", "What to change:", "class", "change").open("ul");
    for (Change change : changes) {
      String option = change.inWordsOf(run);
      html.open("li")
          .element("code", option, "class", option.startsWith("--") ? "option" : "code")
          .text(": " + change.why())
          .close();
    }
    html.close();
  }

  private static void evidence(Html html, Finding finding) {
    html.open("ul");
    for (Evidence evidence : finding.evidence()) {
      html.open("li");
      if (evidence.section() == null) {
        html.text(evidence.name());
      } else {
        html.element("a", evidence.name(), "href", "#" + evidence.section().id());
      }
      html.text(": ").element("strong", typeset(evidence.value())).close();
    }
    html.close();
    aside(html, "If it were not so: ", finding.otherwise());
    aside(html, "Source: ", finding.source());
  }

  /**
   * As printed rather than typed: a real plus or minus and minus, and no per cent sign alone on a
   * line.
   */
  private static String typeset(String text) {
    return text.replace("+-", "\u00b1")
        .replaceAll("(\\d) %", "$1\u00a0%")
        .replaceAll("(^|[ (]|\\de)-(\\d)", "$1\u2212$2");
  }

  private static void aside(Html html, String lead, String text) {
    if (text != null) {
      html.open("p", "class", "note").text(lead + text).close();
    }
  }
}
