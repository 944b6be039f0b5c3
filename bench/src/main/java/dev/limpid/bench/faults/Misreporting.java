package dev.limpid.bench.faults;

import dev.limpid.train.Epoch;
import dev.limpid.train.History;
import dev.limpid.train.TrainingListener;
import java.util.List;

/** Tells other listeners of the training, with the epochs' figures of a user's own code. */
final class Misreporting implements TrainingListener {
  private final Misreport misreport;
  private final List<TrainingListener> listeners;
  private Plan plan;

  Misreporting(Misreport misreport, List<TrainingListener> listeners) {
    this.misreport = misreport;
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void onStart(Plan newPlan) {
    plan = newPlan;
    listeners.forEach(listener -> listener.onStart(newPlan));
  }

  @Override
  public void onBackward(Step step) {
    listeners.forEach(listener -> listener.onBackward(step));
  }

  @Override
  public void onStep(Step step) {
    listeners.forEach(listener -> listener.onStep(step));
  }

  @Override
  public void onEvaluation(int done, int total) {
    listeners.forEach(listener -> listener.onEvaluation(done, total));
  }

  @Override
  public void onEpoch(Epoch right) {
    Epoch reported = misreport.of(right, plan);
    listeners.forEach(listener -> listener.onEpoch(reported));
  }

  @Override
  public void onEnd(History history) {
    listeners.forEach(listener -> listener.onEnd(history));
  }

  @Override
  public void onFailure(Throwable problem) {
    listeners.forEach(listener -> listener.onFailure(problem));
  }
}
