package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run folder belongs to one run as a whole, however runs end and whoever wants it. {@code
 * -Dlimpid.kills=100 -Dlimpid.pairs=20} for more tries.
 */
class RunWholeTest {
  private static final int KILLS = Integer.getInteger("limpid.kills", 5);
  private static final int PAIRS = Integer.getInteger("limpid.pairs", 3);
  private static final int EPOCHS = 6;
  private static final Set<String> FILES =
      Set.of(
          "history.csv", "history.json", "run.json", "gap.csv", "report.html", "model.safetensors");

  @TempDir static Path shared;
  private static Path data;

  @TempDir Path folder;

  @Test
  void aRunThatIsKilledLeavesTheEarlierOneOrItself() throws Exception {
    long seed = Long.getLong("limpid.seed", System.nanoTime());
    Rng random = Rng.of(seed);
    Path run = folder.resolve("run");
    assertEquals(0, start(run, 1, "--force").waitFor());
    long begin = System.nanoTime();
    assertEquals(0, start(run, 2, "--force").waitFor());
    long whole = System.nanoTime() - begin;
    int replaced = 0;
    for (int i = 0; i < KILLS; i++) {
      int before = seedOf(run);
      Process process = start(run, before + 1, "--force");
      TimeUnit.NANOSECONDS.sleep((long) (whole * random.nextDouble()));
      process.destroyForcibly().waitFor();
      String when = "kill " + i + ", seed " + seed;
      assertNoMixture(run, when);
      Run diagnosed = Run.of("diagnose", run.toString()).succeeded();
      assertFalse(diagnosed.out().isEmpty(), when);
      boolean running = RunFiles.read(run).state() == RunRecord.State.RUNNING;
      assertEquals(running, diagnosed.out().startsWith("The run was stopped after "), when);
      int after = seedOf(run);
      assertTrue(after == before || after == before + 1, when + ": " + before + ", " + after);
      replaced += after - before;
      Run.of("summary", "--model", run.resolve("model.safetensors").toString()).succeeded();
    }
    assertEquals(0, start(run, 1_000_000, "--force").waitFor());
    assertEquals(1_000_000, seedOf(run));
    assertEquals(FILES, names(run));
    System.out.println(KILLS + " kills, " + replaced + " after the earlier run was replaced");
  }

  @Test
  void oneOfTwoRunsInAFolderIsRefused() throws Exception {
    int refused = 0;
    for (int i = 0; i < PAIRS; i++) {
      Path run = folder.resolve("pair-" + i);
      List<Process> both = new ArrayList<>();
      both.add(start(run, 1));
      both.add(start(run, 2));
      List<Integer> codes = new ArrayList<>();
      for (Process process : both) {
        codes.add(process.waitFor());
      }
      assertEquals(Set.of(0, 1), new HashSet<>(codes), "pair " + i);
      int winner = codes.indexOf(0);
      String err = Files.readString(errors(run, 2 - winner), StandardCharsets.UTF_8);
      assertTrue(
          err.contains("another run writes into") || err.contains("holds an earlier run"), err);
      refused += err.contains("another run writes into") ? 1 : 0;
      assertEquals(winner + 1, seedOf(run));
      assertNoMixture(run, "pair " + i);
    }
    System.out.println(PAIRS + " pairs, " + refused + " refused while the other was running");
  }

  @Test
  void aRunThatFailsInItsFirstEpochLeavesTheEarlierOne() throws IOException {
    Path run = folder.resolve("run");
    train(run, 1).succeeded();
    Run.of(args(run, 2, "--force", "--learning-rate", "1e30", "--optimizer", "sgd"))
        .failed(1, "the loss became", "still holds the earlier run");
    assertEquals(1, seedOf(run));
    assertNoMixture(run, "after");
    assertEquals(FILES, names(run));
  }

  @Test
  void aRunThatFailsSaysSoInItsRecord() throws IOException {
    Path run = folder.resolve("run");
    Run.of(args(run, 1, "--learning-rate", "1e30", "--optimizer", "sgd"))
        .failed(1, "the loss became");
    RunRecord record = RunFiles.read(run);
    assertEquals(RunRecord.State.FAILED, record.state());
    assertTrue(record.problem().contains("the loss became"), record.problem());
  }

