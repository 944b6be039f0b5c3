package dev.limpid.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyElementOfARangeIsVisitedOnce(int threads) {
    try (Parallel parallel = Parallel.of(threads)) {
      for (int size : new int[] {0, 1, 7, 8, 9, 1000}) {
        AtomicIntegerArray visits = new AtomicIntegerArray(size);
        parallel.forRange(
            size,
            8,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                visits.incrementAndGet(i);
              }
            });
        for (int i = 0; i < size; i++) {
          assertEquals(1, visits.get(i), "element " + i + " of " + size);
        }
      }
    }
  }

  @Test
  void oneThreadStaysOnTheCallersInOrder() {
    Thread caller = Thread.currentThread();
    List<Integer> order = new ArrayList<>();
    Parallel.of(1)
        .forEach(
            5,
            piece -> {
              assertSame(caller, Thread.currentThread());
              order.add(piece);
            });
    assertEquals(List.of(0, 1, 2, 3, 4), order);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void theFailureOfTheFirstPieceThatFailedReachesTheCallerAfterAllHaveRun(int threads) {
    try (Parallel parallel = Parallel.of(threads)) {
      AtomicInteger ran = new AtomicInteger();
      IllegalStateException problem =
          assertThrows(
              IllegalStateException.class,
              () ->
                  parallel.forEach(
                      50,
                      piece -> {
                        ran.incrementAndGet();
                        if (piece % 10 == 3) {
                          throw new IllegalStateException("piece " + piece);
                        }
                      }));
      assertEquals("piece 3", problem.getMessage());
      assertEquals(50, ran.get());
      parallel.forEach(3, piece -> ran.incrementAndGet()); // still usable
      assertEquals(53, ran.get());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void whateverAPieceThrowsReachesTheCaller(int threads) {
    List<Throwable> all =
        List.of(
            new IOException("checked"), new AssertionError("error"), new Throwable("throwable"));
    try (Parallel parallel = Parallel.of(threads)) {
      for (Throwable thrown : all) {
        for (int at : new int[] {0, 7, 19}) {
          Throwable caught =
              assertThrows(
                  Throwable.class,
                  () ->
                      parallel.forEach(
                          20,
                          piece -> {
                            if (piece == at) {
                              ParallelTest.<RuntimeException>sneak(thrown);
                            }
                          }));
          assertSame(thrown, caught, "piece " + at);
        }
      }
    }
  }

  @Test
  void theOtherFailuresOfAJobAreSuppressedInTheFirst() {
    try (Parallel parallel = Parallel.of(2)) {
      Throwable caught =
          assertThrows(
              IllegalStateException.class,
              () ->
                  parallel.forEach(
                      100,
                      piece -> {
                        throw new IllegalStateException("piece " + piece);
                      }));
      assertEquals("piece 0", caught.getMessage());
      assertTrue(caught.getSuppressed().length > 0, "none");
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable problem) throws T {
    throw (T) problem;
  }

  @Test
  void manyMoreThreadsThanPiecesAndProcessorsDoEachPieceOnce() {
    try (Parallel parallel = Parallel.of(100)) {
      AtomicIntegerArray visits = new AtomicIntegerArray(64);
      for (int job = 1; job <= 50; job++) {
        parallel.forEach(64, visits::incrementAndGet);
        for (int piece = 0; piece < 64; piece++) {
          assertEquals(job, visits.get(piece), "piece " + piece);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void eachThreadBeginsWithAShareOfNeighbouringPieces(int threads) {
    int each = 4;
    CountDownLatch allAtWork = new CountDownLatch(threads);
    Map<String, Integer> firstPieces = new ConcurrentHashMap<>();
    String caller = Thread.currentThread().getName();
    try (Parallel parallel = Parallel.of(threads)) {
      parallel.forEach(
          each * threads,
          piece -> {
            if (firstPieces.putIfAbsent(Thread.currentThread().getName(), piece) == null) {
              allAtWork.countDown();
              await(allAtWork);
            }
          });
    }
    Map<String, Integer> expected = new HashMap<>(Map.of(caller, 0));
    for (int i = 1; i < threads; i++) {
      expected.put("limpid-" + i, each * i);
    }
    assertEquals(expected, firstPieces);
  }

  @Test
  void aThreadThatIsThroughTakesPiecesOfOthers() {
    CountDownLatch othersDone = new CountDownLatch(7);
    try (Parallel parallel = Parallel.of(2)) {
      parallel.forEach(
          8,
          piece -> {
            if (piece == 0) {
              await(othersDone);
            } else {
              othersDone.countDown();
            }
          });
    }
    assertEquals(0, othersDone.getCount());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(1, TimeUnit.MINUTES), "the other threads never came");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void workInsideAPieceStaysOnItsThread() {
    try (Parallel parallel = Parallel.of(3)) {
      parallel.forEach(
          20,
          outer -> {
            Thread thread = Thread.currentThread();
            parallel.forEach(5, inner -> assertSame(thread, Thread.currentThread()));
          });
    }
  }

  @Test
  void severalCallersMayShareOneInstance() throws InterruptedException {
    try (Parallel parallel = Parallel.of(2)) {
      int[] sums = new int[4];
      Thread[] callers = new Thread[sums.length];
      for (int caller = 0; caller < callers.length; caller++) {
        int index = caller;
        callers[caller] =
            new Thread(
                () -> {
                  AtomicInteger sum = new AtomicInteger();
                  for (int round = 0; round < 200; round++) {
                    parallel.forEach(10, sum::addAndGet);
                  }
                  sums[index] = sum.get();
                });
        callers[caller].start();
      }
      for (Thread caller : callers) {
        caller.join();
      }
      int[] expected = new int[sums.length];
      Arrays.fill(expected, 200 * 45);
      assertArrayEquals(expected, sums);
    }
  }

  @Test
  void eachOfManyShortJobsDoesItsOwnPiecesOnce() {
    try (Parallel parallel = Parallel.of(3)) {
      AtomicIntegerArray visits = new AtomicIntegerArray(7);
      for (int job = 0; job < 20_000; job++) {
        int pieces = 2 + job % 6;
        if (job % 2 == 0) {
          parallel.forEach(pieces, visits::incrementAndGet);
        } else {
          parallel.forRange(pieces * 5 - 1, 5, (from, to) -> visits.incrementAndGet(from / 5));
        }
        for (int piece = 0; piece < visits.length(); piece++) {
          assertEquals(piece < pieces ? 1 : 0, visits.getAndSet(piece, 0), "job " + job);
        }
      }
    }
  }

  @Test
  void aClosedOneWorksOnItsCallersThread() {
    Parallel parallel = Parallel.of(2);
    parallel.close();
    Thread caller = Thread.currentThread();
    parallel.forEach(4, piece -> assertSame(caller, Thread.currentThread()));
    assertThrows(IllegalArgumentException.class, () -> Parallel.of(0));
  }
}
