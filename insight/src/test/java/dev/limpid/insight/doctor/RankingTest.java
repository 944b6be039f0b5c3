package dev.limpid.insight.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
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

  private static List<String> names(Finding... findings) {
    return Ranking.of(Stream.of(findings).toList()).stream().map(Finding::name).toList();
  }

  private static Finding finding(String name, Severity severity, double explained) {
    return Finding.of(name, severity, name, name).withExplained(explained);
  }
}
