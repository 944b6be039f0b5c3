package dev.limpid.cli.study;

import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.io.AtomicFile;
import dev.limpid.report.page.Picture;
import dev.limpid.report.page.RunFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code STUDY.md} and its pictures: the same story as the page, for those who read a repository.
 */
final class StudyMarkdown {
  static final String FILE = "STUDY.md";
  static final String PICTURES = "study";
  private static final int MOST_FINDINGS = 2;

  private final StudyText study;
  private final Path pictures;
  private final StringBuilder text = new StringBuilder();

  private StudyMarkdown(StudyText study, Path pictures) {
    this.study = study;
    this.pictures = pictures;
  }

  /** Writes the document into a folder, and its pictures into a folder in it. */
  static void write(StudyText study, Path folder) throws IOException {
    Path pictures = Files.createDirectories(folder.resolve(PICTURES));
    StudyMarkdown markdown = new StudyMarkdown(study, pictures);
    markdown.write();
    AtomicFile.write(folder.resolve(FILE), markdown.text.toString());
  }

  private void write() throws IOException {
    text.append("# ").append(StudyText.TITLE).append("\n\n");
    StudyText.QUESTION.forEach(this::paragraph);
    paragraph(
        "[The question as it was asked]("
            + StudyText.SOURCE
            + "). "
            + study.reduced().orElse("Made by `" + study.command() + "`."));
    text.append("## The answer\n\n");
    study.answer().forEach(this::paragraph);
    study.story().treatments().forEach(sentence -> wrap("- ", "  ", sentence));
    text.append('\n');
    Map<String, RunRecord> runs = study.beforeAndAfter();
    if (runs.size() > 1) {
      String heading = "Validation loss, before and after";
      picture(
          "before-and-after",
          heading,
          Picture.svg(heading, List.of(RunFigures.validations("validation", heading, null, runs))));
    }
    table();
    for (StudyPart part : StudyPart.values()) {
      if (!study.of(part).isEmpty()) {
        text.append("## ").append(part.title).append("\n\n");
        paragraph(part.lead);
        for (Experiment experiment : study.of(part)) {
          experiment(experiment, study.finished().get(experiment));
        }
      }
    }
    text.append("## How this was made\n\n");
    study.method().forEach(this::paragraph);
    text.setLength(text.length() - 1);
  }

  private void table() {
    text.append("## What each change did, and why\n\n");
    line(ClosingTable.HEADERS);
    line(ClosingTable.HEADERS.stream().map(header -> "---").toList());
    for (Experiment experiment : study.finished().keySet()) {
      line(ClosingTable.row(experiment, study.story().outcome(experiment)));
    }
    text.append('\n');
    paragraph(String.join(" ", ClosingTable.MEANINGS));
  }

  private void line(List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private void experiment(Experiment experiment, RunRecord run) throws IOException {
    text.append("### ").append(experiment.title()).append("\n\n");
    String options = experiment.changes().isEmpty() ? "" : " `" + experiment.options() + "`";
    paragraph(experiment.idea() + options + study.epochs(experiment));
    paragraph(study.story().effect(experiment));
    String about = experiment.title() + ": loss, and the gap taken apart";
    picture(
        experiment.name(),
        about,
        Picture.svg(
            about,
            List.of(
                RunFigures.losses("losses", "Loss", run),
                RunFigures.gap("gap", "Its gap, taken apart", run))));
    List<Finding> findings = new Doctor().diagnose(run);
    for (Finding finding : findings.subList(0, Math.min(MOST_FINDINGS, findings.size()))) {
      String severity = finding.severity().name().toLowerCase(Locale.ROOT);
      wrap("- ", "  ", "**" + finding.title() + "** (" + severity + "): " + finding.text());
    }
    text.append('\n');
  }

  private void picture(String name, String about, String svg) throws IOException {
    AtomicFile.write(pictures.resolve(name + ".svg"), svg);
    text.append("![").append(about).append("](").append(PICTURES).append('/').append(name);
    text.append(".svg)\n\n");
  }

  private void paragraph(String sentences) {
    wrap("", "", sentences);
    text.append('\n');
  }

  /** Lines of at most 100 characters. */
  private void wrap(String first, String others, String sentences) {
    StringBuilder line = new StringBuilder(first);
    for (String word : sentences.split(" ")) {
      if (line.length() + word.length() > 100) {
        text.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(others);
      }
      line.append(word).append(' ');
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
