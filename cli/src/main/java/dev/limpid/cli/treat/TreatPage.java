package dev.limpid.cli.treat;

import dev.limpid.insight.proof.Measure;
import dev.limpid.insight.proof.Proof;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.report.page.Html;
import dev.limpid.report.page.Labels;
import dev.limpid.report.page.Page;
import dev.limpid.report.page.RunFigures;
import dev.limpid.report.page.Section;
import dev.limpid.report.page.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page of what treatments did. */
final class TreatPage {
  /** Said where there is one seed. */
  static final String ONE_SEED =
      "One seed gives no interval, and so nothing is decided; --seeds 3 tells more.";

  private TreatPage() {}

  /**
   * The page.
   *
   * @param before the training as it was, one a seed
   * @param outcomes in the order of their findings; at least one
   */
  static String html(List<RunRecord> before, List<TreatmentOutcome> outcomes) {
    Map<String, List<TreatmentOutcome>> byFinding = new LinkedHashMap<>();
    for (TreatmentOutcome outcome : outcomes) {
      byFinding.computeIfAbsent(outcome.finding().name(), n -> new ArrayList<>()).add(outcome);
    }
    List<Section> sections = new ArrayList<>();
    byFinding.forEach((name, of) -> sections.add(section(name, before, of)));
    Html header = new Html().element("h1", "What the treatments did");
    header.element("p", headline(before.size(), outcomes), "class", "headline");
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

  private static String headline(int seeds, List<TreatmentOutcome> outcomes) {
    if (seeds == 1) {
      return ONE_SEED;
    }
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

  private static Section section(
      String name, List<RunRecord> before, List<TreatmentOutcome> outcomes) {
    Html html = new Html().element("p", outcomes.get(0).finding().text()).open("ul");
    for (TreatmentOutcome outcome : outcomes) {
      html.open("li").element("code", outcome.treatment().option());
      html.text(": ").element("strong", TreatmentOutcome.words(outcome.proof().verdict()));
      html.text("; " + outcome.cured() + ".").close();
    }
    html.close().raw(differences(outcomes).html("What each change did"));
    html.element(
        "p",
        "In sync: the first epoch whose validation loss is within 10 % of the training loss, once"
            + " anything is learnt.",
        "class",
        "note");
    Map<String, RunRecord> shown = new LinkedHashMap<>();
    shown.put("as it was", before.get(0));
    outcomes.forEach(o -> shown.put(Labels.shorten(o.treatment().folder(), 20), o.runs().get(0)));
    html.raw(
        RunFigures.validations(
                "validation-" + name,
                "Validation loss, seed " + before.get(0).plan().seed(),
                null,
                shown)
            .html());
    return new Section(name, outcomes.get(0).finding().title(), html.toString());
  }

  private static Table differences(List<TreatmentOutcome> outcomes) {
    Table table =
        Table.of("change", "measure", "as it was", "with the change", "difference", "verdict");
    for (TreatmentOutcome outcome : outcomes) {
      for (Proof.Difference d : outcome.proof().differences()) {
        table
            .row(outcome.treatment().option())
            .text(shortly(d.measure()))
            .text(outcome.level(d.measure(), d.before()))
            .text(outcome.level(d.measure(), d.after()))
            .text(
                TreatmentOutcome.change(d.measure(), d.change())
                    .replace('-', '\u2212')
                    .replace("+\u2212", "\u00b1"))
            .text(TreatmentOutcome.shortly(d.verdict()));
      }
    }
    return table;
  }

  private static String shortly(Measure measure) {
    return switch (measure) {
      case EPOCHS_UNTIL_SYNC -> "in sync";
      case BEST_VALIDATION_LOSS -> "best validation loss";
      case FINAL_ACCURACY -> "final accuracy";
    };
  }
}
