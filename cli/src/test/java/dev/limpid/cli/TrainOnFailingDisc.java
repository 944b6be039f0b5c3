package dev.limpid.cli;

import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.layers.json.Json;
import dev.limpid.report.faults.FailingDisc;
import dev.limpid.report.faults.FailingDisc.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A program, to be started with {@link dev.limpid.report.faults.FailingProvider}: runs {@code
 * train} again and again, in a new folder and over an earlier run, on a disc on which another
 * operation fails each time, and prints what is wrong.
 *
 * <p>Arguments: images, a folder without them, and how many operations are passed over between two
 * that fail.
 */
final class TrainOnFailingDisc {
  private static final int SEED_BEFORE = 1;
  private static final int SEED = 2;

  private final FailingDisc disc = FailingDisc.ofThisJvm();
  private final Path data;
  private final Path folder;

  /** A run that was there before others are tried. */
  private final Path before;

  private int wrong;

  private TrainOnFailingDisc(Path data, Path folder) {
    this.data = data;
    this.folder = folder;
    this.before = folder.resolve("before");
    disc.only(folder);
    disc.heal();
    require(train(before, SEED_BEFORE).exitCode() == 0, "the run before fails");
  }

  public static void main(String[] args) throws IOException {
    TrainOnFailingDisc program = new TrainOnFailingDisc(Path.of(args[0]), Path.of(args[1]));
    int step = Integer.parseInt(args[2]);
    int tried = 0;
    for (Failure failure : Failure.values()) {
      for (boolean over : new boolean[] {false, true}) {
        tried += program.fail(failure, over, step);
      }
    }
    System.out.println(tried + " failures, " + program.wrong + " wrong");
    System.exit(program.wrong == 0 ? 0 : 1);
  }

  /** Lets each operation fail, or some of them; over an earlier run or without one. */
  private int fail(Failure failure, boolean over, int step) throws IOException {
    int tried = 0;
    for (int number = 1; ; number += step, tried++) {
      Path run = folder.resolve(failure + "-" + over + "-" + number);
      disc.heal();
      if (over) {
        copy(before, run);
      }
      disc.fail(number, failure);
      Run trained = train(run, SEED);
      List<String> failed = disc.failed();
      if (failed.isEmpty()) {
        require(trained.exitCode() == 0, trained.toString());
        return tried;
      }
      disc.heal();
      String what = failure + (over ? " over a run: " : ": ") + failed.get(0) + ", " + number;
      try {
        check(run, trained, failure, over, what);
      } catch (IOException | RuntimeException e) {
        require(false, what + ": " + e);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private void check(Path run, Run trained, Failure failure, boolean over, String what)
      throws IOException {
    RunFolder.settle(run); // as all commands that read a run do
    boolean told = trained.err().contains(FailingDisc.PLANTED);
    if (trained.exitCode() == 0) {
      // What the JDK or a second attempt made good, the run must have made whole.
      require(
          !told && seeds(run).values().stream().allMatch(s -> s == SEED), what + ": passed over");
    } else {
      require(trained.exitCode() == 1 && told, what + " became " + trained);
      require(trained.err().lines().count() == 1, what + " became " + trained);
    }
    Map<String, Integer> seeds = seeds(run);
    require(seeds.values().stream().distinct().count() <= 1, what + " left a mixture: " + seeds);
    require(!over || !seeds.isEmpty(), what + " lost the run before");
    boolean mine = seeds.containsValue(SEED);
    if (failure == Failure.ONCE) {
      if (trained.exitCode() != 0 && mine) {
        RunRecord record = RunFiles.read(run);
        require(record.state() == RunRecord.State.FAILED, what + ": state " + record.state());
      }
      try (Stream<Path> files = Files.walk(run)) {
        List<Path> left = files.filter(file -> file.toString().endsWith(".tmp")).toList();
        require(left.isEmpty(), what + " left " + left);
      }
    }
    require(disc.open() == 0, what + ": " + disc.open() + " files are open");
    require(train(run, SEED).exitCode() == 0, what + ": cannot be trained again");
    require(seeds(run).values().stream().allMatch(s -> s == SEED), what + ": then " + seeds(run));
  }

  /** The seed of the run that each file of the folder is of. */
  private static Map<String, Integer> seeds(Path run) throws IOException {
    Map<String, Integer> seeds = new TreeMap<>();
    if (Files.exists(run.resolve("run.json"))) {
      seeds.put("run.json", seed(RunFiles.read(run).settings()));
    }
    if (Files.exists(run.resolve("history.json"))) {
      Map<?, ?> history = (Map<?, ?>) Json.parse(Files.readString(run.resolve("history.json")));
      seeds.put("history.json", seed((Map<?, ?>) history.get("settings")));
    }
    Path model = run.resolve("model.safetensors");
    if (Files.exists(model)) {
      String settings = ModelFile.read(model, Compute.standard()).metadata().get("limpid.settings");
      seeds.put("model.safetensors", seed((Map<?, ?>) Json.parse(settings)));
    }
    return seeds;
  }

  private static int seed(Map<?, ?> settings) {
    return ((Number) settings.get("seed")).intValue();
  }

  private Run train(Path run, int seed) {
    return Run.of(
        "train",
        "--force",
        "--output=" + run,
        "--seed=" + seed,
        "--epochs=2",
        "--data=" + data,
        "--network=convnet",
        "--batch-size=4",
        "--width=0.02");
  }

  private void require(boolean right, String what) {
    if (!right) {
      System.out.println("wrong: " + what);
      wrong++;
    }
  }
}
