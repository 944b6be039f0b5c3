package dev.limpid.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.compute.Kernels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two shards that are threads, on the connections that tasks have. */
class StepTrainingTest {
  private static final int SHARDS = 2;
  private static final int ROWS = 21; // 11 steps of 2 in an epoch, the last of 1

  private static final TrainingSettings SETTINGS =
      TrainingSettings.of(
          Map.of(
              "network", "convnet", "width", 0.125, "epochs", 3, "batch-size", 4, "dropout", 0.2),
          "--augment");

  /** Figures that depend on how long it took, or on when it was interrupted. */
  private static final String TIMES = "\"(train_seconds|exchange_\\w+)\":[^,}]*";

  @TempDir private Path folder;

  private static SampleDataset rows(int shard, int count) {
    Rng rng = Rng.of(50 + shard);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] values = new float[8 * 8];
      for (int j = 0; j < values.length; j++) {
        values[j] = rng.nextFloat() * (i % 3 + 1) / 3;
      }
      samples.add(Sample.ofNumbers(values, i % 3, false, "row " + i));
    }
    return new SampleDataset(Shape.of(8, 8, 1), List.of("a", "b", "c"), samples);
  }

  /**
   * Trains.
   *
   * @param exchanges after how many looks at whether it is killed the second shard is
   * @param gap whether the gap is taken apart
   * @return the model of the first shard; null if the training was ended
   */
  private Trained train(Path checkpoints, int exchanges, boolean gap) throws Exception {
    List<RingSockets> sockets =
        List.of(RingSockets.open("127.0.0.1"), RingSockets.open("127.0.0.1"));
    List<String> hosts = List.of("127.0.0.1", "127.0.0.1");
    List<Integer> ports = sockets.stream().map(RingSockets::port).toList();
    AtomicInteger left = new AtomicInteger(exchanges);
    StepSettings step =
        new StepSettings(
            SHARDS, false, false, checkpoints == null ? null : checkpoints.toString(), 3, gap);
    ExecutorService threads = Executors.newFixedThreadPool(SHARDS);
    List<Future<Trained>> results = new ArrayList<>();
    for (int i = 0; i < SHARDS; i++) {
      int rank = i;
      Runnable look =
          () -> {
            if (rank == 1 && left.decrementAndGet() < 0) {
              throw new CancellationException();
            }
          };
      results.add(
          threads.submit(
              () -> {
                try (RingSockets own = sockets.get(rank);
                    Ring ring = own.connect(rank, hosts, ports, new byte[32], false, look)) {
                  Compute compute = Compute.standard().with(Parallel.serial());
                  return new StepTraining(SETTINGS, step, compute, ring)
                      .run(rows(rank, ROWS), rows(10 + rank, 5));
                }
              }));
    }
    threads.shutdown();
    try {
      for (Future<Trained> each : results) {
        each.get(2, TimeUnit.MINUTES);
      }
      return results.get(0).get();
    } catch (ExecutionException e) {
      assertTrue(threads.awaitTermination(1, TimeUnit.MINUTES));
      if (e.getCause() instanceof IllegalArgumentException wrong) {
        throw wrong;
      }
      return null;
    }
  }

  @Test
  void aTrainingThatIsEndedAgainAndAgainComesToTheBitsOfOneThatWasNot() throws Exception {
    Trained expected = train(null, Integer.MAX_VALUE, true);
    assertArrayEquals(expected.model(), train(null, Integer.MAX_VALUE, false).model());
    assertEquals(3, expected.history().lines().count());
    Rng rng = Rng.of(3);
    for (int round = 0; round < 3; round++) {
      Path checkpoints = folder.resolve("checkpoints" + round + "/fit-1");
      Trained trained = null;
      int ended = -1;
      while (trained == null) {
        trained = train(checkpoints, 20 + rng.nextInt(200), true);
        ended++;
        assertTrue(ended < 100, "it comes no further");
      }
      int times = ended;
      assertArrayEquals(expected.model(), trained.model(), () -> "ended " + times + " times");
      assertEquals(
          expected.history().replaceAll(TIMES, ""), trained.history().replaceAll(TIMES, ""));
      try (Stream<Path> left = Files.list(checkpoints)) {
        assertEquals(1, left.filter(each -> !each.toString().endsWith(".crc")).count());
      }
    }
  }

  @Test
  void fitsOfOneTrainingThatRunAtOnceDontDisturbEachOtherAndGoOnFromWhatOthersLeft()
      throws Exception {
    Trained expected = train(null, Integer.MAX_VALUE, false);
    Path training = folder.resolve("training");
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<Future<Integer>> fits = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Rng rng = Rng.of(20 + i);
      Path fit = training.resolve("fit-" + i);
      fits.add(
          threads.submit(
              () -> {
                var ofOthers = new StepCheckpoints(fit.toString()).ofOthers();
                int ended = -1;
                Trained trained = null;
                while (trained == null) {
                  ended++;
                  assertTrue(ended < 100, "it comes no further");
                  trained = train(fit, 20 + 20 * ended + rng.nextInt(200), false);
                }
                assertArrayEquals(expected.model(), trained.model(), fit::toString);
                new StepCheckpoints(fit.toString()).delete(ofOthers);
                return ended;
              }));
    }
    threads.shutdown();
    for (Future<Integer> each : fits) {
      each.get(3, TimeUnit.MINUTES);
    }
    assertFalse(Files.exists(training), "something is left");

    Path killed = training.resolve("fit-killed");
    train(killed, Integer.MAX_VALUE, false); // but its driver has not come to delete them
    long last = new StepCheckpoints(killed.toString()).last();
    assertTrue(last > 0, () -> "step " + last);
    Path again = training.resolve("fit-again");
    StepCheckpoints checkpoints = new StepCheckpoints(again.toString());
    assertEquals(last, checkpoints.last());
    var ofOthers = checkpoints.ofOthers();
    assertArrayEquals(expected.model(), train(again, Integer.MAX_VALUE, false).model());
    checkpoints.delete(ofOthers);
    assertFalse(Files.exists(training), "what the killed one left is still there");
  }

  @Test
  void aDamagedCheckpointIsNamedWithWhatToDo() throws Exception {
    Path fit = folder.resolve("damaged/fit-1");
    train(fit, Integer.MAX_VALUE, false);
    List<Path> parts;
    try (Stream<Path> all = Files.walk(fit)) {
      parts = all.filter(each -> each.toString().endsWith("-of-2.safetensors")).toList();
    }
    assertEquals(2, parts.size(), parts::toString);
    for (Path part : parts) {
      byte[] bytes = Files.readAllBytes(part);
      Files.write(part, Arrays.copyOf(bytes, bytes.length / 2));
      Files.deleteIfExists(part.resolveSibling("." + part.getFileName() + ".crc"));
    }
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> train(fit, Integer.MAX_VALUE, false));
    assertTrue(thrown.getMessage().contains("-of-2.safetensors"), thrown::getMessage);
    assertTrue(thrown.getMessage().contains("the training begins anew"), thrown::getMessage);
  }

  @Test
  void differingExecutorsAreToldInWhatTheyDiffer() {
    List<String> names = List.of("one", "two", "three");
    assertEquals(null, WorkerTraits.difference(names, List.of("a", "a", "a")));
    String told = WorkerTraits.difference(names, List.of("JDK 17", "JDK 17", "JDK 25"));
    assertTrue(told.contains("one has JDK 17, three has JDK 25"), told);
    Compute best = Compute.standard();
    String here = WorkerTraits.here(best);
    String plain = WorkerTraits.here(best.with(Kernels.named("java")));
    assertTrue(here.contains("JDK " + Runtime.version()), here);
    assertFalse(here.contains("tiles"), () -> "each executor measures its own: " + here);
    assertEquals(null, WorkerTraits.difference(List.of("a", "b"), List.of(here, here)));
    if (!best.kernels().name().equals("java")) {
      told = WorkerTraits.difference(List.of("a", "b"), List.of(here, plain));
      assertTrue(told.contains("b has " + plain), told);
    }
    for (String part : List.of("Limpid ", "JDK ")) {
      String other = here.replace(part, part + "9");
      told = WorkerTraits.difference(List.of("a", "b"), List.of(here, other));
      assertTrue(told.contains("b has " + other), told);
    }
  }
}
