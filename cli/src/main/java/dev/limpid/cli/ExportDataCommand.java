package dev.limpid.cli;

import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.io.FileFailure;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.ImageFolder;
import dev.limpid.train.data.characters.Characters;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code export-data}: generated characters as files that a person can look at. */
@Command(
    name = "export-data",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Writes generated characters as PNG files, one folder a class.")
final class ExportDataCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "Where to; must be empty or not exist.")
  private Path folder;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "600",
      description = "How many. Default: ${DEFAULT-VALUE}.")
  private int images;

  @Option(
      names = "--difficulty",
      paramLabel = "X",
      defaultValue = "0.5",
      description = "How hard, 0 to 1. Default: ${DEFAULT-VALUE}.")
  private double difficulty;

  @Option(
      names = "--data-seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (images < 1) {
      throw new UserException("--images must be 1 or more, but is " + images);
    }
    try {
      requireEmpty();
      Dataset characters =
          Characters.generate(seed, images, difficulty, Compute.standard().parallel());
      ImageFolder.export(characters, folder);
    } catch (IOException e) {
      throw new UserException("cannot write into " + folder + ": " + FileFailure.reason(e), e);
    }
    out.printf(Locale.ROOT, "%,d images written into %s%n", images, folder);
    out.println(
        "Train on them with: " + Terminal.command() + " train --data " + Terminal.word(folder));
    out.flush();
    return 0;
  }

  private void requireEmpty() throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        if (entries.findAny().isPresent()) {
          throw new UserException(folder + " is not empty; name another folder");
        }
      }
    } else if (Files.exists(folder)) {
      throw new UserException(folder + " is a file; name a folder");
    }
  }
}
