package dev.limpid.cli;

import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.cli.recipe.RunModel;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.io.FileFailure;
import dev.limpid.report.LookPage;
import dev.limpid.train.Classifier;
import dev.limpid.train.data.DatasetException;
import dev.limpid.train.data.ImageFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code look}: where a saved model sees its classes. */
@Command(
    name = "look",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Shows where in images a saved model sees its classes, what its layers answer, and its"
            + " filters.")
final class LookCommand implements Callable<Integer> {
  @ParentCommand private Limpid limpid;
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A model.safetensors written by 'train'.")
  private Path model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "Image files; resized to what the model takes.")
  private List<Path> images;

  @Option(
      names = "--class",
      paramLabel = "NAME",
      description = "Look for this class. Default: the two most probable ones of each image.")
  private String className;

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description = "Look at this layer. Default: the last one that puts out a picture.")
  private String layer;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      defaultValue = "look.html",
      description = "The page to write. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Mixin private ComputeOptions computeOptions;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (Files.isDirectory(output)) {
      throw new UserException(output + " is a folder; name a file with --output");
    }
    Path parent = output.toAbsolutePath().getParent();
    if (parent != null) {
      RunFolder.requireWritable(parent, "output", "--output");
    }
    Compute compute = computeOptions.compute();
    computeOptions.explain(compute, limpid.isVerbose(), out);
    RunModel saved = RunModel.read(model, compute);
    int wanted = className == null ? -1 : saved.classNames().indexOf(className);
    if (className != null && wanted < 0) {
      throw new UserException(
          "the model has no class '" + className + "'; it knows " + saved.classNames());
    }
    LookPage page = page(saved);
    Classifier classifier = Classifier.of(saved.network(), saved.classNames());
    int failed = 0;
    for (Path image : images) {
      try {
        float[] pixels = ImageFolder.readImage(image, saved.network().inputShape());
        int[] classes = wanted < 0 ? classifier.classify(pixels).best(2) : new int[] {wanted};
        out.println(image + ": " + page.add(image.getFileName().toString(), pixels, classes));
      } catch (DatasetException e) {
        spec.commandLine().getErr().println("limpid: " + e.getMessage());
        failed++;
      }
    }
    if (failed < images.size()) {
      write(page);
      out.println("drawn in " + output);
    }
    out.flush();
    return failed == 0 ? 0 : 1;
  }

  private LookPage page(RunModel saved) {
    try {
      return new LookPage(saved.network(), saved.classNames(), layer);
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage(), e);
    }
  }

  private void write(LookPage page) {
    try {
      page.write(output);
    } catch (IOException e) {
      throw new UserException(
          "cannot write " + output + ": " + FileFailure.reason(e) + "; name another with --output",
          e);
    }
  }
}
