package dev.limpid.insight.run;

import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.StartHealth;
import dev.limpid.insight.run.RunRecord.State;
import dev.limpid.insight.trial.TrialOutcome;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A record of a run with some of it replaced. */
public final class RunCopy {
  private final RunRecord run;
  private State state;
  private String problem;
  private RunRecord.PlanFigures plan;
  private Map<String, Object> settings;
  private RunRecord.Data data;
  private List<RunRecord.LayerFigures> layers;
  private List<EpochFigures> epochs;
  private List<EpochGap> gaps;
  private List<EpochHealth> health;
  private LastValidation validation;
  private StartHealth start;
  private List<EpochChecks> epochChecks;
  private List<TrialOutcome> trials;

  private RunCopy(RunRecord run) {
    this.run = run;
    state = run.state();
    problem = run.problem();
    plan = run.plan();
    settings = run.settings();
    data = run.data();
    layers = run.layers();
    epochs = run.epochs();
    gaps = run.gaps();
    health = run.health();
    validation = run.validation();
    start = run.start();
    epochChecks = run.epochChecks();
    trials = run.trials();
  }

  /** Begins with all that a record says. */
  public static RunCopy of(RunRecord run) {
    return new RunCopy(run);
  }

  /** Failed, because of this. */
  public RunCopy failed(String why) {
    state = State.FAILED;
    problem = why;
    return this;
  }

  /** Batches of another size, as many steps as before. */
  public RunCopy batchSize(int images) {
    plan =
        new RunRecord.PlanFigures(
            plan.epochs(), images, plan.stepsPerEpoch(), plan.shuffled(), plan.seed());
    return this;
  }

  /** Other settings. */
  public RunCopy settings(Map<String, Object> others) {
    settings = others;
    return this;
  }

  /** Other counts of the training images of each class. */
  public RunCopy trainingImages(int... counts) {
    data = new RunRecord.Data(data.shape(), data.classes(), counts, data.validation());
    return this;
  }

  /** Other layers. */
  public RunCopy layers(List<RunRecord.LayerFigures> others) {
    layers = others;
    return this;
  }

  /** Other losses of the epochs, one for each, as printed; no gap is taken apart. */
  public RunCopy losses(double[] training, double[] validation) {
    double[] rates = new double[training.length];
    Arrays.fill(rates, 0.001);
    return losses(training, validation, rates);
  }

  /** The same, with the learning rate at the end of each epoch. */
  public RunCopy losses(double[] training, double[] validation, double[] rates) {
    gaps = List.of();
    return epochs(
        IntStream.range(0, training.length)
            .mapToObj(
                i ->
                    new EpochFigures(
                        i + 1,
                        training[i],
                        Math.exp(-training[i]),
                        Double.NaN,
                        validation[i],
                        Math.exp(-validation[i]),
                        Double.NaN,
                        rates[i],
                        1,
                        1))
            .toList());
  }

  /** Other figures of the epochs. */
  public RunCopy epochs(List<EpochFigures> others) {
    epochs = others;
    return this;
  }

  /** Other gaps. */
  public RunCopy gaps(List<EpochGap> others) {
    gaps = others;
    return this;
  }

  /** Other signals of health. */
  public RunCopy health(List<EpochHealth> others) {
    health = others;
    return this;
  }

  /** Another last validation; null for none. */
  public RunCopy validation(LastValidation other) {
    validation = other;
    return this;
  }

  /** Another start; null for none. */
  public RunCopy start(StartHealth other) {
    start = other;
    return this;
  }

  /** Other figures that were computed anew. */
  public RunCopy epochChecks(List<EpochChecks> others) {
    epochChecks = others;
    return this;
  }

  /** Other trials; null for none. */
  public RunCopy trials(List<TrialOutcome> others) {
    trials = others;
    return this;
  }

  /** The record. */
  public RunRecord record() {
    return new RunRecord(
        state,
        problem,
        plan,
        settings,
        run.machine(),
        data,
        layers,
        epochs,
        gaps,
        health,
        validation,
        run.stepLossEvery(),
        run.stepLosses(),
        start,
        run.checks(),
        epochChecks,
        trials);
  }
}
