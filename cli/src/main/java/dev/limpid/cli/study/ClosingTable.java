package dev.limpid.cli.study;

import dev.limpid.insight.gap.Term;
import dev.limpid.report.page.Numbers;
import java.util.List;

/** What each change did to validation following training, and why: one row an experiment. */
final class ClosingTable {
  static final List<String> HEADERS =
      List.of(
          "experiment",
          "lag over 10\u00a0% in",
          "largest lag",
          "lag's share of the gap",
          "in step in",
          "in step for good from",
          "kept out of step by",
          "best validation loss",
          "accuracy at the end",
          "overfits after epoch",
          "why");

  /** What the columns mean, in a sentence each. */
  static final List<String> MEANINGS =
      List.of(
          "The lag counts in an epoch where its 95\u00a0% interval is above zero and it is more than"
              + " 10\u00a0% of the larger of the printed training loss and the validation loss without"
              + " lag.",
          "Its share of the gap is its share of the sizes of all terms, over all epochs.",
          "An epoch is in step if validation loss is at most 10\u00a0% above the printed training loss;"
              + " what keeps the others out is the term that is largest in them.",
          "A run overfits after the epoch in which validation loss without lag is lowest, if in"
              + " the last quarter it stays higher by more than 10\u00a0% and the 95\u00a0% intervals.");

  private ClosingTable() {}

  /** The cells of a row, as many as there are headers. */
  static List<String> row(Experiment experiment, StudyOutcome outcome) {
    return List.of(
        experiment.title(),
        lag(outcome),
        Numbers.brief(outcome.largestLag()),
        Story.percent(outcome.share(Term.LAG)),
        outcome.inStep() + "\u00a0of\u00a0" + outcome.epochs(),
        epoch(outcome.inStepFrom()),
        outcome.keptOut() == null ? Numbers.NONE : outcome.keptOut().label(),
        Numbers.brief(outcome.best().validationLoss()) + " in epoch " + outcome.best().epoch(),
        Numbers.percent(outcome.last().validationAccuracy()),
        epoch(outcome.overfitsFrom()),
        experiment.mechanism());
  }

  private static String lag(StudyOutcome outcome) {
    String epochs = outcome.lagEpochs() + "\u00a0of\u00a0" + outcome.epochs();
    int until = outcome.lagUntil();
    return until == 0 || until == outcome.epochs() ? epochs : epochs + ", the last is " + until;
  }

  private static String epoch(int epoch) {
    return epoch == 0 ? "never" : "" + epoch;
  }
}
