package dev.limpid.bench.soak;

import dev.limpid.cli.program.OptionRange;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code soak}: trains and predicts for long, and tells whether what the JVM holds stays flat. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Trains a small network and predicts from several threads; fails if heap, threads or file"
            + " handles grow.")
public final class SoakCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Training steps. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--predictions",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Predictions. Default: ${DEFAULT-VALUE}.")
  private int predictions;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "4",
      description = "Threads that predict. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--looks",
      paramLabel = "N",
      defaultValue = "40",
      description = "How often it looks, in each of the two. Default: ${DEFAULT-VALUE}.")
  private int looks;

  @Override
  public Integer call() throws IOException, InterruptedException {
    OptionRange.atLeast(spec, "--looks", looks, Flatness.LEAST);
    OptionRange.atLeast(spec, "--threads", threads, 1);
    OptionRange.atLeast(spec, "--steps (one for each look)", steps, looks);
    OptionRange.atLeast(
        spec, "--predictions (one for each look and thread)", predictions, (long) looks * threads);
    PrintWriter out = spec.commandLine().getOut();
    Path folder = Files.createTempDirectory("limpid-soak");
    try {
      Soak soak =
          new Soak(
              folder,
              (done, usage) -> out.println(String.format(Locale.ROOT, "%7d  %s", done, usage)));
      out.println("steps of training, live heap, threads, file handles");
      boolean flat = judge(soak.train(steps, looks), out);
      out.println("predictions from " + threads + " threads, likewise");
      flat &= judge(soak.predict(predictions, threads, looks), out);
      return flat ? 0 : 1;
    } finally {
      delete(folder);
    }
  }

  private static boolean judge(List<Usage> usages, PrintWriter out) {
    Optional<String> growth = Flatness.growth(usages);
    out.println(growth.map(grown -> "not flat: " + grown).orElse("flat"));
    return growth.isEmpty();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
