package dev.limpid.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Writes checkpoints of a training, from which {@link Trainer#resume} goes on: {@code
 * last.safetensors} after each epoch and when the training stops, and what else is asked for.
 *
 * <pre>{@code
 * trainer.listen(Checkpoints.into(folder, trainer).everySteps(500).best(Monitor.accuracy()));
 * }</pre>
 *
 * <p>A file is written beside, forced to disk and renamed: it is whole at any moment.
 */
public final class Checkpoints implements TrainingListener {
  private final Path folder;
  private final Trainer trainer;
  private int keptEpochs;
  private int steps;
  private Monitor monitor;
  private double best;

  private Checkpoints(Path folder, Trainer trainer) {
    this.folder = Objects.requireNonNull(folder, "folder");
    this.trainer = Objects.requireNonNull(trainer, "trainer");
  }

  /** Checkpoints of a trainer, in a folder, which is made if need be. */
  public static Checkpoints into(Path folder, Trainer trainer) {
    return new Checkpoints(folder, trainer);
  }

  /** Makes {@code last.safetensors} be written after every so many steps too. */
  public Checkpoints everySteps(int every) {
    steps = positive(every);
    return this;
  }

  /**
   * Makes every so many epochs keep a file of their own, such as {@code epoch-0010.safetensors}.
   */
  public Checkpoints keepEvery(int epochs) {
    keptEpochs = positive(epochs);
    return this;
  }

  /** Keeps the epoch with the best figure as {@code best.safetensors}. */
  public Checkpoints best(Monitor figure) {
    monitor = Objects.requireNonNull(figure, "figure");
    best = figure.worst();
    return this;
  }

  private static int positive(int every) {
    if (every < 1) {
      throw new IllegalArgumentException("it must be every 1 or more, but is " + every);
    }
    return every;
  }

  /** Those of a training that was resumed count too. */
  @Override
  public void onStart(Plan plan) {
    if (monitor != null) {
      trainer.requireFigure(monitor);
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (monitor != null) {
      trainer.history().epochs().forEach(this::isBest);
    }
  }

  @Override
  public void onStep(Step step) {
    if (steps > 0 && trainer.stepsTaken() % steps == 0) {
      save("last");
    }
  }

  @Override
  public void onEpoch(Epoch epoch) {
    save("last");
    if (keptEpochs > 0 && epoch.number() % keptEpochs == 0) {
      save(String.format(Locale.ROOT, "epoch-%04d", epoch.number()));
    }
    if (monitor != null && isBest(epoch)) {
      save("best");
    }
  }

  private boolean isBest(Epoch epoch) {
    if (epoch.validation() == null) {
      return false;
    }
    trainer.watched().take("the best checkpoint", monitor, epoch.validation(), epoch.number());
    double value = monitor.of(epoch.validation());
    boolean better = monitor.isBetter(value, best);
    best = better ? value : best;
    return better;
  }

  @Override
  public void onStop(History history) {
    save("last");
  }

  private void save(String name) {
    try {
      trainer.save(folder.resolve(name + ".safetensors"), Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
