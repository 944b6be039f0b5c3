package dev.limpid.insight.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.proof.Proof.Verdict;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.RunRecord.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Records with these validation losses, of 10 classes, whose training loss is 1 in every epoch. */
class ProofTest {
  @Test
  void thePairedDifferenceHasStudentsInterval() {
    Proof proof =
        proof(
            List.of(run(1, 1.30, 1.20), run(2, 2.00, 2.20), run(3, 1.70, 1.60)),
            List.of(run(1, 1.10, 1.15), run(2, 1.90, 1.85), run(3, 1.30, 1.60)));
    Proof.Difference best = of(proof, Measure.BEST_VALIDATION_LOSS);
    // Differences -0.10, -0.15, -0.30; mean -0.18333, deviation 0.10408, t(2) = 4.30265
    assertEquals(-0.183333, best.change().value(), 1e-6);
    assertEquals(4.30265 * 0.104083 / Math.sqrt(3), best.change().halfWidth(), 1e-4);
    assertEquals(1.60, best.before(), 1e-9);
    assertEquals(Verdict.UNDECIDED, best.verdict());
  }

  @Test
  void aChangeThatIsBetterWithEverySeedHelped() {
    Proof proof =
        proof(
            List.of(run(1, 5, 4), run(2, 5, 4.1), run(3, 5, 4.05)),
            List.of(run(1, 1.5, 1), run(2, 1.4, 1), run(3, 1.5, 1)));
    assertEquals(Verdict.HELPED, proof.verdict());
    assertEquals(-1, of(proof, Measure.EPOCHS_UNTIL_SYNC).change().value());
    assertEquals(3, of(proof, Measure.EPOCHS_UNTIL_SYNC).before(), "one more than there are");
    assertEquals(List.of(1L, 2L, 3L), proof.seeds());
  }

  @Test
  void aChangeThatIsWorseOrChangesNothingDidNotHelp() {
    List<RunRecord> before = List.of(run(1, 2, 2), run(2, 2, 2.1), run(3, 2, 2.05));
    Proof worse = proof(before, List.of(run(1, 4, 4), run(2, 4, 4.1), run(3, 4, 4.05)));
    assertEquals(Verdict.DID_NOT_HELP, worse.verdict());
    assertEquals(Verdict.DID_NOT_HELP, proof(before, before).verdict());
  }

  @Test
  void oneSeedDecidesNothing() {
    Proof proof = proof(List.of(run(1, 9, 9)), List.of(run(1, 1, 1)));
    assertEquals(Verdict.UNDECIDED, proof.verdict());
    assertTrue(Double.isNaN(of(proof, Measure.FINAL_ACCURACY).change().halfWidth()));
  }

  @Test
  void lossAndAccuracyThatDisagreeAreMixed() {
    Proof proof =
        proof(
            List.of(run(1, 3, 2), run(2, 3, 2.01), run(3, 3, 2.02)),
            List.of(run(1, 1.5, 5), run(2, 1.5, 5.01), run(3, 1.5, 5.02)));
    assertEquals(Verdict.MIXED, proof.verdict());
  }

  @Test
  void agreementBeforeAnythingIsLearntDoesNotCount() {
    RunRecord run = record(1, State.FINISHED, List.of(2.3, 1.0), List.of(2.3, 4.0), Map.of());
    assertEquals(3, Measure.EPOCHS_UNTIL_SYNC.of(run));
  }

  @Test
  void aTrainingThatDivergedCountsAsGuessing() {
    RunRecord run = record(1, State.FAILED, List.of(), List.of(), Map.of());
    assertEquals(Math.log(10), Measure.BEST_VALIDATION_LOSS.of(run), 1e-12);
    assertEquals(0.1, Measure.FINAL_ACCURACY.of(run), 1e-12);
  }

  @Test
  void aTrainingThatStopsEarlyKeepsItsBestEpoch() {
    List<Double> ones = List.of(1.0, 1.0);
    List<Double> losses = List.of(2.0, 3.0);
    assertEquals(
        1 / 2.0,
        Measure.FINAL_ACCURACY.of(
            record(1, State.FINISHED, ones, losses, Map.of("early-stopping", 3))));
    assertEquals(
        1 / 3.0, Measure.FINAL_ACCURACY.of(record(1, State.FINISHED, ones, losses, Map.of())));
  }

  @Test
  void itIsSaidWhetherTheFindingIsGone() {
    List<RunRecord> before = List.of(run(1, 5, 5), run(2, 5, 5));
    Proof proof =
        Proof.of(
            "high-loss",
            before,
            List.of(run(1, 1, 1), run(2, 5, 5)),
            run ->
                run.lastEpoch().validationLoss() > 2
                    ? List.of(Finding.of("high-loss", Severity.PROBLEM, "", ""))
                    : List.of());
    assertEquals(2, proof.foundBefore());
    assertEquals(1, proof.foundAfter());
  }

  @Test
  void runsOfOtherSeedsAreNotCompared() {
    assertThrows(
        IllegalArgumentException.class, () -> proof(List.of(run(1, 1)), List.of(run(2, 1))));
    assertThrows(IllegalArgumentException.class, () -> proof(List.of(), List.of()));
  }

  private static Proof proof(List<RunRecord> before, List<RunRecord> after) {
    return Proof.of("x", before, after, run -> List.of());
  }

  private static Proof.Difference of(Proof proof, Measure measure) {
    return proof.differences().get(measure.ordinal());
  }

  private static RunRecord run(long seed, double... validation) {
    List<Double> training = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    for (double loss : validation) {
      training.add(1.0);
      losses.add(loss);
    }
    return record(seed, State.FINISHED, training, losses, Map.of());
  }

  /** Accuracy is one over the loss. */
  private static RunRecord record(
      long seed,
      State state,
      List<Double> training,
      List<Double> validation,
      Map<String, Object> settings) {
    List<EpochFigures> epochs = new ArrayList<>();
    for (int i = 0; i < training.size(); i++) {
      double loss = validation.get(i);
      epochs.add(
          new EpochFigures(
              i + 1, training.get(i), Double.NaN, Double.NaN, loss, 1 / loss, Double.NaN, 1, 1, 1));
    }
    List<String> classes = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    RunCopy run =
        RunCopy.of(
                new RunRecord.PlanFigures(2, 8, 1, true, seed),
                new RunRecord.Data(List.of(1), classes, new int[10], new int[10]))
            .settings(settings)
            .epochs(epochs);
    return (state == State.FAILED ? run.failed("the loss is NaN") : run.state(state)).record();
  }
}
