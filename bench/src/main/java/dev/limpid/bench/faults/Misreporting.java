package dev.limpid.bench.faults;

import dev.limpid.train.Epoch;
import dev.limpid.train.History;
import dev.limpid.train.TrainingListener;

/** Tells another listener of the training, with the epochs' figures of a user's own code. */
final class Misreporting implements TrainingListener {
  private final Misreport misreport;
  private final TrainingListener listener;
  private Plan plan;

  Misreporting(Misreport misreport, TrainingListener listener) {
    this.misreport = misreport;
    this.listener = listener;
  }

  @Override
  public void onStart(Plan newPlan) {
    plan = newPlan;
    listener.onStart(newPlan);
  }

  @Override
  public void onBackward(Step step) {
    listener.onBackward(step);
  }

  @Override
  public void onStep(Step step) {
    listener.onStep(step);
  }

  @Override
  public void onEvaluation(int done, int total) {
    listener.onEvaluation(done, total);
  }

  @Override
  public void onEpoch(Epoch right) {
    Epoch reported = misreport.of(right, plan);
    listener.onEpoch(reported);
  }

  @Override
  public void onEnd(History history) {
    listener.onEnd(history);
  }

  @Override
  public void onFailure(Throwable problem) {
    listener.onFailure(problem);
  }
}
