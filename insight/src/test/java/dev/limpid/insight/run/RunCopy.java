package dev.limpid.insight.run;

import dev.limpid.insight.check.DataChecks;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.check.LabelChecks;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.StartHealth;
import dev.limpid.insight.run.RunRecord.State;
import dev.limpid.insight.trial.TrialOutcome;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A record of a run, part by part; what is not given is as in one that has trained nothing yet. */
public final class RunCopy {
  private State state = State.RUNNING;
  private String problem;
  private RunRecord.PlanFigures plan;
  private Map<String, Object> settings = Map.of();
  private final RunRecord.Machine machine;
  private RunRecord.Data data;
  private List<RunRecord.LayerFigures> layers = List.of();
  private List<EpochFigures> epochs = List.of();
  private List<EpochGap> gaps = List.of();
  private List<EpochHealth> health = List.of();
  private LastValidation validation;
  private int stepLossEvery;
  private double[] stepLosses = {};
  private StartHealth start;
  private DataChecks checks;
  private List<EpochChecks> epochChecks = List.of();
  private List<TrialOutcome> trials;

  private RunCopy(RunRecord.PlanFigures plan, RunRecord.Machine machine, RunRecord.Data data) {
    this.plan = plan;
    this.machine = machine;
    this.data = data;
  }

  private RunCopy(RunRecord run) {
    this(run.plan(), run.machine(), run.data());
    state = run.state();
    problem = run.problem();
    settings = run.settings();
    layers = run.layers();
    epochs = run.epochs();
    gaps = run.gaps();
    health = run.health();
    validation = run.validation();
    stepLossEvery = run.stepLossEvery();
    stepLosses = run.stepLosses();
    start = run.start();
    checks = run.checks();
    epochChecks = run.epochChecks();
    trials = run.trials();
  }

  /** Begins with all that a record says. */
  public static RunCopy of(RunRecord run) {
    return new RunCopy(run);
  }

  /** Begins with a run on an unnamed machine that has trained nothing yet. */
  public static RunCopy of(RunRecord.PlanFigures plan, RunRecord.Data data) {
    return of(plan, new RunRecord.Machine("", "", "", "", 1, 1, 1, "", ""), data);
  }

  /** Begins with a run that has trained nothing yet. */
  public static RunCopy of(
      RunRecord.PlanFigures plan, RunRecord.Machine machine, RunRecord.Data data) {
    return new RunCopy(plan, machine, data);
  }

  /** Another state. */
  public RunCopy state(State other) {
    state = other;
    return this;
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

  /** So many steps an epoch. */
  public RunCopy stepsPerEpoch(int steps) {
    plan =
        new RunRecord.PlanFigures(
            plan.epochs(), plan.batchSize(), steps, plan.shuffled(), plan.seed());
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

  /** Other counts of the validation images of each class. */
  public RunCopy validationImages(int... counts) {
    data = new RunRecord.Data(data.shape(), data.classes(), data.training(), counts);
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

  /** Losses of the steps 0, {@code every}, 2 {@code every} ... over all epochs. */
  public RunCopy stepLosses(int every, double... losses) {
    stepLossEvery = every;
    stepLosses = losses;
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

  /** Other figures of the images; null for none. */
  public RunCopy checks(DataChecks others) {
    checks = others;
    return this;
  }

  /** Other figures of labels, with weights and augmentation of none. */
  public RunCopy labels(LabelChecks others) {
    return checks(
        new DataChecks(
            checks.outputs(),
            checks.training(),
            checks.validation(),
            checks.split(),
            others,
            null,
            null,
            1));
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
        machine,
        data,
        layers,
        epochs,
        gaps,
        health,
        validation,
        stepLossEvery,
        stepLosses,
        start,
        checks,
        epochChecks,
        trials);
  }
}
