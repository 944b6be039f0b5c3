package dev.limpid.report;

import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.RunRecord.State;
import dev.limpid.layers.io.AtomicFile;
import dev.limpid.report.page.Html;
import dev.limpid.report.page.Numbers;
import dev.limpid.report.page.Page;
import dev.limpid.report.page.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The page of a run, made of its record alone. */
public final class HtmlReport {
  private HtmlReport() {}

  /**
   * Writes the page, with today as the day of the last epoch; a file that is there is replaced as a
   * whole.
   *
   * @param findings stand at its top; empty for none
   */
  public static void write(RunRecord run, List<Finding> findings, Path file) throws IOException {
    AtomicFile.write(file, html(run, findings, LocalDate.now()));
  }

  /** The page, without a day. The same record gives the same text. */
  public static String html(RunRecord run, List<Finding> findings) {
    return html(run, findings, null);
  }

  private static String html(RunRecord run, List<Finding> findings, LocalDate day) {
    List<Section> sections = sections(run, findings);
    return new Page(Heading.of(run, day) + ": " + status(run))
        .refresh(refreshSeconds(run))
        .header(header(run, findings, day))
        .sections(sections)
        .html();
  }

  private static List<Section> sections(RunRecord run, List<Finding> findings) {
    List<Section> sections = new ArrayList<>();
    if (!findings.isEmpty()) {
      sections.add(Findings.of(findings, run));
    }
    if (!run.gaps().isEmpty()) {
      sections.add(GapSection.of(run));
    }
    if (run.validation() != null) {
      if (!run.validation().mostWrong().isEmpty()) {
        sections.add(WrongImagesSection.of(run));
      }
      sections.add(ImagesSections.confusion(run));
    }
    if (!run.epochs().isEmpty()) {
      sections.add(CurvesSection.of(run));
    }
    if (!run.gaps().isEmpty()) {
      sections.add(GapSection.epochByEpoch(run));
    }
    if (DriftSection.exists(run)) {
      sections.add(DriftSection.of(run));
    }
    if (!run.health().isEmpty()) {
      sections.add(HealthSection.of(run));
    }
    if (run.validation() != null && run.validation().calibration() != null) {
      sections.add(ImagesSections.calibration(run));
    }
    sections.add(RunSection.of(run));
    return sections;
  }

  static String status(RunRecord run) {
    int done = run.epochs().size();
    int planned = run.plan().epochs();
    return switch (run.state()) {
      case RUNNING -> "epoch " + done + " of " + planned + " is done";
      case FINISHED ->
          done < planned
              ? "stopped early, after " + done + " of " + planned + " epochs"
              : "finished, " + planned + (planned == 1 ? " epoch" : " epochs");
      case FAILED -> "failed in epoch " + (done + 1) + " of " + planned;
      case EXAMINED -> done == 1 ? "one network was examined" : done + " networks were examined";
    };
  }

  private static String header(RunRecord run, List<Finding> findings, LocalDate day) {
    Html html = new Html();
    html.open("p", "class", "status " + run.state().name().toLowerCase(Locale.ROOT));
    html.text(status(run));
    if (run.state() == State.RUNNING) {
      html.raw(" <span id=\"age\"></span>");
    }
    html.close();
    html.element("h1", Heading.of(run, day));
    if (run.problem() != null) {
      html.element("p", run.problem(), "class", "problem");
    }
    html.open("p", "class", "headline").prose(Headline.of(run, findings)).close();
    if (!run.epochs().isEmpty()) {
      tiles(html, run);
    }
    return html.toString();
  }

  private static void tiles(Html html, RunRecord run) {
    EpochFigures last = run.lastEpoch();
    html.open("dl", "class", "tiles");
    tile(html, "training loss, running", Numbers.number(last.loss()), "train");
    if (last.validated()) {
      tile(html, "validation loss", Numbers.number(last.validationLoss()), "val");
    }
    tile(html, "training accuracy, running", Numbers.percent(last.accuracy()), "train");
    if (last.validated()) {
      tile(html, "validation accuracy", Numbers.percent(last.validationAccuracy()), "val");
    }
    Optional<EpochFigures> best =
        run.epochs().stream()
            .filter(EpochFigures::validated)
            .min(Comparator.comparingDouble(EpochFigures::validationLoss));
    best.ifPresent(
        epoch ->
            tile(
                html,
                "best validation loss, epoch " + epoch.epoch(),
                Numbers.number(epoch.validationLoss()),
                null));
    double seconds =
        run.epochs().stream().mapToDouble(e -> e.trainSeconds() + e.validationSeconds()).sum();
    tile(html, "time of all epochs", Numbers.seconds(seconds), null);
    html.close();
  }

  static void tile(Html html, String name, String value, String style) {
    html.open("div", "class", style).element("dt", name).element("dd", value).close();
  }

  /** How often a page of a running training looks for news; 0 for not at all. */
  private static int refreshSeconds(RunRecord run) {
    if (run.state() != State.RUNNING) {
      return 0;
    }
    double epoch =
        run.epochs().isEmpty()
            ? 15
            : run.lastEpoch().trainSeconds() + run.lastEpoch().validationSeconds();
    return (int) Math.max(5, Math.min(60, epoch / 3));
  }
}
