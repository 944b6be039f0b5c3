package dev.limpid.bench.faults.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScoresTest {
  @Test
  void aFaultIsNamedFirstOrAmongThreeOrLater() {
    assertEquals(1, faulty("a", "a", "b").rank());
    Judged third = faulty("a", "x", "y", "a");
    assertFalse(third.first());
    assertTrue(third.amongThree());
    assertFalse(faulty("a", "x", "y", "z", "a").amongThree());
    assertEquals(0, faulty("a", "x").rank());
    assertEquals(0, faulty("a").rank());
  }

  @Test
  void anyOfTheExpectedNamesWillDo() {
    Judged run = new Judged("f", "weak", List.of("a", "b"), true, List.of(opinion("b", true)));
    assertTrue(run.first());
    assertEquals("a", run.called().orElseThrow());
  }

  @Test
  void sharesCountHarmfulFaultsAlone() {
    Judged harmless = new Judged("h", "weak", List.of("a"), false, List.of());
    Scores scores = new Scores(List.of(faulty("a", "a"), faulty("a", "x", "a"), harmless));
    assertEquals(new Share(1, 2), scores.first());
    assertEquals(new Share(2, 2), scores.amongThree());
  }

  @Test
  void notesOnHealthyRunsAreNoAlarms() {
    Scores scores =
        new Scores(
            List.of(
                healthy(), healthy(opinion("x", false)), healthy(opinion("x", true)), healthy()));
    assertEquals(new Share(1, 4), scores.falseAlarms());
  }

  /**
   * Three runs have fault a, one b. Called a: two of a and a healthy one; called b: one of a and
   * the one of b. So precision is the mean of 2/3 and 1/2, recall that of 2/3 and 1.
   */
  @Test
  void precisionAndRecallAreMeansOverTheNames() {
    Scores scores =
        new Scores(
            List.of(
                faulty("a", "a"),
                faulty("a", "a"),
                faulty("a", "b"),
                faulty("b", "b"),
                healthy(opinion("a", true)),
                healthy(opinion("b", false))));
    assertEquals((2 / 3.0 + 1 / 2.0) / 2, scores.precision(), 1e-12);
    assertEquals((2 / 3.0 + 1) / 2, scores.recall(), 1e-12);
  }

  @Test
  void whatWasSaidInsteadIsCounted() {
    Scores scores =
        new Scores(
            List.of(
                faulty("a", "x"),
                faulty("a", "y"),
                faulty("a", "x"),
                faulty("a", "a"),
                faulty("a")));
    assertEquals("x x2, nothing, y", scores.insteadOfIt());
  }

  private static Judged faulty(String expected, String... said) {
    return new Judged(
        "fault " + expected,
        "weak",
        List.of(expected),
        true,
        Arrays.stream(said).map(name -> opinion(name, true)).toList());
  }

  private static Judged healthy(Opinion... opinions) {
    return new Judged(null, null, List.of(), false, List.of(opinions));
  }

  private static Opinion opinion(String name, boolean alarm) {
    return new Opinion(name, Set.of(name), alarm);
  }
}
