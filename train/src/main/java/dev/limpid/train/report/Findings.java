package dev.limpid.train.report;

import dev.limpid.train.doctor.Change;
import dev.limpid.train.doctor.Evidence;
import dev.limpid.train.doctor.Finding;
import java.util.List;
import java.util.Locale;

/** The findings at the top of the page. */
final class Findings {
  private Findings() {}

  static Section of(List<Finding> findings) {
    Html html = new Html().open("ol", "class", "findings");
    for (Finding finding : findings) {
      String severity = finding.severity().name().toLowerCase(Locale.ROOT);
      html.open("li", "class", "finding " + severity, "id", "finding-" + finding.name());
      html.open("h3").element("span", severity, "class", "severity");
      html.text(" " + finding.title()).close();
      html.element("p", finding.text() + explained(finding));
      for (Change change : finding.changes()) {
        html.open("p").element("strong", "What to change: ");
        String option =
            change.value() == null ? change.option() : change.option() + " " + change.value();
        html.element("code", option).text(", " + change.why()).close();
      }
      more(html, finding);
      html.close();
    }
    return new Section("findings", "Findings", html.close().toString());
  }

  private static String explained(Finding finding) {
    return Double.isNaN(finding.explained())
        ? ""
        : " It explains " + Numbers.percent(finding.explained()) + " of the gap over all epochs.";
  }

  private static void more(Html html, Finding finding) {
    html.open("ul", "class", "evidence");
    for (Evidence evidence : finding.evidence()) {
      html.open("li").text(evidence.name() + ": ").element("strong", evidence.value());
      if (evidence.section() != null) {
        html.text(" ").element("a", "see chart", "href", "#" + evidence.section());
      }
      html.close();
    }
    html.close();
    aside(html, "If it were not so: ", finding.otherwise());
    aside(html, "Source: ", finding.source());
  }

  private static void aside(Html html, String lead, String text) {
    if (text != null) {
      html.open("p", "class", "note").text(lead + text).close();
    }
  }
}
