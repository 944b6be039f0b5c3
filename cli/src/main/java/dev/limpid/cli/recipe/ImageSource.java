package dev.limpid.cli.recipe;

import dev.limpid.cli.text.Wrapped;
import dev.limpid.core.Shape;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.ImageFolder;
import dev.limpid.train.data.ImageList;
import dev.limpid.train.data.files.PackedData;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the folders and files that options name.
 *
 * @param image what images are to become; null for what the files say
 * @param strict whether a broken image is an error
 * @param out is told what is done, and what was skipped
 */
record ImageSource(Shape image, boolean strict, PrintWriter out) {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,5})x(\\d{1,5})x([13])");

  /** A shape such as {@code 28x28x1}. */
  static Shape parseShape(String text) {
    Matcher shape = SHAPE.matcher(text);
    if (!shape.matches() || text.startsWith("0x") || text.contains("x0x")) {
      throw new UserException(
          "--image-shape must be rows, columns and 3 or 1 channels, such as 28x28x1, but is '"
              + text
              + "'");
    }
    return Shape.of(
        Integer.parseInt(shape.group(1)),
        Integer.parseInt(shape.group(2)),
        Integer.parseInt(shape.group(3)));
  }

  /**
   * The images of a folder or file.
   *
   * @param validation those that are meant to validate on; null if none are
   * @param groups what says which images belong together; null if nothing does
   */
  record Images(Dataset training, Dataset validation, ImageList groups) {}

  /** All images of a folder or file; packed ones and lists may have a part to validate on. */
  Images read(Path path) {
    out.println("Reading the images in " + path + " ...");
    out.flush();
    if (isList(path)) {
      return list(path);
    }
    if (!PackedData.isPacked(path)) {
      return new Images(told(ImageFolder.read(path, shape(), strict)), null, null);
    }
    PackedData.Parts parts = PackedData.read(path);
    List<String> leftAside = PackedData.leftAside(path);
    if (!leftAside.isEmpty()) {
      out.println(
          Wrapped.text(
              "left aside: the arrays "
                  + ForeignText.brief(leftAside)
                  + "; learnt from are x_train and y_train, validated on x_val and y_val, or x_test"
                  + " and y_test"));
    }
    Shape shape = parts.training().sampleShape();
    if (image != null && !image.equals(shape)) {
      throw new UserException(
          "the images of " + path + " are " + shape + ", and not " + image + " as asked for");
    }
    return new Images(parts.training(), parts.validation().orElse(null), null);
  }

  private static boolean isList(Path path) {
    return path.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
  }

  private Images list(Path path) {
    ImageList list = ImageList.read(path, shape(), strict);
    Dataset all = told(list.images());
    return list.split()
        .map(split -> new Images(split.training(), split.validation(), null))
        .orElseGet(() -> new Images(all, null, list.hasGroups() ? list : null));
  }

  /** Images to validate on, with labels as indices of these classes. */
  Dataset readValidation(Path path, List<String> classNames) {
    Images images = read(path);
    try {
      return Datasets.labelledAs(
          images.validation != null ? images.validation : images.training, classNames);
    } catch (IllegalArgumentException e) {
      throw new UserException(path + " can't be validated on: " + e.getMessage(), e);
    }
  }

  private Shape shape() {
    Shape shape = image != null ? image : DataOptions.IMAGE;
    if (shape.rank() != 3 || shape.dim(2) != 1 && shape.dim(2) != 3) {
      throw new UserException(
          "the model takes " + shape + "; image files are read with 3 channels or 1");
    }
    return shape;
  }

  /** The images, after what is to be told of them. */
  private Dataset told(ImageFolder.Result folder) {
    folder.skipped().forEach(file -> out.println("skipped " + file.path() + ": " + file.reason()));
    int skipped = folder.skipped().size();
    if (skipped > 0) {
      out.println(skipped + (skipped == 1 ? " file skipped" : " files skipped"));
    }
    folder.leftAsideByReason().forEach(reason -> out.println(Wrapped.text(reason)));
    if (!folder.isInMemory()) {
      out.println(
          folder.dataset()
              + ": the memory does not hold them all; -Xmx raises it, --read-ahead hides it");
    }
    return folder.dataset();
  }
}
