package dev.limpid.cli.recipe;

import dev.limpid.core.Parallel;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.run.RunException;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.Network;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.layers.json.Json;
import dev.limpid.optim.LearningRate;
import dev.limpid.optim.Optimizer;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.files.PackedData;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A training as the settings of the command {@code train}: names and values of its options, without
 * dashes. Those that are not given have the command's defaults. Immutable.
 *
 * <pre>{@code
 * RunRecord run = Recipe.of(RunFolder.record(folder).settings()).with("recalibrate", true).run(other, out);
 * }</pre>
 */
public final class Recipe {
  /** Options that say which images, and which of them a model is judged by. */
  private static final List<String> OF_IMAGES =
      List.of(
          "data",
          "validation",
          "training-images",
          "validation-images",
          "difficulty",
          "validation-split",
          "split",
          "fold",
          "order",
          "strict",
          "data-seed");

  private final Map<String, String> given;

  /** What the images were when this was trained before; null if it was not. */
  private final RunRecord.Data before;

  private final TrainingOptions options = new TrainingOptions();
  private final CommandLine line = commandLine(options);

  /** Options of generated characters alone. */
  private static final List<String> OF_CHARACTERS =
      List.of("training-images", "validation-images", "difficulty");

  private Recipe(Map<String, String> given, RunRecord.Data before) {
    this.given = given;
    this.before = before;
    List<String> args = new ArrayList<>();
    given.forEach((name, value) -> args.add(argument(name, value)));
    try {
      line.parseArgs(args.toArray(String[]::new));
    } catch (CommandLine.ParameterException e) {
      throw new UserException(e.getMessage(), e);
    }
    for (String name : OF_CHARACTERS) {
      if (given.containsKey(name) && !options.data().isGenerated()) {
        throw new UserException(
            "--"
                + name
                + " is of generated characters; of the images of --data, --training-limit and"
                + " --validation-split choose");
      }
    }
  }

  private String argument(String name, String value) {
    OptionSpec option = TrainingOptions.byName(line.getCommandSpec()).get(name);
    if (option == null) {
      throw new UserException("'train' has no option --" + name);
    }
    if (!option.negatable()) {
      return "--" + name + "=" + value;
    }
    if (!value.equals("true") && !value.equals("false")) {
      throw new UserException("--" + name + " is true or false, but not '" + value + "'");
    }
    return value.equals("true") ? "--" + name : "--no-" + name;
  }

