package dev.limpid.cli.examine;

import dev.limpid.cli.recipe.UserException;
import dev.limpid.layers.io.FileFailure;
import dev.limpid.layers.json.ForeignText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A file of names: a line {@code OURS = THEIRS} for each, and comments behind {@code #}. */
final class NamesFile {
  private static final long MOST_BYTES = 1 << 20;

  private NamesFile() {}

  /**
   * Reads it.
   *
   * @throws UserException if it can't be read, or a line is none
   */
  static Map<String, String> read(Path file) {
    List<String> lines;
    if (Files.exists(file) && !Files.isRegularFile(file)) { // a pipe would be waited for
      throw new UserException(file + " is not a file");
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new UserException(file + " is larger than 1 MB; it is no file of names");
      }
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserException("cannot read " + file + ": " + FileFailure.reason(e), e);
    }
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("#.*", "").strip();
      if (line.isEmpty()) {
        continue;
      }
      String[] pair = line.split("\\s*=\\s*", -1);
      String where = file + ", line " + (i + 1) + ": ";
      if (pair.length != 2 || pair[0].isEmpty() || pair[1].isEmpty()) {
        throw new UserException(
            where
                + "must be NAME = NAME, the model's and the state dict's, but is "
                + ForeignText.quoted(line));
      }
      if (names.put(pair[0], pair[1]) != null) {
        throw new UserException(where + ForeignText.quoted(pair[0]) + " was named before");
      }
    }
    return names;
  }
}
