package dev.limpid.insight.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The values that a gap is told in. */
class EpochGapTest {
  /** The 97.5 % quantile of Student's t with 4 degrees of freedom, from a table. */
  private static final double T4 = 2.776445;

  @Test
  void anIntervalReachesFromLowToHigh() {
    Estimate estimate = new Estimate(10, 0.5, 4);
    assertEquals(T4 / 2, estimate.halfWidth(), 1e-6);
    assertEquals(10 - T4 / 2, estimate.low(), 1e-6);
    assertEquals(10 + T4 / 2, estimate.high(), 1e-6);
    assertTrue(estimate.covers(10));
    assertTrue(estimate.covers(8.62));
    assertTrue(estimate.covers(11.38));
    assertFalse(estimate.covers(8.61));
    assertFalse(estimate.covers(11.39));
    assertEquals("10.00 (+-1.4)", estimate.toString());
  }

  @Test
  void aNumberThatIsKnownCoversItselfAlone() {
    Estimate known = Estimate.exact(-3);
    assertEquals(0, known.halfWidth());
    assertTrue(known.covers(-3));
    assertFalse(known.covers(-3.0001));
    assertFalse(known.covers(-2.9999));
  }

  @Test
  void withoutDegreesOfFreedomNothingCanBeSaid() {
    for (double degrees : new double[] {0, -1, Double.NaN}) {
      Estimate estimate = new Estimate(1, 0.5, degrees);
      assertTrue(Double.isNaN(estimate.halfWidth()), degrees + " degrees");
      assertFalse(estimate.covers(1));
    }
    assertTrue(Double.isNaN(new Estimate(1, Double.NaN, 4).halfWidth()));
  }

  private static Decomposition decomposition(double running, double validation, double... values) {
    List<Contribution> terms = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      terms.add(new Contribution(Term.values()[i], Estimate.exact(values[i])));
    }
    return new Decomposition(running, validation, terms);
  }

  @Test
  void aDecompositionHasItsGapItsSumAndItsTerms() {
    Decomposition gap = decomposition(0.5, 2, 0.25, 1);
    assertEquals(1.5, gap.gap());
    assertEquals(1.25, gap.sum());
    assertEquals(Optional.of(Estimate.exact(1)), gap.of(Term.AUGMENTATION));
    assertEquals(Optional.empty(), gap.of(Term.LAG));
  }

  private static EpochGap gap(Decomposition loss, Estimate population, double moving) {
    Estimate known = Estimate.exact(1);
    Levels levels = new Levels(known, known, known, known, population, Estimate.exact(moving));
    return new EpochGap(1, loss, loss, levels, levels, null, known, null, List.of(), 2, 2, 1);
  }

  @Test
  void theLineShowsTheErrorsOfTermsThatHaveOne() {
    Decomposition loss =
        new Decomposition(
            0.5,
            8.8251,
            List.of(
                new Contribution(Term.AVERAGING, new Estimate(-0.271, 0.02 / T4, 4)),
                new Contribution(Term.DROPOUT, Estimate.exact(0)),
                new Contribution(Term.BATCH_DEPENDENCE, new Estimate(0.0316, 0.1 / T4, 4)),
                new Contribution(Term.GENERALISATION, Estimate.exact(-0.1)),
                new Contribution(Term.LAG, new Estimate(100, 250 / T4, 4))));
    assertEquals(
        "gap 8.33 = averaging -0.27 (+-0.020) + dropout 0.00 + batch dependence 0.032 (+-0.10)"
            + " + generalisation -0.10 + BatchNorm lag 100 (+-250)",
        gap(loss, null, 1).line());
  }

  @Test
  void withoutLagTheValidationIsThatOfThePopulation() {
    Decomposition loss = decomposition(0.5, 2);
    assertEquals(3, gap(loss, null, 3).lossLevels().validationWithoutLag().value());
    assertEquals(2, gap(loss, Estimate.exact(2), 3).lossLevels().validationWithoutLag().value());
  }

  @Test
  void theWorseLossIsTheLargerOfTrainingAndValidationWithoutLag() {
    assertEquals(0.7, gap(decomposition(0.5, 9), Estimate.exact(0.7), 9).worseLoss());
    assertEquals(0.5, gap(decomposition(0.5, 9), Estimate.exact(0.2), 9).worseLoss());
  }

  @Test
  void theLowestIsTheFirstWhoseValidationWithoutLagIsLowest() {
    Decomposition loss = decomposition(0.5, 2);
    List<EpochGap> gaps =
        List.of(
            gap(loss, Estimate.exact(3), 0),
            gap(loss, Estimate.exact(1), 9),
            gap(loss, Estimate.exact(1), 0),
            gap(loss, Estimate.exact(2), 5));
    assertSame(gaps.get(1), EpochGap.lowest(gaps));
    assertThrows(NoSuchElementException.class, () -> EpochGap.lowest(List.of()));
  }

  @Test
  void aColumnIsNamedByItsTerm() {
    assertEquals("batch_dependence", Term.BATCH_DEPENDENCE.column());
    assertEquals("BatchNorm lag", Term.LAG.label());
    for (Term term : Term.values()) {
      assertTrue(term.meaning().length() > 10, term.label());
    }
  }
}
