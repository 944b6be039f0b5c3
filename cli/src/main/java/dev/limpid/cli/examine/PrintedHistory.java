package dev.limpid.cli.examine;

import dev.limpid.cli.recipe.UserException;
import dev.limpid.insight.examine.Examination;
import dev.limpid.insight.examine.Examination.Printed;
import dev.limpid.layers.io.FileFailure;
import dev.limpid.layers.json.ForeignText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a training printed, as Keras's {@code CSVLogger} writes it: a line of names, and a line of
 * numbers for each epoch, which are counted from 0.
 */
public final class PrintedHistory {
  private static final long MOST_BYTES = 64L << 20;
  private static final List<String> ACCURACIES =
      List.of("accuracy", "acc", "sparse_categorical_accuracy", "categorical_accuracy");

  /** What Python writes of numbers that say nothing. */
  private static final Set<String> UNKNOWN = Set.of("NA", "nan", "inf", "-inf", "None");

  private final Map<Integer, Printed> epochs;

  private PrintedHistory(Map<Integer, Printed> epochs) {
    this.epochs = epochs;
  }

  /** Nothing is known of what was printed. */
  public static PrintedHistory none() {
    return new PrintedHistory(Map.of());
  }

  /**
   * Reads a file; a last line that is being written is left out.
   *
   * @throws UserException if it can't be read or is no such file
   */
  public static PrintedHistory read(Path file) {
    List<String> lines;
    if (Files.exists(file) && !Files.isRegularFile(file)) { // a pipe would be waited for
      throw new UserException(file + " is not a file");
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new UserException(file + " is larger than 64 MB; it is no CSVLogger file");
      }
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UserException("cannot read " + file + ": " + FileFailure.reason(e), e);
    }
    if (lines.isEmpty()) {
      return none();
    }
    String separator = lines.get(0).contains(";") ? ";" : ",";
    List<String> names = Arrays.stream(lines.get(0).split(separator)).map(String::strip).toList();
    if (!names.contains("epoch") || !names.contains("loss")) {
      throw new UserException(
          file + " has no columns 'epoch' and 'loss'; it is not what Keras's CSVLogger writes");
    }
    Map<Integer, Printed> epochs = new TreeMap<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] fields = lines.get(i).split(separator, -1);
      if (fields.length == names.size()) {
        add(epochs, names, fields, file, i + 1);
      } else if (i < lines.size() - 1 && !lines.get(i).isBlank()) {
        throw new UserException(
            file
                + ", line "
                + (i + 1)
                + ": "
                + fields.length
                + " fields for "
                + names.size()
                + " names");
      }
    }
    return new PrintedHistory(epochs);
  }

  private static void add(
      Map<Integer, Printed> epochs, List<String> names, String[] fields, Path file, int line) {
    double epoch = number(names, fields, "epoch", file, line);
    if (epoch != Math.rint(epoch) || epoch < 0 || epoch > 1e6) {
      throw new UserException(file + ", line " + line + ": '" + epoch + "' is no epoch");
    }
    String accuracy = ACCURACIES.stream().filter(names::contains).findFirst().orElse("");
    double rate = number(names, fields, "learning_rate", file, line);
    epochs.put(
        (int) epoch + 1,
        new Printed(
            number(names, fields, "loss", file, line),
            number(names, fields, accuracy, file, line),
            number(names, fields, "val_loss", file, line),
            number(names, fields, "val_" + accuracy, file, line),
            Double.isNaN(rate) ? number(names, fields, "lr", file, line) : rate));
  }

  /** The number in a column; NaN where there is none. */
  private static double number(
      List<String> names, String[] fields, String name, Path file, int line) {
    int column = names.indexOf(name);
    String text = column < 0 ? "" : fields[column].strip();
    if (text.isEmpty() || UNKNOWN.contains(text)) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new UserException(
          file + ", line " + line + ": " + ForeignText.quoted(fields[column]) + " is no number", e);
    }
  }

  /** How many epochs it has. */
  public int size() {
    return epochs.size();
  }

  /** What was printed of an epoch, counted from 1; nothing where it has none. */
  public Printed of(int epoch) {
    return epochs.getOrDefault(epoch, Examination.NOTHING_PRINTED);
  }
}
