package dev.limpid.bench.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlatnessTest {
  @Test
  void whatGrowsAtTheBeginningAloneIsFlat() {
    assertEquals(
        Optional.empty(),
        growth(i -> new Usage(10_000_000 + Math.min(i, 4) * 1_000_000, i < 4 ? 3 + i : 7, 12)));
  }

  @Test
  void noiseIsFlat() {
    assertEquals(
        Optional.empty(),
        growth(i -> new Usage(10_000_000 + i % 3 * 900_000, 8 + i % 2, 12 + i % 4)));
  }

  @Test
  void aHeapThatGrowsIsTold() {
    String told = growth(i -> new Usage(10_000_000 + i * 200_000, 8, 12)).orElseThrow();
    assertEquals("the heap grew from 11.20 to 13.40 MB", told);
  }

  @Test
  void aThreadMoreIsTold() {
    String told = growth(i -> new Usage(10_000_000, i < 10 ? 8 : 9, 12)).orElseThrow();
    assertEquals("the threads grew from 8 to 9", told);
  }

  @Test
  void aHandleMoreIsTold() {
    String told = growth(i -> new Usage(10_000_000, 8, 12 + i)).orElseThrow();
    assertTrue(told.startsWith("the open file handles grew from 19 to "), told);
  }

  @Test
  void fewUsagesAreNotJudged() {
    List<Usage> few = List.of(new Usage(1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> Flatness.growth(few));
  }

  private static Optional<String> growth(IntFunction<Usage> usage) {
    return Flatness.growth(IntStream.range(0, 20).mapToObj(usage).toList());
  }
}
