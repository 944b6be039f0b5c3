package dev.limpid.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.train.data.characters.Characters;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProportionalTest {
  /** Ten of class 0 for each of the classes 1 to 29. */
  private static final Dataset DATA = unbalanced();

  private static Dataset unbalanced() {
    Dataset all = Characters.generate(1, 300, 0, dev.limpid.core.Parallel.serial());
    int[] kept = IntStream.range(0, 300).filter(i -> all.label(i) == 0 || i < 30).toArray();
    return Datasets.subset(all, kept);
  }

  private static Set<String> names(int samples) {
    Dataset part = Datasets.proportional(DATA, samples, Rng.of(7));
    assertEquals(samples, part.size());
    return IntStream.range(0, samples).mapToObj(part::nameOf).collect(Collectors.toSet());
  }

  @Test
  void aLargerPartContainsASmallerOne() {
    Set<String> larger = names(20);
    assertTrue(larger.containsAll(names(8)));
    assertEquals(20, new HashSet<>(larger).size());
  }

  @Test
  void eachClassHasItsShare() {
    Dataset half = Datasets.proportional(DATA, DATA.size() / 2, Rng.of(7));
    long ofZero = IntStream.range(0, half.size()).filter(i -> half.label(i) == 0).count();
    assertEquals(5, ofZero);
  }

  @Test
  void moreThanThereAreIsRefused() {
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Datasets.proportional(DATA, DATA.size() + 1, Rng.of(7)));
  }
}
