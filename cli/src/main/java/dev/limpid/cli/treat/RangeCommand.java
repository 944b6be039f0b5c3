package dev.limpid.cli.treat;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.cli.recipe.TrainingOptions;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.io.FileFailure;
import dev.limpid.train.LearningRateCurve;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lr-range}: finds a learning rate by a range test, and draws it. */
@Command(
    name = "lr-range",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Finds a learning rate: trains for some steps while the rate grows, and watches the loss.",
      "Takes all options of 'train' that change the training."
    })
public final class RangeCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(
      paramLabel = "RUN",
      arity = "0..1",
      description = "Folder of a run, for its settings; options change them.")
  private Path run;

  @Option(
      names = "--from",
      paramLabel = "X",
      description = "The first learning rate. Default: ${DEFAULT-VALUE}.")
  private double from = RangeRun.USUAL.lowest();

  @Option(
      names = "--to",
      paramLabel = "X",
      description = "The last learning rate. Default: ${DEFAULT-VALUE}.")
  private double to = RangeRun.USUAL.highest();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps at most. Default: ${DEFAULT-VALUE}.")
  private int steps = RangeRun.USUAL.steps();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "The page to write. Default: lr-range.html, in the folder of RUN if given.")
  private Path output;

  @Mixin private TrainingOptions options;

  /** Made by the command line. */
  public RangeCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Object> given = TrainingOptions.given(spec.commandLine().getParseResult());
    Recipe base = run == null ? Recipe.defaults() : Recipe.of(RunFolder.record(run));
    Recipe recipe = base.with(given);
    if (!(from > 0 && from < to) || steps < 10) {
      throw new UserException(
          "--from must be above 0 and below --to, and --steps 10 or more, but are "
              + from
              + ", "
              + to
              + " and "
              + steps);
    }
    Path page =
        output != null
            ? output
            : run == null ? Path.of("lr-range.html") : run.resolve("lr-range.html");
    if (Files.isDirectory(page)) {
      throw new UserException(page + " is a folder; name a file with --output");
    }
    Path parent = page.toAbsolutePath().getParent();
    if (parent != null) {
      RunFolder.requireWritable(parent, "output", "--output"); // before the test, which takes long
    }
    LearningRateCurve curve = new RangeRun(from, to, steps).run(recipe, Compute.standard(), out);
    RangeRun.print(curve, out);
    try {
      RangeRun.write(curve, recipe, page);
    } catch (IOException e) {
      throw new UserException(
          "cannot write " + page + ": " + FileFailure.reason(e) + "; name another with --output",
          e);
    }
    out.println("drawn in                         " + page);
    out.flush();
    return 0;
  }
}
