package dev.limpid.examples.treat;

import dev.limpid.train.doctor.Measure;
import dev.limpid.train.doctor.Proof;
import dev.limpid.train.report.Html;
import dev.limpid.train.report.Page;
import dev.limpid.train.report.RunFigures;
import dev.limpid.train.report.Section;
import dev.limpid.train.report.Table;
import dev.limpid.train.run.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page of what treatments did. */
final class TreatPage {
  private TreatPage() {}

  /**
   * The page.
   *
   * @param before the training as it was, one a seed
   * @param outcomes in the order of their findings; at least one
   */
  static String html(List<RunRecord> before, List<Outcome> outcomes) {
    Map<String, List<Outcome>> byFinding = new LinkedHashMap<>();
    for (Outcome outcome : outcomes) {
      byFinding.computeIfAbsent(outcome.finding().name(), n -> new ArrayList<>()).add(outcome);
    }
    List<Section> sections = new ArrayList<>();
    byFinding.forEach((name, of) -> sections.add(section(name, before, of)));
    Html header = new Html().element("h1", "What the treatments did");
    header.element("p", headline(outcomes), "class", "headline");
    header.element(
        "p",
        "The same training without and with each change, over "
            + before.size()
            + (before.size() == 1 ? " seed" : " seeds")
            + " and "
            + before.get(0).plan().epochs()
            + " epochs. A difference is the mean over the pairs of the same seed, with the 95 %"
            + " interval of Student's t.");
    return new Page("Limpid: what the treatments did")
        .header(header.toString())
        .sections(sections)
        .html();
  }

  private static String headline(List<Outcome> outcomes) {
    List<String> helped =
        outcomes.stream()
            .filter(o -> o.proof().verdict() == Proof.Verdict.HELPED)
            .map(o -> o.treatment().option())
            .distinct()
            .toList();
    return helped.isEmpty()
        ? "No treatment is shown to have helped."
        : "These helped: " + String.join(", ", helped) + ".";
  }

  private static Section section(String name, List<RunRecord> before, List<Outcome> outcomes) {
    Html html = new Html().element("p", outcomes.get(0).finding().text());
    List<String> headers = new ArrayList<>(List.of("change", "verdict"));
    for (Measure measure : Measure.values()) {
      headers.add(measure.label());
      headers.add("difference");
    }
    headers.add("finding");
    Table table = new Table(headers);
    for (Outcome outcome : outcomes) {
      table.row(outcome.treatment().option());
      table.text(Outcome.words(outcome.proof().verdict()));
      for (Proof.Difference d : outcome.proof().differences()) {
        table.text(
            outcome.level(d.measure(), d.before())
                + " \u2192 "
                + outcome.level(d.measure(), d.after()));
        String difference = Outcome.change(d.measure(), d.change()).replace('-', '\u2212');
        table.text(difference.replace("+\u2212", "\u00b1") + ", " + Outcome.shortly(d.verdict()));
      }
      table.text(outcome.cured());
    }
    html.raw(table.html("What each change did"));
    Map<String, RunRecord> shown = new LinkedHashMap<>();
    shown.put("as it was", before.get(0));
    outcomes.forEach(o -> shown.put(o.treatment().option(), o.runs().get(0)));
    html.raw(
        RunFigures.validations(
                "validation-" + name,
                "Validation loss, seed " + before.get(0).plan().seed(),
                null,
                shown)
            .html());
    return new Section(name, outcomes.get(0).finding().title(), html.toString());
  }
}
