package dev.limpid.cli.recipe;

import dev.limpid.cli.text.Wrapped;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.Observation;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.Network;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.optim.NonFiniteGradientException;
import dev.limpid.train.NonFiniteLossException;
import dev.limpid.train.ProgressDisplay;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Split;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** A recipe on its way to be run: on what it computes, and who watches. */
public final class Training {
  /** Listens to a training with listeners of its own. */
  @FunctionalInterface
  public interface Watcher {
    /**
     * Before the training starts.
     *
     * @param trainer to listen to
     * @param observation of the training
     */
    void connect(Trainer trainer, Observation observation);
  }

  private final Recipe recipe;
  private final Compute compute;
  private Watcher watcher = (trainer, observation) -> {};
  private boolean interactive;
  private boolean checkpoints;
  private int checkpointSteps;
  private boolean resumed;

  Training(Recipe recipe, Compute compute) {
    this.recipe = recipe;
    this.compute = compute;
  }

  /** Sets whether progress is drawn again in place, on a terminal; not by default. */
  public Training interactive(boolean newInteractive) {
    interactive = newInteractive;
    return this;
  }

  /**
   * Makes the run write a checkpoint after every epoch, and when it is stopped.
   *
   * @param steps also after so many steps; 0 for epochs alone
   */
  public Training checkpoints(int steps) {
    checkpoints = true;
    checkpointSteps = steps;
    return this;
  }

  /** Makes the run go on from the checkpoint in its folder. */
  public Training resumed() {
    resumed = true;
    return this;
  }

  /** Sets who else listens. */
  public Training watch(Watcher newWatcher) {
    watcher = newWatcher;
    return this;
  }

  /**
   * Trains.
   *
   * @param run where history, report and model go
   * @param out is told how it goes
   * @return the record; {@link RunRecord.State#FAILED} if the loss, or a gradient that is to be
   *     clipped by its norm, became NaN or infinite; {@link RunRecord.State#RUNNING} if it was
   *     stopped
   */
  public RunRecord run(RunWriter run, PrintWriter out) {
    DataOptions.Images images = recipe.images(compute.parallel(), out);
    Split split = recipe.split(images);
    if (resumed) {
      requireSame(RunFolder.record(run.folder().path()).data(), split);
    }
    int classes = split.training().classNames().size();
    Network network = recipe.network(split.training()).build(recipe.loop().seed(), compute);
    out.printf(
        Locale.ROOT,
        "%,d training images, %,d validation images, %d classes; %,d parameters; %s%n",
        split.training().size(),
        split.validation().size(),
        classes,
        network.parameterCount(),
        compute);
    Map<String, Object> settings = recipe.settings();
    Trainer trainer = recipe.trainer(network, split.training());
    RunRecorder recorder = new RunRecorder(run, trainer, split.training().classNames(), settings);
    trainer
        .listen(ProgressDisplay.on(out, interactive))
        .listen(checkpoints ? recorder.checkpoints(checkpointSteps) : recorder);
    Observation observation = new Observation(recorded(settings, images)).onRecord(run::write);
    if (resumed) {
      resume(trainer, observation, run.folder(), out);
    }
    if (recipe.loop().gapShare() > 0) {
      observation.gapShare(recipe.loop().gapShare());
      if (interactive) {
        observation.onGap(gap -> out.println(wrapped(gap.line())));
      } else {
        observation.printGaps(out);
      }
      out.println(
          Wrapped.text(
              "gap: ",
              "from the running training loss to the validation loss, one change after another in"
                  + " this order, with half of each 95 % interval"));
    } else {
      observation.withoutGap();
    }
    if (!recipe.loop().tries()) {
      observation.withoutTrials();
    }
    trainer.listen(observation).listen(recorder.ofSteps());
    out.println(
        "Watch it in a browser"
            + (run.holdsEarlier() ? ", from the first epoch on: " : ": ")
            + run.folder().report());
    out.println("Images and network are measured first; the first step follows.");
    out.flush();
    watcher.connect(trainer, observation);
    try {
      trainer.fit(split.training(), split.validation(), recipe.loop().epochs());
    } catch (NonFiniteLossException | NonFiniteGradientException e) {
      out.flush(); // the record tells it
    }
    RunRecord record = observation.record();
    if (record.state() == RunRecord.State.FINISHED) {
      run.deleteCheckpoint();
    }
    return record;
  }

  private static Map<String, Object> recorded(
      Map<String, Object> settings, DataOptions.Images images) {
    if (!images.hasValidation()) {
      return settings;
    }
    Map<String, Object> all = new LinkedHashMap<>(settings);
    all.put(RunRecord.VALIDATED_ON, "the part of the data that is meant for it");
    return all;
  }

  /** In the words of images, before those of the weights that would not fit. */
  private static void requireSame(RunRecord.Data before, Split now) {
    requireSame("shape of an image", before.shape(), dimensions(now.training()));
    requireSame("classes", before.classes(), now.training().classNames());
    requireSame(
        "number of training images", IntStream.of(before.training()).sum(), now.training().size());
    requireSame(
        "number of validation images",
        IntStream.of(before.validation()).sum(),
        now.validation().size());
  }

  private static void requireSame(String name, Object before, Object now) {
    if (!before.equals(now)) {
      throw new UserException(
          "cannot go on: the images are not those of the run: their "
              + name
              + (before instanceof List ? " were " : " was ")
              + ForeignText.brief(before)
              + (before instanceof List ? ", and are " : ", and is ")
              + ForeignText.brief(now));
    }
  }

  private static List<Integer> dimensions(Dataset data) {
    return IntStream.of(data.sampleShape().toArray()).boxed().toList();
  }

  private static void resume(
      Trainer trainer, Observation observation, RunFolder folder, PrintWriter out) {
    try {
      trainer.resume(folder.checkpoint());
    } catch (IOException e) {
      throw new UserException("cannot go on: " + e.getMessage(), e);
    }
    observation.goOnFrom(
        RunFolder.record(folder.path()), trainer.history().epochs().size(), trainer.stepsTaken());
    out.printf(
        Locale.ROOT,
        "Going on after %d epochs and %d steps in all%n",
        trainer.history().epochs().size(),
        trainer.stepsTaken());
  }

  /** {@code gap 0.3 = a term + another} in lines that break between terms. */
  private static String wrapped(String gap) {
    int terms = gap.indexOf('=') + 2;
    return Wrapped.parts(
        "  " + gap.substring(0, terms), List.of(gap.substring(terms).split(" (?=\\+ )")));
  }
}
