package dev.limpid.cli.study;

import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.io.AtomicFile;
import dev.limpid.report.RunReport;
import dev.limpid.report.page.Html;
import dev.limpid.report.page.Page;
import dev.limpid.report.page.RunFigures;
import dev.limpid.report.page.Section;
import dev.limpid.report.page.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code study.html}: the study from question to answer, on one page that loads nothing. */
final class StudyPage {
  static final String FILE = "study.html";
  static final int FINDINGS = 2;

  private final StudyText study;

  private StudyPage(StudyText study) {
    this.study = study;
  }

  /** Writes the page; links lead to the experiments' own reports beside it. */
  static void write(StudyText study, Path file) throws IOException {
    AtomicFile.write(file, html(study));
  }

  static String html(StudyText study) {
    StudyPage page = new StudyPage(study);
    List<Section> sections = new ArrayList<>();
    sections.add(page.answer());
    for (StudyPart part : StudyPart.values()) {
      if (!study.of(part).isEmpty()) {
        sections.add(page.part(part));
      }
    }
    sections.add(page.table());
    sections.add(page.method());
    return new Page("Limpid: " + StudyText.TITLE).header(page.header()).sections(sections).html();
  }

  private String header() {
    Html html = new Html().element("h1", StudyText.TITLE);
    html.element("p", StudyText.QUESTION.get(0));
    html.element("p", StudyText.QUESTION.get(1), "class", "headline");
    html.open("p", "class", "note")
        .element("a", "The question as it was asked", "href", StudyText.SOURCE);
    prose(html, study.reduced().map(text -> ". " + text).orElse(""));
    html.close();
    return html.toString();
  }

  private Section answer() {
    Html html = new Html();
    List<String> answer = study.answer();
    html.element("p", answer.get(0), "class", "headline");
    answer.subList(1, answer.size()).forEach(text -> html.element("p", text));
    List<String> treatments = study.story().treatments();
    if (!treatments.isEmpty()) {
      html.element("p", "What was done against it, compared with Adam:").open("ul");
      treatments.forEach(text -> html.element("li", text));
      html.close();
    }
    Map<String, RunRecord> runs = study.beforeAndAfter();
    if (runs.size() > 1) {
      html.raw(
          RunFigures.validations(
                  "before-and-after",
                  "Validation loss, before and after",
                  "As it is printed, in inference mode at the end of each epoch.",
                  runs)
              .html());
    }
    return new Section("answer", "The answer", html.toString());
  }

  private Section part(StudyPart part) {
    Html html = new Html().element("p", part.lead, "class", "lead");
    for (Experiment experiment : study.of(part)) {
      experiment(html, experiment, study.finished().get(experiment));
    }
    return new Section(part.id(), part.title, html.toString());
  }

  private void experiment(Html html, Experiment experiment, RunRecord run) {
    String id = experiment.name();
    html.open("article", "id", id).element("h3", experiment.title());
    html.open("p").text(experiment.idea() + " ");
    if (!experiment.changes().isEmpty()) {
      html.element("code", experiment.options());
    }
    html.text(study.epochs(experiment)).close();
    html.element("p", study.story().effect(experiment), "class", "effect");
    html.open("div", "class", "panels of-2");
    html.raw(RunFigures.losses(id + "-losses", "Loss", run).panel(2));
    html.raw(RunFigures.gap(id + "-gap", "Its gap, taken apart", run).panel(2)).close();
    findings(html, run, id + "/" + RunReport.PAGE);
    html.close();
  }

  private static void findings(Html html, RunRecord run, String report) {
    List<Finding> findings = new Doctor().diagnose(run);
    html.element("p", "What the doctor finds first:", "class", "change");
    html.open("ol", "class", "findings");
    for (Finding finding : findings.subList(0, Math.min(FINDINGS, findings.size()))) {
      String severity = finding.severity().name().toLowerCase(Locale.ROOT);
      html.open("li", "class", "finding is-" + severity);
      html.open("p").element("span", severity, "class", "severity");
      html.element("strong", " " + finding.title() + ". ").text(finding.text()).close().close();
    }
    html.close();
    html.open("p", "class", "note").element("a", "The whole report of this run", "href", report);
    html.text(", with evidence and changes.").close();
  }

  private Section table() {
    int why = ClosingTable.HEADERS.size() - 1;
    Table table = new Table(ClosingTable.HEADERS.subList(0, why));
    Html reasons = new Html().element("h3", "Why").open("dl", "class", "definitions");
    for (Experiment experiment : study.finished().keySet()) {
      List<String> cells = ClosingTable.row(experiment, study.story().outcome(experiment));
      table.row(cells.get(0));
      cells.subList(1, why).forEach(table::text);
      reasons.element("dt", cells.get(0)).element("dd", cells.get(why));
    }
    Html html = new Html().open("div", "class", "whole");
    html.raw(table.html("What each change did")).close();
    ClosingTable.MEANINGS.forEach(text -> html.element("p", text, "class", "note"));
    html.raw(reasons.close().toString());
    return new Section("table", "What each change did, and why", html.toString());
  }

  private Section method() {
    Html html = new Html();
    for (String text : study.method()) {
      html.open("p");
      prose(html, text);
      html.close();
    }
    html.open("p").text("Made by ").element("code", study.command()).text(".").close();
    return new Section("method", "How this was made", html.toString());
  }

  /** A text in which commands stand between backquotes. */
  private static void prose(Html html, String text) {
    String[] pieces = text.split("`", -1);
    for (int i = 0; i < pieces.length; i++) {
      if (i % 2 == 0) {
        html.text(pieces[i]);
      } else {
        html.element("code", pieces[i]);
      }
    }
  }
}
