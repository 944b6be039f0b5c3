package dev.limpid.cli;

import dev.limpid.cli.recipe.Classifier;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.inference.FrozenNetwork;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.train.data.DatasetException;
import dev.limpid.train.data.ImageFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
      description = "PNG, JPEG, GIF, BMP or TIFF files; resized to what the model takes.")
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

  @Mixin private ComputeOptions computeOptions;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (top < 1) {
      throw new UserException("--top must be 1 or more, but is " + top);
    }
    Compute compute = computeOptions.compute();
    computeOptions.explain(compute, limpid.isVerbose(), out);
    Classifier classifier = Classifier.read(model, compute);
    Shape shape = classifier.network().inputShape();
    if (shape.rank() != 3 || shape.dim(2) != 3 && shape.dim(2) != 1) {
      throw new UserException("the model takes " + shape + ", not colour or grey images");
    }
    FrozenNetwork network = FrozenNetwork.of(classifier.network());
    int failed = 0;
    for (Path image : images) {
      try {
        float[] pixels = ImageFolder.readImage(image, shape);
        out.println(image + ": " + best(network.predict(pixels), classifier.classNames()));
      } catch (DatasetException e) {
        spec.commandLine().getErr().println("limpid: " + e.getMessage());
        failed++;
      }
    }
    out.flush();
    return failed == 0 ? 0 : 1;
  }

  private String best(float[] probabilities, List<String> names) {
    return IntStream.range(0, names.size())
        .boxed()
        .sorted((a, b) -> Float.compare(probabilities[b], probabilities[a]))
        .limit(top)
        .map(
            i ->
                String.format(
                    Locale.ROOT,
                    "%s %.1f %%",
                    ForeignText.escaped(names.get(i)),
                    100 * probabilities[i]))
        .collect(Collectors.joining(", "));
  }
}
