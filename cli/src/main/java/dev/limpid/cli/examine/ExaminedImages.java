package dev.limpid.cli.examine;

import dev.limpid.cli.recipe.UserException;
import dev.limpid.cli.text.Wrapped;
import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetView;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.ImageFolder;
import dev.limpid.train.data.Preprocessing;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.files.NumpyFiles;
import dev.limpid.train.data.files.PackedData;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say on which images a model was trained and validated. */
public final class ExaminedImages {
  private static final int LOOKED_AT = 512;

  @Option(
      names = "--training",
      required = true,
      paramLabel = "DATA",
      description =
          "The images that it was trained on: a folder with one sub-folder of images a class, a"
              + " folder of IDX files (MNIST) or of CIFAR's binary files, or the arrays that were"
              + " given to fit, as an .npz file with x and y (or x_train and y_train), or as x.npy"
              + " with y.npy beside it.")
  private Path training;

  @Option(
      names = "--validation",
      paramLabel = "DATA",
      description =
          "The images that it was validated on, likewise. Default: the part of --training that is"
              + " meant for it.")
  private Path validation;

  @Option(
      names = "--pixels",
      paramLabel = "NAME",
      description =
          "How pixels are prepared: unit (0 to 1), bytes (0 to 255), signed (-1 to 1), inverted,"
              + " mnist, unit-bgr, bytes-bgr, torch, caffe. Default: arrays as they are, files as"
              + " unit.")
  private String pixels;

  @Option(
      names = "--strict",
      negatable = true,
      fallbackValue = "true",
      description = "Fail on an image that can't be read, instead of skipping it. Default: off.")
  private boolean strict;

  /** Made by the command line. */
  public ExaminedImages() {}

  /**
   * Reads the images as the model takes them.
   *
   * @param out is told what is done, and what was skipped
   * @throws UserException if they don't suit the model
   */
  public Split load(ForeignModel model, PrintWriter out) {
    if (model.network().inputs().size() != 1) {
      throw new UserException(
          model.file()
              + " takes several inputs, "
              + model.network().inputs().keySet()
              + "; images can be given to one only");
    }
    PackedData.Parts parts = read(training, model, out);
    Dataset other =
        validation != null
            ? lastPart(read(validation, model, out))
            : parts
                .validation()
                .orElseThrow(
                    () ->
                        new UserException(
                            training
                                + " has no part to validate on; name the validation images with"
                                + " --validation"));
    return new Split(prepared(parts.training(), model), prepared(other, model));
  }

  /** The name of the preparation that was asked for. */
  public Optional<String> pixels() {
    return Optional.ofNullable(pixels);
  }

  private static Dataset lastPart(PackedData.Parts parts) {
    return parts.validation().orElse(parts.training());
  }

  private PackedData.Parts read(Path path, ForeignModel model, PrintWriter out) {
    out.println("Reading the images in " + path + " ...");
    out.flush();
    Shape shape = model.network().inputShape();
    Path arrays = NumpyFiles.isFolder(path) ? path.resolve("x_train.npy") : path;
    if (NumpyFiles.areArrays(arrays)) {
      return NumpyFiles.readAsGiven(arrays, shape, model.classNames());
    }
    return PackedData.isPacked(path)
        ? PackedData.read(path)
        : new PackedData.Parts(folder(path, shape, out), Optional.empty());
  }

  private Dataset folder(Path path, Shape shape, PrintWriter out) {
    Shape image = shape.rank() == 2 ? Shape.of(shape.dim(0), shape.dim(1), 1) : shape;
    if (image.rank() != 3 || image.dim(2) != 1 && image.dim(2) != 3) {
      throw new UserException(
          "the model takes " + shape + "; image files are read with 3 channels or 1");
    }
    ImageFolder.Result folder = ImageFolder.read(path, image, strict);
    folder.skipped().forEach(file -> out.println("skipped " + file.path() + ": " + file.reason()));
    folder.leftAsideByReason().forEach(reason -> out.println(Wrapped.text(reason)));
    return folder.dataset();
  }

  private Dataset prepared(Dataset images, ForeignModel model) {
    Dataset named = named(images, model);
    Dataset shaped = shaped(named, model.network().inputShape());
    if (pixels == null) {
      return shaped;
    }
    Preprocessing to;
    try {
      to = Preprocessing.named(pixels);
    } catch (IllegalArgumentException e) {
      throw new UserException("--pixels: " + e.getMessage(), e);
    }
    Preprocessing from =
        Preprocessing.of(shaped, LOOKED_AT)
            .orElseThrow(
                () ->
                    new UserException(
                        "--pixels goes with values from 0 to 1, 0 to 255 or -1 to 1, and those of"
                            + " the images are others"));
    try {
      return to.prepare(shaped, from);
    } catch (IllegalArgumentException e) {
      throw new UserException("--pixels: " + e.getMessage(), e);
    }
  }

  /** Labels as indices of the model's outputs: by the names of the classes, or by their order. */
  private static Dataset named(Dataset images, ForeignModel model) {
    int outputs = model.classNames().size();
    if (images.classNames().size() > outputs) {
      throw new UserException(
          "the images are of "
              + images.classNames().size()
              + " classes, but the model has "
              + outputs
              + " outputs");
    }
    if (!model.namesClasses()) {
      return images;
    }
    try {
      return Datasets.labelledAs(images, model.classNames());
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "the images have the classes "
              + images.classNames()
              + ", but the model knows "
              + model.classNames(),
          e);
    }
  }

  /** The same values in a shape with one channel more or less, or flat. */
  private static Dataset shaped(Dataset images, Shape shape) {
    if (images.sampleShape().equals(shape)) {
      return images;
    }
    if (images.sampleShape().size() != shape.size() || shape.rank() == 3) {
      throw new UserException(
          "the images are " + images.sampleShape() + ", but the model takes " + shape);
    }
    return new DatasetView(images) {
      @Override
      public Shape sampleShape() {
        return shape;
      }
    };
  }
}
