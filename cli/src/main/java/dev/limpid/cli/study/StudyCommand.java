package dev.limpid.cli.study;

import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.cli.recipe.TrainingPlan;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.layers.io.FileFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code study}: the question and its answer, by running them. */
@Command(
    name = "study",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Replays the question of validation loss that stays high: what was tried, what was advised,"
            + " what helps. Goes on where it was interrupted.")
public final class StudyCommand implements Callable<Integer> {
  /** Sizes that can be named. */
  enum Preset {
    SMALL(StudySize.SMALL),
    FULL(StudySize.FULL);

    final StudySize size;

    Preset(StudySize size) {
      this.size = size;
    }
  }

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "small",
      description =
          "small: a narrow network and fewer images, minutes; full: as the question has it, hours."
              + " Default: ${DEFAULT-VALUE}.")
  private Preset preset;

  @Option(
      names = "--width",
      paramLabel = "X",
      description = "Multiplies the numbers of filters. Default: the preset's, 0.125 or 1.")
  private Double width;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Epochs of most experiments. Default: the preset's, 8 or 20.")
  private Integer epochs;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "limpid-study",
      description =
          "Folder for the page and a folder for each experiment. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      arity = "1..*",
      description = "Train these experiments alone: ${COMPLETION-CANDIDATES}.",
      completionCandidates = Names.class)
  private List<String> only = List.of();

  @Option(names = "--only-page", description = "Train nothing; write the page of what is finished.")
  private boolean onlyPage;

  @Option(names = "--plan", paramLabel = "FILE", description = TrainingPlan.OPTION)
  private Path plan;

  @Option(
      names = "--markdown",
      paramLabel = "DIR",
      description = "Also write STUDY.md and its pictures into this folder.")
  private Path markdown;

  /** Made by picocli. */
  public StudyCommand() {}

  /** The names of the experiments. */
  static final class Names implements Iterable<String> {
    @Override
    public java.util.Iterator<String> iterator() {
      return names().iterator();
    }
  }

  private static List<String> names() {
    return Experiments.all(StudySize.FULL).stream().map(Experiment::name).toList();
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    StudySize size = size();
    for (String name : only) {
      if (!names().contains(name)) {
        throw new UserException(
            "there is no experiment '" + name + "'; there are " + String.join(", ", names()));
      }
    }
    List<Experiment> experiments =
        Experiments.byWeight(size).stream()
            .filter(experiment -> only.isEmpty() || only.contains(experiment.name()))
            .toList();
    Study study = new Study(output, size, experiments);
    if (plan != null) {
      study.plan(plan, out);
      return 0;
    }
    if (markdown != null) {
      RunFolder.requireWritable(markdown, "document's", "--markdown");
    }
    if (!onlyPage) {
      study.run(out, () -> write(study));
    }
    write(study);
    int told = study.finished().size();
    if (told == 0) {
      throw new UserException("no experiment in " + output + " is finished yet");
    }
    int all = names().size();
    out.printf(Locale.ROOT, "%n%d of %d experiments are told in %s%n", told, all, page());
    if (markdown != null) {
      out.println("The document is " + markdown.resolve(StudyMarkdown.FILE));
    }
    out.flush();
    return 0;
  }

  private StudySize size() {
    StudySize size = preset.size;
    if (width != null) {
      size = size.withWidth(width);
    }
    if (epochs != null) {
      if (epochs < 2) {
        throw new UserException("--epochs must be 2 or more, but is " + epochs);
      }
      size = size.withEpochs(epochs);
    }
    return size;
  }

  private Path page() {
    return output.resolve(StudyPage.FILE);
  }

  private void write(Study study) {
    StudyText text = StudyText.of(study.size(), command(), study.finished());
    if (text.finished().isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(output);
      StudyPage.write(text, page());
      if (markdown != null) {
        StudyMarkdown.write(text, markdown);
      }
    } catch (IOException e) {
      throw new UserException("cannot write the page: " + FileFailure.reason(e), e);
    }
  }

  /** The command that trains what the page tells. */
  private String command() {
    return "study --preset "
        + preset.name().toLowerCase(Locale.ROOT)
        + (width == null ? "" : " --width " + width)
        + (epochs == null ? "" : " --epochs " + epochs);
  }
}
