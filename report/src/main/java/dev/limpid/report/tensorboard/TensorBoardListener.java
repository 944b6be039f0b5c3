package dev.limpid.report.tensorboard;

import dev.limpid.core.Parameter;
import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.LayerDrift;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.LayerHealth;
import dev.limpid.train.Epoch;
import dev.limpid.train.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a training for TensorBoard, after every epoch, so that it can be watched.
 *
 * <pre>{@code
 * try (TensorBoardListener board = TensorBoardListener.open(Path.of("runs/first"))) {
 *   trainer
 *       .listen(board)
 *       .listen(new Observation().onGap(board::gap).onHealth(board::health))
 *       .fit(training, validation, 20);
 * }
 * }</pre>
 *
 * <p>Folders, tags and their meaning are those of Keras's callback where it has them, so that runs
 * of both lie in the same charts: {@code epoch_loss}, {@code epoch_accuracy} and {@code
 * epoch_top_k_accuracy} in the sub-folders {@code train} (running, in training mode) and {@code
 * validation}, and {@code epoch_learning_rate} in {@code train}. In the folder itself are the
 * histograms {@code weights/...} of all parameters, {@code gap_loss/...}, {@code gap_accuracy/...},
 * {@code drift/...} and {@code health/...}, and the text {@code settings}. The step is the epoch,
 * from 1; Keras counts from 0.
 *
 * <p>What can't be written ends the training with an {@link UncheckedIOException} that names the
 * file.
 */
public final class TensorBoardListener implements TrainingListener, AutoCloseable {
  private static final String LOSS = "epoch_loss";
  private static final String ACCURACY = "epoch_accuracy";
  private static final String TOP_K_ACCURACY = "epoch_top_k_accuracy";

  private final EventWriter run;
  private final EventWriter training;
  private final EventWriter validation;
  private List<Parameter> parameters = List.of();

  private TensorBoardListener(EventWriter run, EventWriter training, EventWriter validation) {
    this.run = run;
    this.training = training;
    this.validation = validation;
  }

  /**
   * Opens event files in a folder and its sub-folders, which are made if need be.
   *
   * @throws IOException if they can't be made
   */
  public static TensorBoardListener open(Path folder) throws IOException {
    return open(folder, Clock.systemUTC());
  }

  /**
   * Opens event files in a folder and its sub-folders, which are made if need be.
   *
   * @param clock what the wall time of the events is read from
   * @throws IOException if they can't be made
   */
  public static TensorBoardListener open(Path folder, Clock clock) throws IOException {
    List<EventWriter> opened = new ArrayList<>();
    try {
      for (Path each : folders(folder)) {
        opened.add(EventWriter.open(each, clock));
      }
    } catch (IOException problem) {
      for (EventWriter each : opened) {
        try {
          each.close();
        } catch (UncheckedIOException another) {
          problem.addSuppressed(another);
        }
      }
      throw problem;
    }
    return new TensorBoardListener(opened.get(0), opened.get(1), opened.get(2));
  }

  /** The folders that hold the events of a run: the folder itself, and the two curves. */
  public static List<Path> folders(Path folder) {
    return List.of(folder, folder.resolve("train"), folder.resolve("validation"));
  }

  /** The events of the folder itself, for scalars of your own; they are shown after each epoch. */
  public EventWriter events() {
    return run;
  }

  /** Writes the settings of the run as a table. */
  public void settings(Map<String, ?> settings) {
    StringBuilder table = new StringBuilder("| setting | value |\n| --- | --- |\n");
    settings.forEach(
        (name, value) ->
            table
                .append("| ")
                .append(name)
                .append(" | ")
                .append(String.valueOf(value).replace("|", "\\|"))
                .append(" |\n"));
    run.text("settings", 0, table.toString());
    run.flush();
  }

  @Override
  public void onStart(Plan plan) {
    parameters = plan.network().parameters();
  }

  @Override
  public void onEpoch(Epoch epoch) {
    int step = epoch.number();
    String running = "Mean over the images of the epoch, in training mode, while weights changed.";
    training.scalar(LOSS, step, epoch.loss(), running);
    training.scalar(ACCURACY, step, epoch.accuracy(), running);
    training.scalar(TOP_K_ACCURACY, step, epoch.topKAccuracy(), running);
    training.scalar("epoch_learning_rate", step, epoch.learningRate(), "Of the last step.");
    if (epoch.validation() != null) {
      String inference = "Validation set, in inference mode, at the end of the epoch.";
      validation.scalar(LOSS, step, epoch.validation().loss(), inference);
      validation.scalar(ACCURACY, step, epoch.validation().accuracy(), inference);
      validation.scalar(TOP_K_ACCURACY, step, epoch.validation().topKAccuracy(), inference);
    }
    for (Parameter parameter : parameters) {
      run.histogram("weights/" + parameter.name(), step, parameter.value().data());
    }
    flush();
  }

  /** Writes what the gap of an epoch is made of, and the drift of each BatchNorm layer. */
  public void gap(EpochGap gap) {
    decomposition("gap_loss", gap.epoch(), gap.loss());
    decomposition("gap_accuracy", gap.epoch(), gap.accuracy());
    for (LayerDrift drift : gap.drift()) {
      quantiles("mean_shift", gap.epoch(), drift.layer(), drift.meanShift());
      quantiles("log_deviation_ratio", gap.epoch(), drift.layer(), drift.logDeviationRatio());
      quantiles("divergence", gap.epoch(), drift.layer(), drift.divergence());
    }
    run.flush();
  }

  private void decomposition(String group, int step, Decomposition gap) {
    run.scalar(group + "/gap", step, gap.gap(), "Validation less running training figure.");
    gap.terms()
        .forEach(
            c -> {
              String tag = group + "/" + c.term().column();
              run.scalar(tag, step, c.estimate().value(), c.term().meaning());
              figure(tag + "_half_width", step, c.estimate().halfWidth());
            });
  }

  private void quantiles(String what, int step, String layer, LayerDrift.Quantiles quantiles) {
    String tag = "drift/" + layer + "/" + what;
    figure(tag + "_median", step, quantiles.median());
    figure(tag + "_ninetieth", step, quantiles.ninetieth());
    figure(tag + "_worst", step, quantiles.worst());
  }

  /** Writes the signals of training health. */
  public void health(EpochHealth health) {
    figure("health/gradient_norm", health.epoch(), health.gradientNorm());
    figure("health/saturated_share", health.epoch(), health.saturatedShare());
    figure("health/noise_scale", health.epoch(), health.noiseScale());
    for (LayerHealth layer : health.layers()) {
      String tag = "health/" + layer.layer() + "/";
      figure(tag + "weight_norm", health.epoch(), layer.weightNorm());
      figure(tag + "gradient_norm", health.epoch(), layer.gradientNorm());
      figure(tag + "update_ratio", health.epoch(), layer.updateRatio());
      figure(tag + "activation_mean", health.epoch(), layer.activationMean());
      figure(tag + "activation_deviation", health.epoch(), layer.activationDeviation());
      figure(tag + "dead_share", health.epoch(), layer.deadShare());
    }
    run.flush();
  }

  /** A figure; NaN says that there is none. */
  private void figure(String tag, int step, double value) {
    if (!Double.isNaN(value)) {
      run.scalar(tag, step, value);
    }
  }

  private void flush() {
    training.flush();
    validation.flush();
    run.flush();
  }

  @Override
  public void close() {
    try (run;
        validation) {
      training.close();
    }
  }
}
