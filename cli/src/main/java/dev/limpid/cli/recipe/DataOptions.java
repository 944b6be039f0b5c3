package dev.limpid.cli.recipe;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Options that say which images: generated characters, or images in files. */
public final class DataOptions {
  /** The images that networks of the question take. */
  public static final Shape IMAGE = Shape.of(Characters.HEIGHT, Characters.WIDTH, 3);

  private static final String CHARACTERS = "characters";

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "'characters' to generate them, a folder with one sub-folder of images a class, a .csv file"
              + " with columns file and label (and split or group), a folder of IDX files (MNIST), of"
              + " CIFAR's binary files or of x_train.npy, y_train.npy, x_val.npy, y_val.npy, or an"
              + " .npz file with such arrays. Default: ${DEFAULT-VALUE}.")
  private String data = CHARACTERS;

  @Option(
      names = "--validation",
      paramLabel = "DATA",
      description =
          "Validate on these images, a folder or file as for --data; classes are matched by name."
              + " Default: the part of --data that is meant for it, or a split.")
  private String validation;

  @Option(
      names = "--image-shape",
      paramLabel = "HxWxC",
      description =
          "What the images of a folder become: rows, columns, and 3 channels or 1 for grey."
              + " Default: 50x55x3; packed files have a shape of their own.")
  private String imageShape;

  @Option(
      names = "--training-images",
      paramLabel = "N",
      description = "Generated images to train on. Default: ${DEFAULT-VALUE}.")
  private int trainingImages = 6400;

  @Option(
      names = "--validation-images",
      paramLabel = "N",
      description = "Generated images to validate on. Default: ${DEFAULT-VALUE}.")
  private int validationImages = 1600;

  @Option(
      names = "--difficulty",
      paramLabel = "X",
      description = "How hard generated characters are, 0 to 1. Default: ${DEFAULT-VALUE}.")
  private double difficulty = 0.5;

  @Option(
      names = "--validation-split",
      paramLabel = "X",
      description =
          "Share of a folder's images to validate on, where no others are meant for it. Default:"
              + " ${DEFAULT-VALUE}.")
  private double validationSplit = 0.2;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description =
          "Which images to validate on: tail, the last ones, as Keras does (head, the first ones to"
              + " learn from, is the same), shuffled, any, or stratified, evenly from each class."
              + " Default: head for generated characters, which are in random order, by group for a list"
              + " that has groups, and stratified for other files.")
  private Splitting.Kind split;

  @Option(
      names = "--fold",
      paramLabel = "I/K",
      description =
          "Validate on the I-th of K parts, each with the same share of every class, and learn from"
              + " the others: a cross-validation has a run for each. Default: one split.")
  private String fold;

  @Option(
      names = "--order",
      paramLabel = "NAME",
      description =
          "Order of the images before they are split: given, random or by-class. Default: given;"
              + " generated characters are in random order, a folder's are by class.")
  private Splitting.Order order = Splitting.Order.GIVEN;

  @Option(
      names = "--training-limit",
      paramLabel = "N",
      description =
          "Learn from only so many of the training images, drawn evenly from each class."
              + " Default: all.")
  private Integer trainingLimit;

  @Option(
      names = "--strict",
      negatable = true,
      fallbackValue = "true",
      description = "Fail on an image that can't be read, instead of skipping it. Default: off.")
  private boolean strict;

  @Option(
      names = "--data-seed",
      paramLabel = "N",
      description =
          "Seed of the generated characters, and of order, split and limit. Default:"
              + " ${DEFAULT-VALUE}.")
  private long seed = 1;

  /** Made by the command line. */
  public DataOptions() {}

  /**
   * Generates or reads the images and splits them.
   *
   * @param image shape of an image, to which a folder's are resized; null for what the options say
   * @param out is told what is done, and what was skipped
   * @throws UserException if a value is out of its range
   */
  public Split load(Shape image, Parallel parallel, PrintWriter out) {
    return read(image, parallel, out).split().get();
  }

  /**
   * Images before they are split.
   *
   * @param all those of both parts
   * @param split the parts
   * @param isParted whether it was said which are to validate on, other than by a share of all
   * @param hasValidation whether the data itself says which are to validate on
   */
  public record Images(
      Supplier<Dataset> all, Supplier<Split> split, boolean isParted, boolean hasValidation) {}

  /** As {@link #load}, but leaves it open whether they are split. */
  public Images read(Shape image, Parallel parallel, PrintWriter out) {
    check();
    Splitting splitting = splitting();
    if (isGenerated()) {
      Dataset all = splitting.ordered(generated(image, parallel, out));
      return new Images(() -> all, () -> splitting.ofGenerated(all, trainingImages), true, false);
    }
    splitting.requireShare();
    ImageSource source = new ImageSource(image != null ? image : imageShape(), strict, out);
    ImageSource.Images images = source.read(Path.of(data));
    Dataset other =
        validation != null
            ? source.readValidation(Path.of(validation), images.training().classNames())
            : images.validation();
    if (splitting.isFold() && (other != null || images.groups() != null)) {
      throw new UserException(
          "--fold can't be used: "
              + (validation != null ? validation : data)
              + " says itself which images are to validate on");
    }
    if (other == null && images.groups() != null && split == null) {
      return new Images(
          images::training, () -> splitting.byGroup(images.groups(), data), false, false);
    }
    Dataset all = splitting.ordered(images.training());
    if (other == null) {
      return new Images(() -> all, () -> splitting.ofFiles(all), false, false);
    }
    if (split != null) {
      throw new UserException(
          "--split can't be used: "
              + (validation != null ? validation : data)
              + " says itself which images are to validate on");
    }
    return new Images(
        () -> Datasets.joined(all, other),
        () -> splitting.limited(new Split(all, other)),
        true,
        validation == null);
  }

  /**
   * Checks what can be checked without the images.
   *
   * @throws UserException if a value is out of its range
   */
  void check() {
    splitting().check();
  }

  private Splitting splitting() {
    return new Splitting(validationSplit, split, fold, order, trainingLimit, Rng.of(seed));
  }

  /**
   * The shape that an option {@code --image-shape} says, such as {@code 28x28x1}.
   *
   * @throws UserException if it says none
   */
  public static Shape shapeOf(String text) {
    return ImageSource.parseShape(text);
  }

  /** What images of a folder become; null if it is not said. */
  Shape imageShape() {
    return imageShape == null ? null : ImageSource.parseShape(imageShape);
  }

  private Dataset generated(Shape image, Parallel parallel, PrintWriter out) {
    if (image != null && !image.equals(IMAGE)) {
      throw new UserException(
          "generated characters are 50x55x3, but the network takes "
              + image
              + "; give a folder with --data");
    }
    if (validation != null || imageShape != null) {
      throw new UserException(
          (validation != null ? "--validation" : "--image-shape")
              + " goes with a folder of images, which --data names");
    }
    if (trainingImages < 1 || validationImages < 1) {
      throw new UserException(
          "--training-images and --validation-images must be 1 or more, but are "
              + trainingImages
              + " and "
              + validationImages);
    }
    long images = (long) trainingImages + validationImages;
    if (images > Integer.MAX_VALUE) {
      throw new UserException(
          "--training-images and --validation-images are "
              + images
              + " together, but a data set has at most "
              + Integer.MAX_VALUE);
    }
    out.printf(Locale.ROOT, "Drawing %,d images ...%n", images);
    out.flush();
    return Characters.generate(seed, (int) images, difficulty, parallel);
  }

  /** Whether a model was trained on these images, as far as the paths tell. */
  public boolean areOf(Recipe trained) {
    Path before = Path.of(trained.images().data).normalize();
    Path now = Path.of(data).toAbsolutePath().normalize();
    return now.equals(before.toAbsolutePath().normalize()) || now.endsWith(before);
  }

  /** Orders, splits and limits {@linkplain #areOf the images of a training} as that did. */
  public void splitAs(Recipe trained) {
    DataOptions before = trained.images();
    trainingImages = before.trainingImages;
    validationImages = before.validationImages;
    difficulty = before.difficulty;
    validation = before.validation == null ? null : beside(before).toString();
    validationSplit = before.validationSplit;
    split = before.split;
    fold = before.fold;
    order = before.order;
    trainingLimit = before.trainingLimit;
    seed = before.seed;
  }

  /** Its validation images, where it was started in another folder too. */
  private Path beside(DataOptions before) {
    Path images = Path.of(before.data).normalize();
    Path others = Path.of(before.validation);
    if (images.isAbsolute() || others.isAbsolute()) {
      return others;
    }
    Path started = Path.of(data).toAbsolutePath().normalize();
    for (int i = 0; i < images.getNameCount() && started != null; i++) {
      started = started.getParent();
    }
    return started == null ? others : started.resolve(others);
  }

  boolean isGenerated() {
    return data.equals(CHARACTERS);
  }
}
