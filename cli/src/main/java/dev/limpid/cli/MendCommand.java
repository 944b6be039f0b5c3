package dev.limpid.cli;

import dev.limpid.cli.examine.ExaminedImages;
import dev.limpid.cli.examine.ForeignModel;
import dev.limpid.cli.examine.WeightsOption;
import dev.limpid.cli.recipe.OutputFile;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.examine.Examination;
import dev.limpid.interop.ModelFiles;
import dev.limpid.layers.Network;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.train.BatchNormRecalibration;
import dev.limpid.train.Evaluation;
import dev.limpid.train.Evaluator;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Split;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code mend}: puts the population's statistics in the place of BatchNorm's moving averages. */
@Command(
    name = "mend",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes a model anew with the population's statistics in place of BatchNorm's moving"
          + " averages.",
      "The file keeps its format, and everything else in it stays as it was. With --weights, that"
          + " file is written anew, and MODEL says what its weights are for."
    })
final class MendCommand implements Callable<Integer> {
  /** A model is mended where validation loss falls by this share, and by two standard errors. */
  private static final double LEAST_SHARE = 0.01;

  private static final double LEAST_ERRORS = 2;

  /** Statistics may be kept in half precision; a loss further off is no rounding. */
  private static final double ROUNDING = 1e-3;

  @ParentCommand private Limpid limpid;
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "The model to mend.")
  private Path model;

  @Mixin private ExaminedImages images;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "The file to write, with the same ending as MODEL, or as that of --weights.")
  private Path output;

  @Mixin private WeightsOption weights;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "128",
      description =
          "Images of the batches that the statistics come from. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(names = "--force", description = "Replace a file that is there.")
  private boolean force;

  @Mixin private ComputeOptions computeOptions;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    requireOutput();
    Compute compute = computeOptions.compute();
    computeOptions.explain(compute, limpid.isVerbose(), out);
    ForeignModel read = weights.read(model, compute);
    read.tell(out);
    ForeignModel classifier = read.asClassifier();
    classifier.tellClasses(read, out);
    Network network = classifier.network();
    int layers = network.layers(BatchNorm.class).size();
    if (layers == 0) {
      throw new UserException(
          model + " has no BatchNorm layer, and so nothing that could be mended");
    }
    Split split = images.load(classifier, out);
    requirePreparation(network, split.training());
    Evaluation before = evaluate(network, split.validation());
    BatchNormRecalibration.recalibrate(network, split.training(), batchSize);
    Evaluation after = evaluate(network, split.validation());
    tell(out, "as it is", before);
    tell(out, "with the population's statistics", after);
    requireGain(before, after);
    if (classifier != read) {
      read.network().copyWeightsFrom(network);
    }
    Evaluation again = evaluate(write(read, compute), split.validation());
    if (Math.abs(again.loss() - after.loss()) > ROUNDING * Math.max(1, after.loss())) {
      throw new UserException(
          output
              + " was written, but read again its validation loss is "
              + again.loss()
              + " instead of "
              + after.loss());
    }
    out.printf(
        Locale.ROOT,
        "Wrote %s: the statistics of %d BatchNorm layer%s are those of %,d training images.%n",
        output,
        layers,
        layers == 1 ? "" : "s",
        split.training().size());
    out.flush();
    return 0;
  }

  /** Writes the file, and reads what was written. */
  private Network write(ForeignModel read, Compute compute) throws IOException {
    if (weights.isGiven()) {
      Map<String, String> names = weights.named();
      ModelFiles.replaceStatistics(model, weights.source(model), names, read.network(), output);
      return ForeignModel.read(model, output, names, compute).asClassifier().network();
    }
    ModelFiles.replaceStatistics(model, read.model(), output);
    return ForeignModel.read(output, compute).asClassifier().network();
  }

  private void requireOutput() throws IOException {
    if (batchSize < 2) {
      throw new UserException("--batch-size must be 2 or more, but is " + batchSize);
    }
    Path source = weights.source(model);
    if (!ending(source).equals(ending(output))) {
      throw new UserException(
          output
              + " must end as "
              + source
              + " does: a mended file keeps its format; 'convert' changes it");
    }
    if (Files.exists(output)) {
      for (Path file : List.of(model, source)) {
        if (Files.exists(file) && Files.isSameFile(file, output)) {
          throw new UserException(output + " is the model itself; name another file with --output");
        }
      }
      if (!force) {
        throw new UserException(output + " is there already; --force replaces it");
      }
    }
    OutputFile.requireWritable(output, "--output");
  }

  private static String ending(Path file) {
    String name = String.valueOf(file.getFileName());
    String ending = name.substring(Math.max(0, name.lastIndexOf('.'))).toLowerCase(Locale.ROOT);
    return name.endsWith(".weights.h5") ? ".weights.h5" : ending; // Keras tells them apart by it
  }

  /** Statistics of images of another kind would only hide that they are. */
  private void requirePreparation(Network network, Dataset training) {
    if (images.pixels().isPresent()) {
      return; // that they are as they should be was said
    }
    Examination.otherPreprocessing(network, training)
        .ifPresent(
            expected -> {
              throw new UserException(
                  "the model was trained on images that were prepared in another way, and its"
                      + " averages are not what is wrong: it expects "
                      + expected.preprocessing()
                      + ". Prepare them with --pixels "
                      + expected.name()
                      + "; if they are as they were in training, say how with --pixels."
                      + " Nothing was written");
            });
  }

  private Evaluation evaluate(Network network, Dataset images) {
    return new Evaluator(network, batchSize, 1).evaluate(images);
  }

  private static void tell(PrintWriter out, String name, Evaluation result) {
    out.printf(
        Locale.ROOT,
        "  validation %-33s loss %.4f  accuracy %.4f%n",
        name,
        result.loss(),
        result.accuracy());
    out.flush();
  }

  private void requireGain(Evaluation before, Evaluation after) {
    double[] lossesBefore = before.predictions().losses();
    double[] lossesAfter = after.predictions().losses();
    int n = lossesBefore.length;
    double gain = before.loss() - after.loss();
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double difference = lossesBefore[i] - lossesAfter[i] - gain;
      squares += difference * difference;
    }
    double error = Math.sqrt(squares / Math.max(1, n - 1) / n);
    if (!(gain > LEAST_SHARE * before.loss() && gain > LEAST_ERRORS * error)) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "there is nothing to mend: the population's statistics would change the validation"
                  + " loss by %.3g +- %.2g, from %.4g to %.4g; nothing was written",
              -gain,
              2 * error,
              before.loss(),
              after.loss()));
    }
  }
}
