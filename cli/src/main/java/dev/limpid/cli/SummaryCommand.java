package dev.limpid.cli;

import dev.limpid.cli.recipe.DataOptions;
import dev.limpid.cli.recipe.NetworkOptions;
import dev.limpid.cli.recipe.RunModel;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Network;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code summary}: the layers of the network of the question, or of a saved model. */
@Command(
    name = "summary",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows layers, shapes and parameters of the network, or of a saved model.")
final class SummaryCommand implements Callable<Integer> {
  @ParentCommand private Limpid limpid;
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "A model written by 'train', instead of the network of the question.")
  private Path model;

  @Option(
      names = "--classes",
      paramLabel = "N",
      defaultValue = "30",
      description = "Default: ${DEFAULT-VALUE}.")
  private int classes;

  @Option(
      names = "--image-shape",
      paramLabel = "HxWxC",
      defaultValue = "50x55x3",
      description = "Rows, columns and channels of an image. Default: ${DEFAULT-VALUE}.")
  private String imageShape;

  @Mixin private NetworkOptions networkOptions;
  @Mixin private ComputeOptions computeOptions;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Compute compute = computeOptions.compute();
    computeOptions.explain(compute, limpid.isVerbose(), out);
    if (classes < 2) {
      throw new UserException("--classes must be 2 or more, but is " + classes);
    }
    Network network =
        model != null
            ? RunModel.read(model, compute).network()
            : networkOptions.design(DataOptions.shapeOf(imageShape), classes).build(1, compute);
    out.print(network.summary());
    out.flush();
    return 0;
  }
}
