package dev.limpid.insight.doctor.optimisation;

import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.LayerHealth;
import dev.limpid.insight.health.LayerStart;
import dev.limpid.insight.health.StartHealth;
import dev.limpid.insight.health.StepProbe;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import dev.limpid.insight.trial.Trial;
import dev.limpid.insight.trial.TrialOutcome;
import dev.limpid.insight.trial.TriedLosses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Runs whose losses, steps and layers are made up: 50 steps an epoch, a learning rate of 0.001, and
 * 30 classes, so that guessing loses 3.40.
 */
final class StepRuns {
  private final double[] training;
  private double[] validation;
  private final List<StepProbe> steps = new ArrayList<>();
  private final List<LayerStart> first = new ArrayList<>();
  private final List<LayerHealth> last = new ArrayList<>();
  private final List<RunRecord.LayerFigures> layers =
      new ArrayList<>(SampleRuns.typical(1).layers());
  private double[] rates;
  private List<TrialOutcome> trials;
  private String optimizer;

  private StepRuns(double[] training) {
    this.training = training;
    this.validation = training;
    this.rates = new double[training.length];
    Arrays.fill(rates, 0.001);
  }

  /** With these losses of each epoch, in training as in validation. */
  static StepRuns of(double... losses) {
    return new StepRuns(losses);
  }

  /** With other losses in validation. */
  StepRuns validation(double... losses) {
    validation = losses;
    return this;
  }

  /** With these learning rates at the end of each epoch. */
  StepRuns rates(double... newRates) {
    rates = newRates;
    return this;
  }

  /** What the optimizer says of itself. */
  StepRuns optimizer(String words) {
    optimizer = words;
    return this;
  }

  /** Steps that go so far, by {@link StepProbe#alpha}; a tenth of each way is steepest descent. */
  StepRuns steps(double alpha, double persistence) {
    steps.add(new StepProbe(1, 7, 0.001, 3, 2.9, -0.1, 0.1 * alpha, 1, 1, persistence));
    return this;
  }

  /**
   * One more layer.
   *
   * @param gradient its norm in the first step
   * @param size of the weights in the end, over the first ones
   * @param dead share of its units that are dead in the end
   */
  StepRuns layer(double gradient, double size, double dead) {
    return layer(layers.get(3 * first.size()), gradient, size, dead);
  }

  /** A dense layer behind all others, which no normalisation follows; see {@link #layer}. */
  StepRuns lastLayer(double size) {
    layers.add(new RunRecord.LayerFigures("dense", "Dense", Map.of(), List.of(30), 3000));
    return layer(layers.get(layers.size() - 1), 1, size, 0);
  }

  private StepRuns layer(RunRecord.LayerFigures layer, double gradient, double size, double dead) {
    double norm = 0.1 * Math.sqrt(layer.parameters());
    first.add(new LayerStart(layer.name(), layer.type(), 0.1, 0.1, 0.1, false, 0.4, gradient));
    last.add(
        new LayerHealth(
            layer.name(), layer.type(), size * norm, 1, 1e-3, 0, 1, dead, 0, 0.1, 0, Double.NaN));
    return this;
  }

  /**
   * Six steps with a change were tried, from a loss of 2.
   *
   * @param asItIs the loss after the training's own
   * @param changed the loss after those with the change
   */
  StepRuns tried(Trial trial, double asItIs, double changed) {
    Estimate difference = new Estimate(changed - asItIs, 0.01, 99);
    TriedLosses losses = new TriedLosses(2, asItIs, changed, difference);
    trials = List.of(new TrialOutcome(trial, 2, 2, 6, 100, losses, losses));
    return this;
  }

  RunRecord run() {
    List<EpochHealth> health =
        IntStream.rangeClosed(1, training.length)
            .mapToObj(
                epoch ->
                    new EpochHealth(
                        epoch, 1, 0, 60, 0.01, 0.5, 0, Double.NaN, last, steps, List.of()))
            .toList();
    StartHealth start =
        new StartHealth(
            optimizer,
            3.4,
            1,
            0,
            30,
            20,
            0.001,
            Double.NaN,
            new double[] {1, 1},
            first,
            steps,
            List.of(),
            List.of());
    return RunCopy.of(SampleRuns.typical(training.length))
        .losses(training, validation, rates)
        .layers(layers)
        .trials(trials)
        .health(health)
        .start(start)
        .epochChecks(List.of())
        .record();
  }
}
