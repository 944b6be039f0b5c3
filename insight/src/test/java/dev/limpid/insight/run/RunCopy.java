package dev.limpid.insight.run;

import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.StartHealth;
import dev.limpid.insight.run.RunRecord.State;
import dev.limpid.insight.trial.TrialOutcome;
import java.util.List;
import java.util.Map;

/** A record of a run with some of it replaced. */
public final class RunCopy {
  private final RunRecord run;
  private State state;
  private String problem;
  private Map<String, Object> settings;
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
    settings = run.settings();
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

  /** Other settings. */
  public RunCopy settings(Map<String, Object> others) {
    settings = others;
    return this;
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
        run.plan(),
        settings,
        run.machine(),
        run.data(),
        run.layers(),
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
