package dev.limpid.cli.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.Rng;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandidateTest {
  @Test
  void aGridHasAllCombinations() {
    List<Candidate> grid =
        Candidate.grid(
            List.of(Choice.of("optimizer=adam,sgd"), Choice.of("--learning-rate=0.1,0.01,0.001")));
    assertEquals(6, grid.size());
    assertEquals("optimizer adam, learning-rate 0.01", grid.get(1).label());
    assertEquals("optimizer-sgd_learning-rate-0.1", grid.get(3).folder());
  }

  @Test
  void drawnCombinationsDifferAndFollowTheGenerator() {
    List<Choice> choices =
        List.of(Choice.of("optimizer=adam,sgd"), Choice.of("learning-rate=0.0001..0.1"));
    List<Candidate> drawn = Candidate.random(choices, 200, Rng.of(7));
    assertEquals(200, drawn.stream().distinct().count());
    assertEquals(drawn, Candidate.random(choices, 200, Rng.of(7)));
    int small = 0;
    for (Candidate candidate : drawn) {
      double rate = Double.parseDouble(candidate.values().get("learning-rate"));
      assertTrue(rate >= 0.0001 && rate <= 0.1, candidate.label());
      small += rate < Math.sqrt(0.0001 * 0.1) ? 1 : 0;
    }
    assertTrue(small > 70 && small < 130, "half are in the lower half of the factors: " + small);
    assertEquals(2, Candidate.random(choices.subList(0, 1), 50, Rng.of(7)).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "learning-rate            | takes NAME=VALUE",
        "learning-rate=           | takes NAME=VALUE",
        "speed=1,2                | no option of 'train'",
        "seed=1,2                 | --seeds",
        "learning-rate=0.1,,0.2   | a value is missing",
        "learning-rate=0.1,0.1    | there twice",
        "learning-rate=0..1       | above 0",
        "learning-rate=1..0.1     | above 0",
        "learning-rate=a..b       | no number",
      })
  void whatIsNoChoiceIsRefused(String text, String why) {
    Exception refused = assertThrows(UserException.class, () -> Choice.of(text));
    assertTrue(refused.getMessage().contains(why), refused::getMessage);
  }
}
