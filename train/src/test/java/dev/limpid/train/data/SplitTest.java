package dev.limpid.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.train.data.characters.Characters;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitTest {
  @Test
  void foldsValidateEachSampleOnceAndClassesEvenly() {
    for (long seed = 1; seed <= 10; seed++) {
      Dataset data = Characters.generate(seed, 97, 0, Parallel.of(1));
      int[] validated = new int[data.size()];
      List<Split> folds = Split.folds(data, 5, Rng.of(seed));
      assertEquals(5, folds.size());
      for (Split fold : folds) {
        assertEquals(97, fold.training().size() + fold.validation().size());
        assertTrue(fold.validation().size() >= 19 && fold.validation().size() <= 20);
        for (int c = 0; c < 30; c++) {
          int of = c;
          long all = IntStream.range(0, 97).filter(i -> data.label(i) == of).count();
          Dataset part = fold.validation();
          long here = IntStream.range(0, part.size()).filter(i -> part.label(i) == of).count();
          assertTrue(Math.abs(here - all / 5.0) < 1, "seed " + seed + ", class " + c);
        }
        for (int i = 0; i < fold.validation().size(); i++) {
          validated[indexIn(data, fold.validation().nameOf(i))]++;
        }
      }
      assertEquals(97, IntStream.of(validated).filter(times -> times == 1).count(), "seed " + seed);
    }
    Dataset two = Characters.generate(1, 2, 0, Parallel.of(1));
    assertThrows(IllegalArgumentException.class, () -> Split.folds(two, 3, Rng.of(1)));
    assertThrows(IllegalArgumentException.class, () -> Split.folds(two, 1, Rng.of(1)));
  }

  private static int indexIn(Dataset data, String name) {
    return IntStream.range(0, data.size())
        .filter(i -> data.nameOf(i).equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void headAndTailKeepTheOrder() {
    Dataset data = Samples.of(2, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1);
    Split head = Split.head(data, 7);
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6}, Samples.numbers(head.training()));
    assertArrayEquals(new int[] {7, 8, 9}, Samples.numbers(head.validation()));
    // Keras cuts at floor(10 * (1 - 0.25)) = 7.
    assertArrayEquals(new int[] {7, 8, 9}, Samples.numbers(Split.tail(data, 0.25).validation()));
  }

  @Test
  void everySampleIsInExactlyOnePart() {
    for (int seed = 0; seed < 50; seed++) {
      Rng rng = Rng.of(seed);
      int size = 10 + rng.nextInt(90);
      int classes = 2 + rng.nextInt(6);
      int[] labels = new int[size];
      Arrays.setAll(labels, i -> i < classes ? i : rng.nextInt(classes));
      Dataset data = Samples.of(classes, labels);
      double share = 0.2 + 0.5 * rng.nextDouble();
      requirePartition(seed, data, Split.shuffled(data, share, rng.split("shuffled")));
      requirePartition(seed, data, Split.stratified(data, share, rng.split("stratified")));
      requirePartition(seed, data, Split.tail(data, share));
    }
  }

  private static void requirePartition(int seed, Dataset data, Split split) {
    int[] all =
        IntStream.concat(
                Arrays.stream(Samples.numbers(split.training())),
                Arrays.stream(Samples.numbers(split.validation())))
            .sorted()
            .toArray();
    assertArrayEquals(IntStream.range(0, data.size()).toArray(), all, "seed " + seed);
  }

  @Test
  void aShuffledSplitDependsOnItsSeedAlone() {
    Dataset data = Samples.of(2, new int[100]);
    int[] once = Samples.numbers(Split.shuffled(data, 0.2, Rng.of(1)).training());
    assertArrayEquals(once, Samples.numbers(Split.shuffled(data, 0.2, Rng.of(1)).training()));
    assertFalse(
        Arrays.equals(once, Samples.numbers(Split.shuffled(data, 0.2, Rng.of(2)).training())));
    assertEquals(80, once.length);
    int[] sorted = once.clone();
    Arrays.sort(sorted);
    assertFalse(Arrays.equals(sorted, once), "the order is random");
  }

  @Test
  void aStratifiedSplitTakesTheSameShareOfEachClass() {
    for (int seed = 0; seed < 50; seed++) {
      Rng rng = Rng.of(seed);
      int[] labels = new int[200];
      Arrays.setAll(labels, i -> Math.min(rng.nextInt(7), rng.nextInt(7)));
      Dataset data = Samples.of(7, labels);
      double share = 0.1 + 0.6 * rng.nextDouble();
      Split split = Split.stratified(data, share, rng);
      int[] all = counts(data);
      int[] validation = counts(split.validation());
      for (int c = 0; c < 7; c++) {
        assertTrue(Math.abs(validation[c] - share * all[c]) <= 1, "seed " + seed + ", class " + c);
      }
    }
  }

  @Test
  void aStratifiedSplitKeepsOneOfEachClassForTraining() {
    Dataset data = Samples.of(4, 0, 0, 1, 2, 2, 2, 2, 2, 3);
    Split split = Split.stratified(data, 0.9, Rng.of(3));
    for (int count : counts(split.training())) {
      assertTrue(count >= 1);
    }
    assertTrue(split.validation().size() >= 4);
  }

  @Test
  void aStratifiedSplitIsMixedAndDependsOnItsSeedAlone() {
    int[] labels = new int[100];
    Arrays.setAll(labels, i -> i / 50);
    Dataset data = Samples.of(2, labels);
    Split split = Split.stratified(data, 0.5, Rng.of(1));
    assertArrayEquals(new int[] {25, 25}, counts(split.validation()));
    int first = (int) IntStream.range(0, 25).filter(i -> split.training().label(i) == 0).count();
    assertTrue(first > 2 && first < 23, "the first half has " + first + " of 25 of one class");
    assertArrayEquals(
        Samples.numbers(split.validation()),
        Samples.numbers(Split.stratified(data, 0.5, Rng.of(1)).validation()));
  }

  @Test
  void impossibleSplitsAreRefused() {
    Dataset data = Samples.of(2, 0, 1, 0);
    for (double share : new double[] {0, 1, -0.1, 1.5, Double.NaN}) {
      refused("above 0 and below 1", () -> Split.tail(data, share));
      refused("above 0 and below 1", () -> Split.shuffled(data, share, Rng.of(1)));
      refused("above 0 and below 1", () -> Split.stratified(data, share, Rng.of(1)));
    }
    refused("both parts", () -> Split.head(data, 0));
    refused("both parts", () -> Split.head(data, 3));
    refused("both parts", () -> Split.shuffled(data, 0.1, Rng.of(1)));
    refused("both parts", () -> Split.tail(Samples.of(2), 0.5));
    refused("both parts", () -> Split.stratified(Samples.of(3, 0, 1, 2), 0.5, Rng.of(1)));
  }

  private static int[] counts(Dataset data) {
    int[] counts = new int[data.classNames().size()];
    for (int i = 0; i < data.size(); i++) {
      counts[data.label(i)]++;
    }
    return counts;
  }

  private static void refused(String expected, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void aGroupIsInOnePartAlone() {
    for (int seed = 0; seed < 200; seed++) {
      Rng rng = Rng.of(seed);
      int[] groups = new int[2 + rng.nextInt(40)];
      for (int i = 0; i < groups.length; i++) {
        groups[i] = i < 2 ? i : rng.nextInt(1 + rng.nextInt(8));
      }
      double share = 0.05 + 0.9 * rng.nextDouble();
      Dataset data = Samples.of(2, new int[groups.length]);
      Split split = Split.byGroup(data, share, i -> "g" + groups[i], rng.split("split"));
      String where = "seed " + seed;
      Set<Integer> learnt = new HashSet<>();
      for (int sample : Samples.numbers(split.training())) {
        learnt.add(groups[sample]);
      }
      int[] validated = Samples.numbers(split.validation());
      for (int sample : validated) {
        assertTrue(!learnt.contains(groups[sample]), where);
      }
      assertEquals(groups.length, split.training().size() + validated.length, where);
    }
  }

  @Test
  void theShareOfManySmallGroupsIsMetWithinAGroup() {
    Dataset data = Samples.of(2, new int[120]);
    Split split = Split.byGroup(data, 0.25, i -> i / 3, Rng.of(4));
    assertEquals(30, split.validation().size());
    assertThrows(
        IllegalArgumentException.class, () -> Split.byGroup(data, 0.25, i -> "one", Rng.of(4)));
  }

  @Test
  void whatIsListedIsValidatedOn() {
    Dataset data = Samples.of(2, 0, 1, 0, 1, 0);
    Split split = Split.listed(data, 3, 1);
    assertArrayEquals(new int[] {0, 2, 4}, Samples.numbers(split.training()));
    assertArrayEquals(new int[] {1, 3}, Samples.numbers(split.validation()));
    assertThrows(IllegalArgumentException.class, () -> Split.listed(data, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> Split.listed(data));
    assertThrows(IllegalArgumentException.class, () -> Split.listed(data, 0, 1, 2, 3, 4));
    assertThrows(IndexOutOfBoundsException.class, () -> Split.listed(data, 5));
  }
}
