package dev.limpid.cli;

import dev.limpid.cli.recipe.DataOptions;
import dev.limpid.cli.recipe.OutputFile;
import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.RunModel;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.AtomicFile;
import dev.limpid.layers.io.FileFailure;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.layers.json.Json;
import dev.limpid.train.Evaluation;
import dev.limpid.train.Evaluator;
import dev.limpid.train.Metric;
import dev.limpid.train.Prediction;
import dev.limpid.train.confusion.Confusions;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.Split;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ParseResult;

/** {@code evaluate}: loss, accuracy and confusions of a saved model. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Evaluates a saved model; on the same images as 'train' if the data options are.")
final class EvaluateCommand implements Callable<Integer> {
  private static final int CONFUSIONS = 5;

  /** Options that say which images there are, and which are split off. */
  private static final List<String> SPLITTING =
      List.of(
          "--training-images",
          "--validation-images",
          "--difficulty",
          "--validation",
          "--validation-split",
          "--split",
          "--fold",
          "--order",
          "--training-limit",
          "--data-seed");

  /** Which part of the data. */
  enum Part {
    TRAINING,
    VALIDATION,
    ALL
  }

  @ParentCommand private Limpid limpid;
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "A model.safetensors written by 'train'.")
  private Path model;

  @Option(
      names = "--part",
      paramLabel = "PART",
      description =
          "Which part of the data: training, validation or all. Default: all, but validation where"
              + " the data has such a part, an option splits it, or the model was trained on it.")
  private Part part;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description =
          "text, csv, or json with the confusions of all classes. Default: ${DEFAULT-VALUE}.")
  private OutputFormat format;

  @Option(
      names = "--metrics",
      paramLabel = "NAMES",
      split = ",",
      description =
          "Further figures, with commas between: f1_macro and their like, as 'train' takes them.")
  private List<String> metrics = List.of();

  @Option(
      names = "--predictions",
      paramLabel = "FILE",
      description = "Write what the model said to each image into this CSV file.")
  private Path predictions;

  @Mixin private DataOptions data;
  @Mixin private ComputeOptions computeOptions;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (predictions != null) {
      OutputFile.requireWritable(predictions, "--predictions");
    }
    Compute compute = computeOptions.compute();
    PrintWriter notes = format == OutputFormat.TEXT ? out : spec.commandLine().getErr();
    computeOptions.explain(compute, limpid.isVerbose(), notes);
    RunModel classifier = RunModel.read(model, compute);
    Optional<Recipe> training = trainingOnThese();
    boolean splits = SPLITTING.stream().anyMatch(parsed()::hasMatchedOption);
    if (!splits) {
      training.ifPresent(data::splitAs);
    }
    DataOptions.Images all =
        data.read(classifier.network().inputShape(), compute.parallel(), notes);
    Dataset images = chosen(all, splits, training.isPresent(), notes);
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
    Evaluation result = evaluator(classifier.network()).evaluate(images);
    if (predictions != null) {
      writePredictions(images, result);
    }
    switch (format) {
      case TEXT -> {
        out.printf(
            Locale.ROOT,
            "%,d images  loss %.4f  accuracy %.4f  top-%d %.4f%n",
            result.images(),
            result.loss(),
            result.accuracy(),
            result.topK(),
            result.topKAccuracy());
        result
            .metrics()
            .forEach((name, value) -> out.printf(Locale.ROOT, "  %s %.4f%n", name, value));
        tellConfusions(out, result, classifier.classNames());
      }
      case CSV -> {
        Map<String, Object> figures = figures(result);
        out.println(String.join(",", figures.keySet()));
        out.println(
            figures.values().stream().map(String::valueOf).collect(Collectors.joining(",")));
      }
      case JSON -> {
        Map<String, Object> document = figures(result);
        document.put("classes", classifier.classNames());
        Confusions.put(result.confusion(), "confusion", document);
        out.println(Json.write(document));
      }
    }
    out.flush();
    return 0;
  }

  private ParseResult parsed() {
    return spec.commandLine().getParseResult();
  }

  /**
   * The part that is asked for, after saying which it is.
   *
   * @param splits whether an option says how they are split
   * @param trained whether the model was trained on some of them
   */
  private Dataset chosen(
      DataOptions.Images images, boolean splits, boolean trained, PrintWriter notes) {
    boolean parted = splits || images.isParted();
    Part which = part != null ? part : parted || trained ? Part.VALIDATION : Part.ALL;
    if (which == Part.ALL) {
      Dataset all = images.all().get();
      notes.printf(Locale.ROOT, "Evaluating all %,d images%n", all.size());
      return all;
    }
    Split split = images.split().get();
    Dataset chosen = which == Part.TRAINING ? split.training() : split.validation();
    notes.printf(
        Locale.ROOT,
        "Evaluating the %s part, %,d of %,d images%s%n",
        which.name().toLowerCase(Locale.ROOT),
        chosen.size(),
        split.training().size() + split.validation().size(),
        trained && which == Part.VALIDATION && !splits
            ? "; the model was trained on others of them (--part all takes all)"
            : trained || parted
                ? ""
                : "; as far as the model says it was trained on none of them, and they are split as"
                    + " 'train' does by default");
    return chosen;
  }

  /** The training of the model, if it was on these images. */
  private Optional<Recipe> trainingOnThese() {
    try {
      return Optional.of(RunModel.recipe(model)).filter(data::areOf);
    } catch (UserException e) {
      return Optional.empty(); // of another program, which does not say
    }
  }

  private static Map<String, Object> figures(Evaluation result) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("images", result.images());
    figures.put("loss", result.loss());
    figures.put("accuracy", result.accuracy());
    figures.put("top" + result.topK() + "_accuracy", result.topKAccuracy());
    figures.putAll(result.metrics());
    return figures;
  }

  private Evaluator evaluator(Network network) {
    try {
      return new Evaluator(network, 128, 5).metrics(metrics.stream().map(Metric::named).toList());
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage(), e);
    }
  }

  private void writePredictions(Dataset images, Evaluation result) {
    List<String> names = images.classNames();
    StringWriter text = new StringWriter();
    PredictionWriter.Csv writer = new PredictionWriter.Csv(names, true, new PrintWriter(text));
    for (int i = 0; i < images.size(); i++) {
      Prediction prediction = new Prediction(names, result.predictions().outputs()[i]);
      writer.write(images.nameOf(i), names.get(images.label(i)), prediction);
    }
    writer.end();
    try {
      AtomicFile.write(predictions, text.toString());
    } catch (IOException e) {
      throw new UserException("cannot write " + predictions + ": " + FileFailure.reason(e), e);
    }
  }

  private static void tellConfusions(PrintWriter out, Evaluation result, List<String> names) {
    Confusions.of(result.confusion()).stream()
        .filter(cell -> cell.actual() != cell.predicted())
        .sorted(Comparator.comparingInt(cell -> -cell.images()))
        .limit(CONFUSIONS)
        .forEach(
            cell ->
                out.printf(
                    Locale.ROOT,
                    "  %s taken for %s %d times%n",
                    ForeignText.escaped(names.get(cell.actual())),
                    ForeignText.escaped(names.get(cell.predicted())),
                    cell.images()));
    out.flush();
  }
}
