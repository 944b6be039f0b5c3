package dev.limpid.train.report;

import java.util.List;
import java.util.Locale;

/** The findings at the top of the page. */
final class Findings {
  private Findings() {}

  static Section of(List<Finding> findings) {
    Html html = new Html().open("ol", "class", "findings");
    for (Finding finding : findings) {
      String severity = finding.severity().name().toLowerCase(Locale.ROOT);
      html.open("li", "class", "finding " + severity);
      html.open("h3").element("span", severity, "class", "severity");
      html.text(" " + finding.title()).close();
      html.element("p", finding.text());
      if (!finding.evidence().isEmpty()) {
        html.open("ul", "class", "evidence");
        for (Finding.Evidence evidence : finding.evidence()) {
          html.open("li").text(evidence.name() + ": ").element("strong", evidence.value());
          if (evidence.section() != null) {
            html.text(" ").element("a", "see chart", "href", "#" + evidence.section());
          }
          html.close();
        }
        html.close();
      }
      said(html, "What to change: ", finding.advice());
      said(html, "If it were not so: ", finding.otherwise());
      said(html, "Source: ", finding.source());
      html.close();
    }
    return new Section("findings", "Findings", html.close().toString());
  }

  private static void said(Html html, String lead, String text) {
    if (text != null) {
      html.open("p").element("strong", lead).text(text).close();
    }
  }
}
