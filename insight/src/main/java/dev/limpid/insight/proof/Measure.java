package dev.limpid.insight.proof;

import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import java.util.Comparator;
import java.util.Optional;

/**
 * A number by which trainings are compared. A training whose loss became NaN has learnt nothing: it
 * counts as a network that guesses, from then on.
 */
public enum Measure {
  /**
   * The first epoch whose validation loss is at most 1.1 times the running training loss. An epoch
   * counts once the training loss is below half of what guessing costs, {@code ln(classes) / 2}:
   * before anything is learnt, both losses are that of guessing and agree for nothing. One more
   * than the epochs of the plan if there is none.
   */
  EPOCHS_UNTIL_SYNC("epochs until validation loss is within 10 % of the training loss", true) {
    @Override
    public double of(RunRecord run) {
      double learnt = guessing(run) / 2;
      return run.epochs().stream()
          .filter(e -> e.validationLoss() <= SYNC * e.loss() && e.loss() < learnt)
          .mapToDouble(EpochFigures::epoch)
          .findFirst()
          .orElse(run.plan().epochs() + 1.0);
    }
  },
  /** The lowest validation loss of all epochs. */
  BEST_VALIDATION_LOSS("best validation loss", true) {
    @Override
    public double of(RunRecord run) {
      return best(run).map(EpochFigures::validationLoss).orElse(guessing(run));
    }
  },
  /**
   * The validation accuracy of the network that is kept: after the last epoch, or after the best
   * one where the training stops early.
   */
  FINAL_ACCURACY("final validation accuracy", false) {
    @Override
    public double of(RunRecord run) {
      if (run.state() == RunRecord.State.FAILED || run.epochs().isEmpty()) {
        return 1.0 / run.data().classes().size();
      }
      boolean goesBack = run.settings().containsKey("early-stopping");
      return goesBack
          ? best(run).orElseThrow().validationAccuracy()
          : run.lastEpoch().validationAccuracy();
    }
  };

  private static final double SYNC = 1.1;

  private final String label;
  private final boolean lowerIsBetter;

  Measure(String label, boolean lowerIsBetter) {
    this.label = label;
    this.lowerIsBetter = lowerIsBetter;
  }

  /** The number of one run, which was validated. */
  public abstract double of(RunRecord run);

  /** What it is, in words. */
  public String label() {
    return label;
  }

  /** Whether a lower number is the better one. */
  public boolean lowerIsBetter() {
    return lowerIsBetter;
  }

  private static Optional<EpochFigures> best(RunRecord run) {
    return run.epochs().stream()
        .filter(EpochFigures::validated)
        .min(Comparator.comparingDouble(EpochFigures::validationLoss));
  }

  private static double guessing(RunRecord run) {
    return Math.log(run.data().classes().size());
  }
}
