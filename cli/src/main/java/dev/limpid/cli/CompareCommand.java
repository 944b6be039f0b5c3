package dev.limpid.cli;

import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.insight.run.RunException;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.io.FileFailure;
import dev.limpid.report.Comparison;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code compare}: one page of several runs. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Makes one page of several runs: settings that differ, curves, gaps.")
final class CompareCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(
      paramLabel = "RUN",
      arity = "2..*",
      description = "Folders that 'train' wrote into, two or more.")
  private List<Path> folders;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      defaultValue = "compare.html",
      description = "The page to write. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, RunRecord> runs = new LinkedHashMap<>();
    try {
      for (Path folder : folders) {
        runs.put(nameFor(folder, runs), RunFolder.trained(folder));
      }
    } catch (RunException e) {
      spec.commandLine().getErr().println("limpid: " + e.getMessage());
      return 2;
    }
    if (Files.isDirectory(output)) {
      throw new UserException(output + " is a folder; name a file with --output");
    }
    try {
      Comparison.write(runs, output);
    } catch (IOException e) {
      throw new UserException(
          "cannot write " + output + ": " + FileFailure.reason(e) + "; name another with --output",
          e);
    }
    out.printf(Locale.ROOT, "%d runs compared in %s%n", runs.size(), output);
    out.flush();
    return 0;
  }

  /** The folder's own name, or one that tells it from another of the same name. */
  private static String nameFor(Path folder, Map<String, RunRecord> taken) {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    String name = last == null ? folder.toString() : last.toString();
    String unique = name;
    for (int i = 2; taken.containsKey(unique); i++) {
      unique = name + " (" + i + ")";
    }
    return unique;
  }
}