  private static CommandLine commandLine(TrainingOptions options) {
    return new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** A command that has these options and no others. */
  static CommandSpec spec() {
    return commandLine(new TrainingOptions()).getCommandSpec();
  }

  /** The training of the question. */
  public static Recipe defaults() {
    return new Recipe(Map.of(), null);
  }

  /**
   * A training of these settings.
   *
   * @param settings by name, such as {@link RunRecord#settings()} has them; null values are those
   *     of the defaults
   * @throws UserException if one is no option of {@code train}, or its value is not of its kind
   */
  public static Recipe of(Map<String, Object> settings) {
    Map<String, String> given = new TreeMap<>();
    settings.forEach((name, value) -> put(given, name, value));
    given.remove(RunRecord.VALIDATED_ON); // follows from the images
    given.remove(RunRecord.PENALTY); // from others
    return new Recipe(given, null);
  }

  /** A training of settings as a JSON object. */
  static Recipe of(String json) throws IOException {
    if (!(Json.parse(json) instanceof Map<?, ?> map)) {
      throw new UserException("these are no settings: " + json);
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    map.forEach((name, value) -> settings.put(String.valueOf(name), value));
    return of(settings);
  }

  /**
   * The training that a run recorded. Its {@link #data} must be of the same classes: a relative
   * path may lead elsewhere when a command is started in another folder.
   *
   * @throws UserException if it was not recorded by {@code train}
   */
  public static Recipe of(RunRecord run) {
    if (!run.settings().keySet().containsAll(List.of("epochs", "data", "width", "seed"))) {
      throw new UserException(
          "the run was recorded by another program than 'train', which can't repeat it");
    }
    return new Recipe(of(run.settings()).given, run.data());
  }

  /**
   * This training with one setting changed.
   *
   * @param option its name, with or without leading dashes; {@code no-NAME} and true is {@code
   *     NAME} and false
   * @param value null for the default
   * @throws UserException if it is no option of {@code train}, or the value is not of its kind
   */
  public Recipe with(String option, Object value) {
    Map<String, String> changed = new TreeMap<>(given);
    change(changed, option.replaceFirst("^--", ""), value);
    return new Recipe(changed, before);
  }

  /** This training with some settings changed. */
  public Recipe with(Map<String, Object> settings) {
    Map<String, String> changed = new TreeMap<>(given);
    settings.forEach((name, value) -> change(changed, name, value));
    return new Recipe(changed, before);
  }

  /** Without augmentation is without its steps too. */
  private static void change(Map<String, String> to, String name, Object value) {
    put(to, name, value);
    if ("false".equals(to.get("augment")) && name.endsWith("augment")) {
      to.remove("augmentation");
    }
  }

  private static void put(Map<String, String> to, String name, Object value) {
    if (name.startsWith("no-")) {
      put(to, name.substring(3), value == null ? null : String.valueOf(value).equals("false"));
    } else if (value == null) {
      to.remove(name);
    } else if (name.equals("augment") && value instanceof String text) {
      // earlier runs say what the augmentation does
      to.put(name, String.valueOf(!text.equals("none") && !text.equals("false")));
    } else {
      to.put(name, value.toString());
    }
  }

  /** Images of a step. */
  public int batchSize() {
    return options.loop().batchSize();
  }

  /** What weights, order and dropout depend on. */
  public long seed() {
    return options.loop().seed();
  }

  /** Passes over the training images. */
  public int epochs() {
    return options.loop().epochs();
  }

  /** Whether the model is that of the best epoch, rather than the last. */
  public boolean keepsBest() {
    return options.loop().keepsBest();
  }

  /** Whether {@code train} has such an option; with or without dashes and {@code no-}. */
  public static boolean knows(String option) {
    return TrainingOptions.byName(spec()).containsKey(option.replaceFirst("^(--)?(no-)?", ""));
  }

  /** Whether the option has no value: {@code --NAME} and {@code --no-NAME}. */
  public static boolean isFlag(String option) {
    OptionSpec known = TrainingOptions.byName(spec()).get(option.replaceFirst("^(--)?(no-)?", ""));
    return known != null && known.negatable();
  }

  /**
   * All settings, those at their defaults too, in the order of the options; {@link #of} makes the
   * same training of them. Options that say nothing here, such as the share of a folder's images
   * for generated ones, are left out.
   */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    TrainingOptions.byName(line.getCommandSpec())
        .forEach((name, option) -> settings.put(name, plain(option.getValue())));
    settings.put("learning-rate", options.optimizer().rate());
    settings.put("initializer", plain(options.network().initializer()));
    if (options.data().isGenerated()) {
      settings.keySet().removeAll(List.of("validation-split", "strict"));
    } else {
      settings.keySet().removeAll(OF_CHARACTERS);
    }
    if (options.network().isOfTheQuestion()) {
      settings.remove("network"); // as runs of the time when it was the only one
    }
    if (!options.network().hasBatchNorm()) {
      settings.keySet().removeIf(name -> name.startsWith("batchnorm-"));
    }
    settings.values().removeIf(value -> value == null);
    return settings;
  }

  private static Object plain(Object value) {
    return value instanceof Enum<?> ? value.toString().toLowerCase(Locale.ROOT) : value;
  }

  /** The value of one setting; null if it has none. */
  public Object setting(String name) {
    return settings().get(name);
  }

  /**
   * Generates or reads the images, and splits them.
   *
   * @param out is told what was skipped
   * @throws UserException if they are not those of the run that this is of
   */
  public Split data(Parallel parallel, PrintWriter out) {
    return split(images(parallel, out));
  }

  /** The images before they are split, as {@link #split} does. */
  DataOptions.Images images(Parallel parallel, PrintWriter out) {
    return options.data().read(null, parallel, out);
  }

  Split split(DataOptions.Images images) {
    Split split = images.split().get();
    List<String> classes = split.training().classNames();
    if (before != null && !before.classes().equals(classes)) {
      throw new UserException(
          "the images in "
              + setting("data")
              + " are not those of the run: it had the classes "
              + ForeignText.brief(before.classes())
              + ", these have "
              + ForeignText.brief(classes)
              + "; start the command where the run was started");
    }
    return split;
  }

  /**
   * Refuses a folder for what is written that would become a class of the images.
   *
   * @param option what it was named with
   */
  public void requireOutsideOfImages(Path folder, String option) {
    if (options.data().isGenerated()) {
      return;
    }
    Path images = Path.of(String.valueOf(setting("data"))).toAbsolutePath().normalize();
    if (folder.toAbsolutePath().normalize().startsWith(images)
        && Files.isDirectory(images)
        && !PackedData.isPacked(images)) {
      throw new UserException(
          folder
              + " lies in the folder of the images, where it would become a class; name another with "
              + option);
    }
  }

  /** The options that say which images, of those that are not at their defaults, by name. */
  public Map<String, Object> imageSettings() {
    Map<String, Object> changed = changed();
    changed.keySet().retainAll(OF_IMAGES);
    return changed;
  }

  private Map<String, Object> changed() {
    Map<String, Object> changed = settings();
    Map<String, Object> usual = defaults().with("data", changed.get("data")).settings();
    usual.put("data", defaults().setting("data"));
    changed.entrySet().removeIf(setting -> setting.getValue().equals(usual.get(setting.getKey())));
    return changed;
  }

  /** The network for such images. */
  public NetworkOptions.Design network(Dataset images) {
    return options.network().design(images.sampleShape(), images.classNames().size());
  }

  /** The optimizer with its schedule, for a run over so many images. */
  public Optimizer optimizer(int trainingImages) {
    long steps = (trainingImages - 1) / batchSize() + 1;
    return options.optimizer().create(options.loop().stepsOf(steps) * epochs());
  }

  /** The optimizer with another learning rate. */
  public Optimizer optimizer(LearningRate rate) {
    return options.optimizer().create(rate);
  }

  /** A trainer of a network by the options of the loop, for these training images. */
  public Trainer trainer(Network network, Dataset training) {
    Trainer trainer = Trainer.of(network, optimizer(training.size()));
    options.loop().applyTo(trainer, training);
    return trainer;
  }

  DataOptions images() {
    return options.data();
  }

  LoopOptions loop() {
    return options.loop();
  }

  /**
   * Trains as {@code train} would, and writes the same files.
   *
   * @param folder made if need be; an earlier run in it is replaced
   * @param out is told how it goes
   * @return the record; {@link RunRecord.State#FAILED} as in {@link Training#run}
   * @throws UserException if a value is out of its range, or the folder can't be written
   */
  public RunRecord run(Path folder, PrintWriter out) {
    Training training = training(Compute.standard());
    try (RunWriter run = RunWriter.open(folder, true)) {
      return training.run(run, out);
    }
  }

  /**
   * As {@link #run}, but where the folder holds this very training, ended, that is what it returns.
   */
  public RunRecord resume(Path folder, PrintWriter out) {
    return finished(folder).orElseGet(() -> run(folder, out));
  }

  /** This training, if it has ended in that folder. */
  public Optional<RunRecord> finished(Path folder) {
    try {
      RunRecord run = RunFolder.record(folder);
      boolean ended = run.state() != RunRecord.State.RUNNING;
      return ended && of(run.settings()).equals(this) ? Optional.of(run) : Optional.empty();
    } catch (RunException | UserException e) {
      return Optional.empty(); // none, half written, or another program's
    }
  }

  /**
   * Checks the values that can be checked without the images.
   *
   * @throws UserException if one is out of its range
   */
  public void check() {
    options.loop().check();
    options.data().check();
    Shape image = options.data().imageShape();
    options.network().design(image != null ? image : DataOptions.IMAGE, 2);
    optimizer(1);
  }

  /** The training of this recipe, to be told more of before it is run. */
  public Training training(Compute compute) {
    check();
    return new Training(this, compute);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Recipe recipe && settings().equals(recipe.settings());
  }

  @Override
  public int hashCode() {
    return settings().hashCode();
  }

  /** The options that are not at their defaults, as on a command line. */
  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    changed()
        .forEach(
            (name, value) ->
                words.add(
                    isFlag(name) ? argument(name, value.toString()) : "--" + name + " " + value));
    return String.join(" ", words);
  }
}
