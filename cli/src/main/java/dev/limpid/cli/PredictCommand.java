package dev.limpid.cli;

import dev.limpid.cli.recipe.RunModel;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.train.Classifier;
import dev.limpid.train.data.DatasetException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code predict}: what a saved model sees in images. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Classifies images with a saved model.")
final class PredictCommand implements Callable<Integer> {
  @ParentCommand private Limpid limpid;
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(
      paramLabel = "IMAGE",
      arity = "1..*",
      description = "PNG, JPEG, GIF, BMP, TIFF or WebP files; resized to what the model takes.")
  private List<Path> images;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      defaultValue = "limpid-run/model.safetensors",
      description = "A model written by 'train'. Default: ${DEFAULT-VALUE}.")
  private Path model;

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "3",
      description = "How many classes to show. Default: ${DEFAULT-VALUE}.")
  private int top;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description =
          "text, or csv or json with the probabilities of all classes. Default: ${DEFAULT-VALUE}.")
  private OutputFormat format;

  @Mixin private ComputeOptions computeOptions;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (top < 1) {
      throw new UserException("--top must be 1 or more, but is " + top);
    }
    Compute compute = computeOptions.compute();
    PrintWriter notes = format == OutputFormat.TEXT ? out : spec.commandLine().getErr();
    computeOptions.explain(compute, limpid.isVerbose(), notes);
    RunModel saved = RunModel.read(model, compute);
    Shape shape = saved.network().inputShape();
    if (shape.rank() != 3 || shape.dim(2) != 3 && shape.dim(2) != 1) {
      throw new UserException("the model takes " + shape + ", not colour or grey images");
    }
    Classifier classifier = Classifier.of(saved.network(), saved.classNames());
    PredictionWriter writer = PredictionWriter.of(format, classifier.classNames(), top, out);
    int failed = 0;
    for (Path image : images) {
      try {
        writer.write(image.toString(), classifier.classify(image));
      } catch (DatasetException e) {
        spec.commandLine().getErr().println("limpid: " + e.getMessage());
        failed++;
      }
    }
    writer.end();
    return failed == 0 ? 0 : 1;
  }
}
