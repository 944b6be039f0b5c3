package dev.limpid.cli;

import dev.limpid.cli.examine.ForeignModel;
import dev.limpid.cli.examine.WeightsOption;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.interop.ModelFiles;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code convert}: writes a model in another format, and checks what was written. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes a model in the format that the ending of TO says.",
      "Then it reads TO, and compares the outputs of both for the same random images."
    })
final class ConvertCommand implements Callable<Integer> {
  private static final int IMAGES = 8;

  /** A difference beyond this share of the largest output is no rounding. */
  private static final double ROUNDING = 1e-4;

  @ParentCommand private Limpid limpid;
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FROM", description = "The model to read.")
  private Path from;

  @Parameters(index = "1", paramLabel = "TO", description = "The file to write.")
  private Path to;

  @Option(names = "--force", description = "Replace a file that is there.")
  private boolean force;

  @Mixin private WeightsOption weights;

  @Mixin private ComputeOptions computeOptions;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (Files.exists(to)) {
      if (Files.exists(from) && Files.isSameFile(from, to)) {
        throw new UserException(to + " is the model itself; name another file");
      }
      if (!force) {
        throw new UserException(to + " is there already; --force replaces it");
      }
    }
    Compute compute = computeOptions.compute();
    computeOptions.explain(compute, limpid.isVerbose(), out);
    ForeignModel read = weights.read(from, compute);
    read.tell(out);
    ModelFiles.write(read.network(), read.model().classNames(), read.model().task(), to);
    double difference = difference(read.network(), written(compute, out));
    out.printf(
        Locale.ROOT,
        "The largest difference of the outputs for %d random images is %.2g of the largest"
            + " output.%n",
        IMAGES,
        difference);
    out.flush();
    if (!(difference <= ROUNDING)) {
      throw new UserException(
          to + " was written, but does not give the same outputs as " + from + "; don't use it");
    }
    return 0;
  }

  /** What was written, read again; weights alone into the network that they came from. */
  private Network written(Compute compute, PrintWriter out) throws IOException {
    if (!ModelFiles.isWeightsAlone(to)) {
      ForeignModel written = ForeignModel.read(to, compute);
      written.tell(out);
      return written.network();
    }
    Network network = weights.read(from, compute).network();
    network.parameters().forEach(parameter -> parameter.value().fill(Float.NaN));
    out.println(to.getFileName() + ": " + ModelFiles.readWeights(to, network));
    return network;
  }

  private static double difference(Network before, Network after) {
    Tensor expected = before.forward(images(before), Mode.INFERENCE);
    Tensor actual = after.forward(images(after), Mode.INFERENCE);
    if (!expected.shape().equals(actual.shape())) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    double apart = 0;
    for (int i = 0; i < expected.size(); i++) {
      double difference = Math.abs(expected.data()[i] - actual.data()[i]);
      largest = Math.max(largest, Math.abs(expected.data()[i]));
      apart = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(apart, difference);
    }
    return largest == 0 ? apart : apart / largest;
  }

  /** Normal values; of inputs that are called otherwise, the same in their order. */
  private static Map<String, Tensor> images(Network network) {
    Map<String, Tensor> images = new LinkedHashMap<>();
    int number = 0;
    for (Map.Entry<String, Shape> input : network.inputs().entrySet()) {
      Rng rng = Rng.of(1).split(number++);
      Tensor tensor = Tensor.zeros(input.getValue().batch(IMAGES));
      for (int i = 0; i < tensor.size(); i++) {
        tensor.data()[i] = (float) rng.nextGaussian();
      }
      images.put(input.getKey(), tensor);
    }
    return images;
  }
}
