package dev.limpid.train.data;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.train.data.ImageFolder.Skipped;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Images that a CSV file lists with their labels.
 *
 * <pre>
 * file,label,split
 * photos/0001.jpg,cat,training
 * photos/0002.jpg,dog,validation
 * </pre>
 *
 * <p>The first line names the columns: {@code file} (or {@code filename}, {@code path}), from the
 * folder of the CSV file on, and {@code label} (or {@code class}). Two more may be there: {@code
 * split} says {@code training} (or {@code train}) or {@code validation} (or {@code val}, {@code
 * valid}) of each image, {@code test} for one that is left aside; {@code group} says which images
 * belong together, such as the person that they show. Other columns count for nothing. Classes are
 * the labels, in the order of their names. The text is UTF-8, quoted as RFC 4180 says.
 *
 * <p>Images are read as those of an {@link ImageFolder}.
 */
public final class ImageList {
  private static final Set<String> FILE = Set.of("file", "filename", "path");
  private static final Set<String> LABEL = Set.of("label", "class");
  private static final Set<String> TRAINING = Set.of("training", "train");
  private static final Set<String> VALIDATION = Set.of("validation", "val", "valid");

  private final ImageFolder.Result images;
  private final Optional<Split> split;
  private final List<String> groups;

  private ImageList(ImageFolder.Result images, Optional<Split> split, List<String> groups) {
    this.images = images;
    this.split = split;
    this.groups = List.copyOf(groups);
  }

  /**
   * Reads the list and its images, which stay in memory up to half of what the JVM may use, as
   * those of {@link ImageFolder#read(Path, Shape, boolean)}.
   *
   * @param csv the list
   * @param shape of the images in the data set: {@code [H,W,3]}, or {@code [H,W,1]} for grey ones
   * @param strict whether a broken or missing image is an error; otherwise it is skipped
   * @throws DatasetException if the list can't be read, a line of it is wrong, there are fewer than
   *     two classes or one of which no image can be read, or a part of its split would be empty;
   *     or, if strict, an image is broken
   * @throws IllegalArgumentException if the shape is not that of images of 1 or 3 channels
   */
  public static ImageList read(Path csv, Shape shape, boolean strict) {
    ImageFolder.requireImages(shape);
    return new Reader(csv).read(shape, strict);
  }

  /** The images, whatever part they are for, in the order of the list. */
  public ImageFolder.Result images() {
    return images;
  }

  /** The images as the column {@code split} parts them; empty if the list has no such column. */
  public Optional<Split> split() {
    return split;
  }

  /** Whether the list has a column {@code group}. */
  public boolean hasGroups() {
    return !groups.isEmpty();
  }

  /**
   * Whole groups to validate on, as {@link Split#byGroup} draws them.
   *
   * @param validationShare above 0 and below 1
   * @param rng what the choice depends on
   * @throws IllegalStateException if the list has no column {@code group}
   * @throws IllegalArgumentException if the share is not in its range, or there is only one group
   */
  public Split splitByGroup(double validationShare, Rng rng) {
    if (!hasGroups()) {
      throw new IllegalStateException("the list has no column 'group'");
    }
    return Split.byGroup(images.dataset(), validationShare, groups::get, rng);
  }

  /** Reads one list. */
  private static final class Reader {
    private final Path csv;
    private final CsvTable table;
    private final int fileColumn;
    private final int labelColumn;
    private final int splitColumn;
    private final int groupColumn;
    private final List<CsvTable.Row> rows = new ArrayList<>();
    private final List<Skipped> leftAside = new ArrayList<>();

    Reader(Path csv) {
      this.csv = csv;
      table = CsvTable.read(csv);
      fileColumn = column(FILE, true);
      labelColumn = column(LABEL, true);
      splitColumn = column(Set.of("split"), false);
      groupColumn = column(Set.of("group"), false);
    }

