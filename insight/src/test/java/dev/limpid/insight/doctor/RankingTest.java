package dev.limpid.insight.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.SlopeCheck;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RankingTest {
  @Test
  void theWorseFirstThenWhatExplainsMore() {
    assertEquals(
        List.of("problem", "much", "unknown", "unknown too", "little", "note"),
        names(
            finding("note", Severity.NOTE, 0.9),
            finding("little", Severity.WARNING, 0.2),
            finding("unknown", Severity.WARNING, Double.NaN),
            finding("unknown too", Severity.WARNING, Double.NaN),
            finding("much", Severity.WARNING, 0.8),
            finding("problem", Severity.PROBLEM, 0.1)));
  }

  @Test
  void aConsequenceNeverStandsBeforeWhatBringsItAbout() {
    assertEquals(
        List.of("scale", "rate", "dead"),
        names(
            finding("dead", Severity.PROBLEM, Double.NaN),
            finding("rate", Severity.WARNING, Double.NaN).withConsequences("dead"),
            finding("scale", Severity.WARNING, 0.1).withConsequences("rate", "dead")));
  }

  @Test
  void aNoteBringsNothingAbout() {
    assertEquals(
        List.of("dead", "note"),
        names(
            finding("dead", Severity.WARNING, Double.NaN),
            finding("note", Severity.NOTE, Double.NaN).withConsequences("dead")));
  }

  @Test
  void whereEachBringsTheOtherAboutTheWeightierBegins() {
    assertEquals(
        List.of("a", "b"),
        names(
            finding("b", Severity.WARNING, 0.1).withConsequences("a"),
            finding("a", Severity.WARNING, 0.9).withConsequences("b")));
  }

  @Test
  void aLearningRateIsNotTooHighAndTooLow() {
    Finding high = finding("learning-rate-too-high", Severity.PROBLEM, Double.NaN);
    Finding low = finding("learning-rate-too-low", Severity.NOTE, Double.NaN);
    Finding other = finding("dead-units", Severity.WARNING, Double.NaN);
    assertEquals(List.of(high, other), Ranking.withoutContradictions(List.of(high, other, low)));
    assertEquals(List.of(low, other), Ranking.withoutContradictions(List.of(low, other, high)));
    assertEquals(List.of(other), Ranking.withoutContradictions(List.of(other)));
  }

  /** Through two softmax layers slopes are so small that finite differences tell little of them. */
  @Test
  void softmaxTwiceStandsBeforeTheGradientThatItMakesLookWrong() {
    RunRecord run = SampleRuns.typical(3);
    List<EpochHealth> health = run.health().stream().map(RankingTest::probabilities).toList();
    SlopeCheck wrong = new SlopeCheck("conv2d1", "conv2d1.kernel", 0.2, 0.4, 0.1, 0.7, null);
    RunCopy copy = RunCopy.of(run).start(SampleRuns.withGradients(run.start(), List.of(wrong)));
    assertEquals("wrong-gradient", new Doctor().diagnose(copy.record()).get(0).name());
    List<String> both =
        new Doctor().diagnose(copy.health(health).record()).stream().map(Finding::name).toList();
    assertEquals("softmax-twice", both.get(0));
    assertTrue(both.contains("wrong-gradient"), both.toString());
  }

  private static EpochHealth probabilities(EpochHealth e) {
    return new EpochHealth(
        e.epoch(),
        e.gradientNorm(),
        e.saturatedShare(),
        e.noiseScale(),
        e.gradientSignal(),
        e.gradientNoise(),
        1,
        e.dropoutShift(),
        e.layers(),
        e.steps(),
        e.breaches());
  }

  private static List<String> names(Finding... findings) {
    return Ranking.of(Stream.of(findings).toList()).stream().map(Finding::name).toList();
  }

  private static Finding finding(String name, Severity severity, double explained) {
    return Finding.of(name, severity, name, name).withExplained(explained);
  }
}