  @Test
  void aThreadThatIsInterruptedLosesNothing() throws IOException {
    Path run = folder.resolve("run");
    Thread.currentThread().interrupt();
    try {
      train(run, 1).succeeded();
    } finally {
      assertTrue(Thread.interrupted(), "the interrupt was swallowed");
    }
    assertEquals(FILES, names(run));
    assertEquals(RunRecord.State.FINISHED, RunFiles.read(run).state());
  }

  @Test
  void whatAKilledRunHadPublishedIsMovedIntoPlace() throws IOException {
    Path run = folder.resolve("run");
    Path other = folder.resolve("other");
    train(run, 1).succeeded();
    train(other, 2).succeeded();
    // As if it had been killed after its first file was moved.
    Path ready = Files.createDirectory(run.resolve(".limpid-first"));
    for (String name : FILES) {
      Files.copy(other.resolve(name), ready.resolve(name));
    }
    Files.delete(run.resolve("run.json"));
    Run.of("diagnose", run.toString()).succeeded();
    assertEquals(2, seedOf(run));
    assertNoMixture(run, "after");
    assertEquals(FILES, names(run));
  }

  @Test
  void aModelOfAnotherRunThanTheRecordBesideItIsRefused() throws IOException {
    Path run = folder.resolve("run");
    Path other = folder.resolve("other");
    train(run, 1).succeeded();
    train(other, 2).succeeded();
    Files.delete(run.resolve("run.json"));
    Files.copy(other.resolve("run.json"), run.resolve("run.json"));
    String model = run.resolve("model.safetensors").toString();
    Run.of("evaluate", model).failed(1, "is of another run than run.json", "--seed 2");
    Run.of("predict", "--model", model, "x.png").failed(1, "is of another run than run.json");
  }

  private static void assertNoMixture(Path run, String when) throws IOException {
    Set<Integer> seeds = new HashSet<>();
    if (Files.exists(run.resolve("run.json"))) {
      seeds.add(seedOf(run));
    }
    if (Files.exists(run.resolve("history.json"))) {
      seeds.add(seed(Json.parse(Files.readString(run.resolve("history.json")))));
    }
    Path model = run.resolve("model.safetensors");
    if (Files.exists(model)) {
      String settings = ModelFile.read(model, Compute.standard()).metadata().get("limpid.settings");
      seeds.add(seed(Map.of("settings", Json.parse(settings))));
    }
    assertNotEquals(Set.of(), seeds, when);
    assertEquals(1, seeds.size(), when + ": seeds " + seeds);
  }

  private static int seedOf(Path run) {
    return ((Number) RunFiles.read(run).settings().get("seed")).intValue();
  }

  private static int seed(Object document) {
    return ((Number) ((Map<?, ?>) ((Map<?, ?>) document).get("settings")).get("seed")).intValue();
  }

  /** Names of the files that are not hidden. */
  private static Set<String> names(Path run) throws IOException {
    Set<String> names = new HashSet<>();
    try (Stream<Path> files = Files.list(run)) {
      files.map(file -> file.getFileName().toString()).forEach(names::add);
    }
    names.remove(".limpid-lock");
    return names;
  }

  @BeforeAll
  static void draws() throws IOException {
    data = BrightQuarters.write(shared.resolve("quarters.npz"), 64, 32);
  }

  private static Run train(Path run, int seed) {
    return Run.of(args(run, seed));
  }

  private static String[] args(Path run, int seed, String... more) {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("train", "--output=" + run, "--seed=" + seed, "--epochs=" + EPOCHS));
    args.addAll(List.of("--data=" + data, "--network=convnet", "--width=0.1", "--batch-size=16"));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  private Path errors(Path run, int seed) {
    return folder.resolve(run.getFileName() + "-" + seed + ".err");
  }

  private Process start(Path run, int seed, String... more) throws IOException {
    return ChildJvm.start(List.of(args(run, seed, more)), null, errors(run, seed));
  }
}
