package dev.limpid.report;

import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.examine.Examination;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.io.AtomicFile;
import dev.limpid.report.page.Html;
import dev.limpid.report.page.Numbers;
import dev.limpid.report.page.Page;
import dev.limpid.report.page.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The report of an {@link Examination}: {@code report.html} to look at and to hand on, {@code
 * gap.csv}, and {@code run.json} for other programs.
 */
public final class ExaminationReport {
  private ExaminationReport() {}

  /**
   * Writes the report of what was examined so far; files that are there are replaced as a whole.
   *
   * @param refreshSeconds how often the page is to look for news; 0 where none will come
   * @param folder made if need be
   * @throws IOException if a file can't be written
   */
  public static void write(Examination examination, int refreshSeconds, Path folder)
      throws IOException {
    RunRecord run = examination.record();
    RunFiles.write(run, folder);
    RunFiles.writeGaps(run.gaps(), folder.resolve(RunReport.GAPS));
    AtomicFile.write(folder.resolve(RunReport.PAGE), html(examination, refreshSeconds));
  }

  /** Returns the page. */
  public static String html(Examination examination, int refreshSeconds) {
    RunRecord run = examination.record();
    List<Finding> findings = examination.findings();
    List<Section> sections = new ArrayList<>();
    sections.add(Findings.of(findings, run));
    sections.add(GapSection.of(run));
    if (!run.validation().mostWrong().isEmpty()) {
      sections.add(WrongImagesSection.of(run));
    }
    sections.add(ImagesSections.confusion(run));
    sections.add(run.gaps().size() > 1 ? CurvesSection.of(run) : LevelsSection.of(run));
    if (run.gaps().size() > 1) {
      sections.add(GapSection.epochByEpoch(run));
    }
    if (DriftSection.exists(run)) {
      sections.add(DriftSection.of(run));
    }
    sections.add(ImagesSections.calibration(run));
    if (!examination.preprocessing().isEmpty()) {
      sections.add(PreprocessingSection.of(examination.preprocessing()));
    }
    sections.add(RunSection.of(run));
    return new Page("Limpid: examination of " + name(run))
        .refresh(refreshSeconds)
        .header(header(run, findings))
        .sections(sections)
        .html();
  }

  private static String name(RunRecord run) {
    Object model = run.settings().get("model");
    return model == null ? "a network" : RunSection.shown(model);
  }

  private static String header(RunRecord run, List<Finding> findings) {
    EpochGap gap = run.lastGap().orElseThrow();
    Html html = new Html();
    html.element("p", HtmlReport.status(run), "class", "status finished");
    html.element("h1", "Examination of " + name(run));
    html.open("p", "class", "headline").prose(Headline.of(run, findings)).close();
    html.open("dl", "class", "tiles");
    HtmlReport.tile(
        html, "training loss, train mode", number(gap.lossLevels().trainMode()), "train");
    HtmlReport.tile(html, "validation loss", number(gap.lossLevels().validationMoving()), "val");
    HtmlReport.tile(
        html, "training accuracy, train mode", percent(gap.accuracyLevels().trainMode()), "train");
    HtmlReport.tile(
        html, "validation accuracy", percent(gap.accuracyLevels().validationMoving()), "val");
    if (gap.lossLevels().validationPopulation() != null) {
      HtmlReport.tile(
          html,
          "validation loss, training set's statistics",
          number(gap.lossLevels().validationPopulation()),
          null);
      HtmlReport.tile(
          html,
          "validation accuracy, training set's statistics",
          percent(gap.accuracyLevels().validationPopulation()),
          null);
    }
    return html.close().toString();
  }

  private static String number(Estimate estimate) {
    return Numbers.number(estimate.value());
  }

  private static String percent(Estimate estimate) {
    return Numbers.percent(estimate.value());
  }
}
