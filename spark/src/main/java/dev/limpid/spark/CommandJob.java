package dev.limpid.spark;

import dev.limpid.cli.Limpid;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * A command that makes many trainings, in three steps: it plans them, others make them in a folder
 * on the file system of the cluster, and it draws its page of a copy of that folder.
 */
final class CommandJob {
  private static final List<String> COMMANDS = List.of("learning-curve", "sweep", "treat", "study");

  private final Path home;
  private final FileSystem files;
  private final PrintWriter out;

  CommandJob(String folder, PrintWriter out) throws IOException {
    this.home = new Path(folder);
    this.files = home.getFileSystem(SparkHadoopUtil.get().conf());
    this.out = out;
  }

  /** Runs it; who trains gets the settings of the trainings by their folders in the home. */
  int run(
      String[] command,
      Function<Map<String, TrainingSettings>, Map<String, TrainingJobs.Outcome>> training)
      throws IOException {
    if (command.length == 0 || !COMMANDS.contains(command[0])) {
      out.println(
          (command.length == 0 ? "there is no command" : "'" + command[0] + "' can't run here")
              + "; those that make many trainings are "
              + String.join(", ", COMMANDS));
      out.flush();
      return 2;
    }
    java.nio.file.Path local = Files.createTempDirectory("limpid");
    java.nio.file.Path results = local.resolve("results");
    java.nio.file.Path plan = local.resolve("plan.jsonl");
    try {
      copyTo(results);
      int code = run(command, "--output", results.toString(), "--plan", plan.toString());
      if (code != 0 || !Files.exists(plan)) { // as with --help
        return code;
      }
      if (haveFailed(training.apply(read(plan)))) {
        return 1;
      }
      copyTo(results);
      code = run(command, "--output", results.toString());
      copyPages(results);
      out.println("That folder is now " + home);
      out.flush();
      return code;
    } finally {
      FileUtil.fullyDelete(local.toFile());
    }
  }

  /** Tells which trainings left no run, without which there is no page. */
  private boolean haveFailed(Map<String, TrainingJobs.Outcome> outcomes) throws IOException {
    boolean failed = false;
    for (Map.Entry<String, TrainingJobs.Outcome> each : outcomes.entrySet()) {
      if (!files.exists(new Path(home, each.getKey()))) {
        out.println(each.getKey() + ": " + each.getValue().problem());
        failed = true;
      }
    }
    out.flush();
    return failed;
  }

  private int run(String[] command, String... more) {
    String[] all = Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return Limpid.run(out, out, all);
  }

  private static Map<String, TrainingSettings> read(java.nio.file.Path plan) throws IOException {
    Map<String, TrainingSettings> trainings = new LinkedHashMap<>();
    for (String line : Files.readAllLines(plan)) {
      Map<?, ?> training = (Map<?, ?>) Json.parse(line);
      Map<String, Object> settings = new LinkedHashMap<>();
      ((Map<?, ?>) training.get("settings"))
          .forEach((name, value) -> settings.put((String) name, value));
      trainings.put((String) training.get("folder"), TrainingSettings.ofRecord(settings));
    }
    return trainings;
  }

  private void copyTo(java.nio.file.Path results) throws IOException {
    if (files.exists(home)) {
      FileUtil.fullyDelete(results.toFile());
      files.copyToLocalFile(false, home, new Path(results.toUri()), true);
    }
  }

  /** What the command wrote beside the runs. */
  private void copyPages(java.nio.file.Path results) throws IOException {
    List<java.nio.file.Path> pages;
    try (Stream<java.nio.file.Path> all = Files.list(results)) {
      pages = all.filter(Files::isRegularFile).toList();
    }
    for (java.nio.file.Path page : pages) {
      files.copyFromLocalFile(false, true, new Path(page.toUri()), home);
    }
  }
}
