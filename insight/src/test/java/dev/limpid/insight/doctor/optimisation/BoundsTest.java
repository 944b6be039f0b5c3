package dev.limpid.insight.doctor.optimisation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.trial.Trial;
import java.util.Optional;
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

  /** A schedule may have taken the rate away before the second half; a trial tells. */
  @ParameterizedTest
  @CsvSource({"1.9, 1.6, true", "1.9, 1.75, false"})
  void aLossThatRestsHasStepsThatAreTooShortWhereLongerOnesLowerItThreeTimesAsMuch(
      double asItIs, double changed, boolean expected) {
    StepRuns run = StepRuns.of(3, 2.02, 2, 2).steps(-0.985, 0.5);
    assertFalse(finds(new LearningRateTooLow(), run));
    run.tried(Trial.HIGHER_RATE, asItIs, changed);
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

  /** Up by half of what guessing loses is 1.7; a loss that began there was not thrown. */
  @ParameterizedTest
  @CsvSource({
    "3.4, 5.2, 3.4, true",
    "3.4, 5.0, 3.4, false",
    "3.4, 5.2, 3.1, false",
    "5.2, 3.4, 3.4, false"
  })
  void aTrainingThatIsThrownUpAndLearnsNothingHasStepsThatAreTooLong(
      double first, double second, double last, boolean expected) {
    assertEquals(expected, finds(new LearningRateTooHigh(), StepRuns.of(first, second, last)));
  }

  /** A quarter of what guessing loses is 0.85. */
  @ParameterizedTest
  @CsvSource({"0.9, true", "0.8, false"})
  void unitsThatStepsKilledAreToldWhereMuchIsLeft(double last, boolean expected) {
    StepRuns run = StepRuns.of(3, 1.5, last).layer(1, 1, 0.95).layer(1, 1, 0);
    assertEquals(expected, finds(new LearningRateTooHigh(), run));
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
        "Sgd(Constant[rate=0.001], weight decay 0.24); false",
        "Sgd(Constant[rate=0.001], weight decay 0.26); true",
        "Sgd(Constant[rate=0.001], momentum 0.9, weight decay 0.024); false",
        "Sgd(Constant[rate=0.001], momentum 0.9, weight decay 0.026); true",
        "Adam(Constant[rate=0.001], beta1 0.9, weight decay 0.01); true",
        "Adam(Constant[rate=0.001], beta1 0.9); false",
        "; true"
      })
  void aDecayThatTakesLittleOfTheWeightsAwayIsNotTooStrong(String optimizer, boolean expected) {
    StepRuns run = StepRuns.of(3, 2.5, 2.4, 2.4).layer(1, 0.4, 0).optimizer(optimizer);
    assertEquals(expected, finds(new WeightDecayTooStrong(), run));
  }

  /** Four fifths as large as they began, and a tenth of 3.40 left. */
  @ParameterizedTest
  @CsvSource({"0.78, 2.4, true", "0.82, 2.4, false", "0.78, 0.36, true", "0.78, 0.32, false"})
  void weightsThatAreNearlyAsLargeAsTheyBeganAreNotHeldDown(
      double size, double last, boolean expected) {
    StepRuns run = StepRuns.of(3, 2.5, 2.4, last).layer(1, size, 0);
    assertEquals(expected, finds(new WeightDecayTooStrong(), run));
  }

  /** A normalisation makes up for the size of the weights before it. */
  @ParameterizedTest
  @CsvSource({"0.5, 1, false", "1, 0.5, true"})
  void weightsBeforeANormalisationMayBecomeSmall(double normalised, double free, boolean expected) {
    StepRuns run = StepRuns.of(3, 2.5, 2.4, 2.4).layer(1, normalised, 0).layer(1, normalised, 0);
    assertEquals(expected, finds(new WeightDecayTooStrong(), run.lastLayer(free)));
  }

  /** A quarter of 3.40 is 0.85; a schedule took the rate away before the last epoch did a tenth. */
  @ParameterizedTest
  @CsvSource({
    "0, 2, 1.1, 1.02, WARNING",
    "0.0002, 2, 1.1, 1.02, ", // it was the training that did no more
    "0, 2, 0.9, 0.83, ", // little is left
    "0, 1.4, 1.1, 1.02, NOTE" // and it had not fallen by a fifth from each to the next
  })
  void aScheduleThatEndsAfterThreeEpochsHidesThatTheyWereTooFew(
      double rate, double first, double second, double third, Severity expected) {
    StepRuns run = StepRuns.of(first, second, third).rates(0.001, 0.0005, rate);
    assertEquals(
        Optional.ofNullable(expected),
        new StoppedEarly().examine(run.run()).map(Finding::severity));
  }
}