    private int column(Set<String> names, boolean needed) {
      List<String> columns = table.columns();
      int[] found =
          IntStream.range(0, columns.size()).filter(i -> names.contains(columns.get(i))).toArray();
      if (found.length > 1 || needed && found.length == 0) {
        throw table.failure(
            "its first line must name a column 'file' (or 'filename', 'path') and a column 'label'"
                + " (or 'class'), and may name 'split' and 'group', each once, but is: "
                + String.join(",", columns));
      }
      return found.length == 0 ? -1 : found[0];
    }

    ImageList read(Shape shape, boolean strict) {
      for (CsvTable.Row row : table.rows()) {
        if (splitColumn >= 0 && partOf(row) == null) {
          leftAside.add(new Skipped(fileOf(row), "an image to test with"));
        } else {
          rows.add(row);
        }
      }
      LabelledFiles files = files();
      LabelledFiles.Read read = files.read(shape, strict, Runtime.getRuntime().maxMemory() / 2);
      if (read.emptyClass() >= 0) {
        throw withoutImage(read);
      }
      List<String> groups = new ArrayList<>();
      for (int i = 0; i < read.indices().length && groupColumn >= 0; i++) {
        groups.add(value(rows.get(read.indices()[i]), groupColumn, "group"));
      }
      return new ImageList(
          new ImageFolder.Result(read.dataset(), read.skipped(), leftAside), split(read), groups);
    }

    private LabelledFiles files() {
      TreeSet<String> labels = new TreeSet<>();
      rows.forEach(row -> labels.add(value(row, labelColumn, "label")));
      if (labels.size() < 2) {
        throw table.failure(
            "a classifier needs at least two classes, but the labels are " + labels);
      }
      Map<String, Integer> indices = new HashMap<>();
      labels.forEach(name -> indices.put(name, indices.size()));
      LabelledFiles files = new LabelledFiles(List.copyOf(labels));
      for (CsvTable.Row row : rows) {
        int label = indices.get(row.values().get(labelColumn));
        files.add(fileOf(row), row.values().get(fileColumn), label);
      }
      return files;
    }

    private Path fileOf(CsvTable.Row row) {
      String name = value(row, fileColumn, "file");
      try {
        return csv.resolveSibling(name);
      } catch (InvalidPathException e) {
        throw table.failure(row.line(), "'" + name + "' is no name of a file");
      }
    }

    private String value(CsvTable.Row row, int column, String what) {
      String value = row.values().get(column);
      if (value.isBlank()) {
        throw table.failure(row.line(), "the " + what + " is empty");
      }
      return value;
    }

    /** Whether the row is to validate on; null if it is to test with. */
    private Boolean partOf(CsvTable.Row row) {
      String part = row.values().get(splitColumn).toLowerCase(Locale.ROOT);
      if (part.equals("test")) {
        return null;
      }
      if (!TRAINING.contains(part) && !VALIDATION.contains(part)) {
        throw table.failure(
            row.line(), "the split is 'training', 'validation' or 'test', but not '" + part + "'");
      }
      return VALIDATION.contains(part);
    }

    private Optional<Split> split(LabelledFiles.Read read) {
      if (splitColumn < 0) {
        return Optional.empty();
      }
      int[] validation =
          IntStream.range(0, read.indices().length)
              .filter(i -> partOf(rows.get(read.indices()[i])))
              .toArray();
      if (validation.length == 0 || validation.length == read.indices().length) {
        throw table.failure(
            "its column 'split' leaves no image to "
                + (validation.length == 0 ? "validate on" : "learn from"));
      }
      return Optional.of(Split.listed(read.dataset(), validation));
    }

    private DatasetException withoutImage(LabelledFiles.Read read) {
      String name = read.dataset().classNames().get(read.emptyClass());
      Set<Path> files =
          rows.stream()
              .filter(row -> row.values().get(labelColumn).equals(name))
              .map(this::fileOf)
              .collect(Collectors.toSet());
      Skipped first =
          read.skipped().stream()
              .filter(file -> files.contains(file.path()))
              .findFirst()
              .orElseThrow();
      return table.failure(
          "no image of the class '"
              + name
              + "' can be read; "
              + first.path()
              + ": "
              + first.reason());
    }
  }
}
