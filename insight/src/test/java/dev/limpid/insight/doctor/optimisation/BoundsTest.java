package dev.limpid.insight.doctor.optimisation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From where on a training speaks against its optimizer, on both sides of each bound. */
class BoundsTest {
  private static boolean finds(Cause cause, StepRuns run) {
    return cause.examine(run.run()).isPresent();
  }

  /** From each of the last epochs to the next validation loss falls by more than a fifth. */
  @ParameterizedTest
  @CsvSource({"0.85, WARNING", "0.95, NOTE"})
  void aTrainingThatHardlyGetsBetterNowWasStoppedInTime(double last, Severity expected) {
    StepRuns run = StepRuns.of(2, 1.4, 1, 0.8).validation(2, 1.4, 1, last);
    assertEquals(
        Optional.of(expected), new StoppedEarly().examine(run.run()).map(Finding::severity));
  }

  /** What is left beside the 3.40 of guessing: 0.12, 0.09 and 0.35. */
  @ParameterizedTest
  @CsvSource({
    "0.4, -0.995, true",
    "0.3, -0.995, false",
    "0.4, -0.985, false",
    "1.2, -0.985, true",
    "1.2, -0.945, false"
  })
  void stepsThatAreVeryShortAreTooShortWhereLittleIsLeft(
      double last, double alpha, boolean expected) {
    StepRuns run = StepRuns.of(3, 2, 1.5, last).steps(alpha, 0.5);
    assertEquals(expected, finds(new LearningRateTooLow(), run));
  }

  /** Back at guessing; a tenth below it is 3.06. */
  @ParameterizedTest
  @CsvSource({"3.0, 3.4, true", "3.1, 3.4, false", "3.0, 3.2, false"})
  void aTrainingThatUnlearnsWhatItKnewHasStepsThatAreTooLong(
      double lowest, double last, boolean expected) {
    assertEquals(expected, finds(new LearningRateTooHigh(), StepRuns.of(3.4, lowest, last)));
  }

  /** More than twice what guessing loses above it is 10.2. */
  @ParameterizedTest
  @CsvSource({"10.5, true", "10, false"})
  void anEpochThatEndsFarAboveGuessingHasStepsThatAreTooLong(double highest, boolean expected) {
    assertEquals(expected, finds(new LearningRateTooHigh(), StepRuns.of(2, highest, 0.5)));
  }

  /** A tenth of what guessing loses is 0.34, a quarter 0.85. */
  @ParameterizedTest
  @CsvSource({"0.2, 0.9, true", "0.2, 0.8, false", "0.4, 0.8, true"})
  void aScheduleThatMendsTrainingLossHidesNoStepsThatWereTooLong(
      double training, double validation, boolean expected) {
    StepRuns run = StepRuns.of(2, 11, training).validation(2, 11, validation);
    assertEquals(expected, finds(new LearningRateTooHigh(), run));
  }

  /** Units that were dead from the start let little of a gradient through. */
  @ParameterizedTest
  @CsvSource({"0.06, 0.95, true", "0.04, 0.95, false", "0.06, 0.85, false"})
  void unitsDiedByStepsOnlyWhereGradientsWereAlikeAtFirst(
      double gradient, double dead, boolean expected) {
    StepRuns run = StepRuns.of(3.4, 3.4, 3.4).layer(gradient, 1, dead).layer(1, 1, 0);
    assertEquals(expected, finds(new LearningRateTooHigh(), run));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Sgd(Constant[rate=0.001], momentum 0.95); false",
        "Sgd(Constant[rate=0.001], momentum 0.96); true",
        "Adam(Constant[rate=0.001], beta1 0.9, beta2 0.999); false",
        "Adam(Constant[rate=0.001], beta1 0.96, beta2 0.999); true",
        "Sgd(Constant[rate=0.001]); false",
        "; true"
      })
  void theUsualMomentumIsNotTooHighWhateverItsStepsLookLike(String optimizer, boolean expected) {
    StepRuns run = StepRuns.of(3, 2, 1).steps(0.5, 0.98).optimizer(optimizer);
    assertEquals(expected, finds(new MomentumTooHigh(), run));
  }

  /** Over 200 steps of 0.001 a decay of 0.25 takes a twentieth of the weights away. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "AdamW(Constant[rate=0.001], weight decay 0.24); false",
        "AdamW(Constant[rate=0.001], weight decay 0.26); true",
        "AdamW; true",
        "Sgd(Constant[rate=0.001], weight decay 0.24); true",
        "; true"
      })
  void aDecayThatTakesLittleOfTheWeightsAwayIsNotTooStrong(String optimizer, boolean expected) {
    StepRuns run = StepRuns.of(3, 2.5, 2.4, 2.4).layer(1, 0.4, 0).optimizer(optimizer);
    assertEquals(expected, finds(new WeightDecayTooStrong(), run));
  }

  @Test
  void weightsThatAreHalfAsLargeAreNotHeldDown() {
    for (double size : new double[] {0.48, 0.52}) {
      StepRuns run = StepRuns.of(3, 2.5, 2.4, 2.4).layer(1, size, 0);
      assertEquals(size < 0.5, finds(new WeightDecayTooStrong(), run), "of " + size);
    }
  }
}
