package dev.limpid.cli;

import dev.limpid.cli.recipe.Classifier;
import dev.limpid.cli.recipe.DataOptions;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.train.Evaluation;
import dev.limpid.train.Evaluator;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.Split;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code evaluate}: loss, accuracy and confusions of a saved model. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Evaluates a saved model; on the same images as 'train' if the data options are.")
final class EvaluateCommand implements Callable<Integer> {
  private static final int CONFUSIONS = 5;

  /** Which part of the data. */
  enum Part {
    TRAINING,
    VALIDATION
  }

  @ParentCommand private Limpid limpid;
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "A model.safetensors written by 'train'.")
  private Path model;

  @Option(
      names = "--part",
      paramLabel = "PART",
      defaultValue = "validation",
      description = "Which part of the data: training or validation. Default: ${DEFAULT-VALUE}.")
  private Part part;

  @Mixin private DataOptions data;
  @Mixin private ComputeOptions computeOptions;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Compute compute = computeOptions.compute();
    computeOptions.explain(compute, limpid.isVerbose(), out);
    Classifier classifier = Classifier.read(model, compute);
    Split split = data.load(classifier.network().inputShape(), compute.parallel(), out);
    Dataset images = part == Part.TRAINING ? split.training() : split.validation();
    try {
      images = Datasets.labelledAs(images, classifier.classNames());
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "the data has the classes "
              + images.classNames()
              + ", but the model knows "
              + classifier.classNames(),
          e);
    }
    Evaluation result = new Evaluator(classifier.network(), 128, 5).evaluate(images);
    out.printf(
        Locale.ROOT,
        "%,d images  loss %.4f  accuracy %.4f  top-%d %.4f%n",
        result.images(),
        result.loss(),
        result.accuracy(),
        result.topK(),
        result.topKAccuracy());
    tellConfusions(out, result, classifier.classNames());
    return 0;
  }

  private static void tellConfusions(PrintWriter out, Evaluation result, List<String> names) {
    record Confusion(int actual, int predicted, int count) {}
    List<Confusion> worst = new ArrayList<>();
    for (int actual = 0; actual < names.size(); actual++) {
      for (int predicted = 0; predicted < names.size(); predicted++) {
        int count = result.confusion()[actual][predicted];
        if (actual != predicted && count > 0) {
          worst.add(new Confusion(actual, predicted, count));
        }
      }
    }
    worst.sort((a, b) -> Integer.compare(b.count(), a.count()));
    for (Confusion confusion : worst.subList(0, Math.min(CONFUSIONS, worst.size()))) {
      out.printf(
          Locale.ROOT,
          "  %s taken for %s %d times%n",
          ForeignText.escaped(names.get(confusion.actual())),
          ForeignText.escaped(names.get(confusion.predicted())),
          confusion.count());
    }
    out.flush();
  }
}
