package dev.limpid.cli.study;

import static dev.limpid.cli.study.Words.fill;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.cli.recipe.TrainingPlan;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.RunRecord.State;
import dev.limpid.layers.io.FileFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Trains the experiments, each into a folder of its own, and goes on where it was interrupted: what
 * is finished is not trained again, what was begun is trained anew.
 *
 * @param folder holds the experiments' folders
 * @param size of the trainings
 * @param experiments in the order in which they are trained
 */
record Study(Path folder, StudySize size, List<Experiment> experiments) {
  private static final String EPOCHS = "epochs";

  /** Copies the list. */
  Study {
    experiments = List.copyOf(experiments);
  }

  /**
   * Trains what is not finished yet.
   *
   * @param after is run when an experiment has ended
   * @throws UserException if a folder holds something else; nothing is trained then
   */
  void run(PrintWriter out, Runnable after) {
    Map<Experiment, RunRecord> done = new LinkedHashMap<>();
    for (Experiment experiment : experiments) {
      RunRecord run = found(experiment, true);
      if (run != null && run.state() == State.FINISHED) {
        done.put(experiment, run);
      }
    }
    for (int i = 0; i < experiments.size(); i++) {
      Experiment experiment = experiments.get(i);
      String name = "[" + (i + 1) + "/" + experiments.size() + "] " + experiment.name();
      if (done.containsKey(experiment)) {
        out.println(name + " is finished already");
        continue;
      }
      out.printf(Locale.ROOT, "%n%s: %s%s%n", name, experiment.title(), estimate(done));
      out.flush();
      RunRecord run = experiment.recipe(size).run(folderOf(experiment), out);
      if (run.state() == State.FAILED) {
        out.println(name + " failed, the others go on: " + run.problem());
      } else {
        done.put(experiment, run);
      }
      after.run();
    }
    out.flush();
  }

  /**
   * Writes which trainings are left into a file.
   *
   * @throws UserException if a folder holds something else
   */
  void plan(Path file, PrintWriter out) {
    TrainingPlan plan = new TrainingPlan(folder);
    for (Experiment experiment : experiments) {
      RunRecord run = found(experiment, true);
      if (run == null || run.state() != State.FINISHED) {
        plan.add(folderOf(experiment), experiment.recipe(size));
      }
    }
    plan.write(file, out);
  }

  /** The finished experiments and their runs, in the order in which they are told. */
  Map<Experiment, RunRecord> finished() {
    Map<Experiment, RunRecord> finished = new LinkedHashMap<>();
    for (Experiment experiment : Experiments.all(size)) {
      RunRecord run = found(experiment, false);
      if (run != null && run.state() == State.FINISHED && !run.gaps().isEmpty()) {
        finished.put(experiment, run);
      }
    }
    return finished;
  }

  Path folderOf(Experiment experiment) {
    return folder.resolve(experiment.name());
  }

  /**
   * What an experiment's folder holds, or null if there is nothing in it.
   *
   * @param sameEpochs whether a run of another number of epochs is something else
   */
  private RunRecord found(Experiment experiment, boolean sameEpochs) {
    Path path = folderOf(experiment);
    RunFolder.settle(path);
    if (isEmpty(path)) {
      return null;
    }
    RunRecord run = RunFolder.record(path);
    Map<String, Object> is = Recipe.of(run.settings()).settings();
    Map<String, Object> should = experiment.recipe(size).settings();
    for (String name : Recipe.defaults().with(is).with(should).settings().keySet()) {
      boolean compared = sameEpochs || !name.equals(EPOCHS);
      if (compared && !Objects.equals(is.get(name), should.get(name))) {
        throw new UserException(
            fill(
                "%s was trained with %s, and not with %s; name another folder with --output",
                path, shown(name, is), shown(name, should)));
      }
    }
    return run;
  }

  private static String shown(String name, Map<String, Object> settings) {
    Object value = settings.get(name);
    return value == null ? "no --" + name : "--" + name + " " + value;
  }

  /** Whether it holds no more than the lock of a run that has not begun its first step. */
  private static boolean isEmpty(Path path) {
    if (!Files.exists(path)) {
      return true;
    }
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.allMatch(RunFolder::isHidden);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + FileFailure.reason(e), e);
    }
  }

  /** How long the rest will take, by what the finished ones took for an image. */
  private String estimate(Map<Experiment, RunRecord> done) {
    double seconds = done.values().stream().mapToDouble(Study::seconds).sum();
    double images = done.keySet().stream().mapToDouble(this::images).sum();
    double all = experiments.stream().mapToDouble(this::images).sum();
    if (images == 0) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "; all that is left takes about %.0f min",
        (all - images) * seconds / images / 60);
  }

  private double images(Experiment experiment) {
    Map<String, Object> settings = experiment.recipe(size).settings();
    return ((Number) settings.get(EPOCHS)).doubleValue()
        * ((Number) settings.get("training-images")).doubleValue();
  }

  private static double seconds(RunRecord run) {
    double training =
        run.epochs().stream()
            .mapToDouble((EpochFigures e) -> e.trainSeconds() + e.validationSeconds())
            .sum();
    return training + run.gaps().stream().mapToDouble(EpochGap::seconds).sum();
  }
}
