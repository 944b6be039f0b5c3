package dev.limpid.cli.sweep;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.Rng;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values that a sweep tries for one setting.
 *
 * @param setting an option of {@code train}, without dashes
 * @param values in the order in which they were given; empty if it is a range
 * @param low lower end of a range
 * @param high upper end of a range
 */
record Choice(String setting, List<String> values, double low, double high) {
  private static final Pattern RANGE = Pattern.compile("(.+)\\.\\.(.+)");

  /**
   * Reads {@code NAME=VALUE,VALUE...} or {@code NAME=LOW..HIGH}.
   *
   * @throws UserException if it is neither, or {@code train} has no such option
   */
  static Choice of(String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? "" : text.substring(0, equals).replaceFirst("^--", "");
    if (name.isEmpty() || equals == text.length() - 1) {
      throw new UserException(
          "--try takes NAME=VALUE,VALUE or NAME=LOW..HIGH, such as learning-rate=0.001,0.01, but"
              + " is '"
              + text
              + "'");
    }
    if (!Recipe.knows(name)) {
      throw new UserException("'" + name + "' in --try is no option of 'train'");
    }
    if (name.equals("seed")) {
      throw new UserException("seeds are repeated by --seeds, not by --try");
    }
    Matcher range = RANGE.matcher(text.substring(equals + 1));
    if (range.matches()) {
      double low = number(range.group(1), text);
      double high = number(range.group(2), text);
      if (!(low > 0 && low < high && Double.isFinite(high))) {
        throw new UserException(
            "a range goes from a number above 0 to a higher one, but is '" + text + "'");
      }
      return new Choice(name, List.of(), low, high);
    }
    List<String> values = List.of(text.substring(equals + 1).split(",", -1));
    if (values.stream().anyMatch(String::isBlank)) {
      throw new UserException("a value is missing in '" + text + "'");
    }
    if (values.stream().distinct().count() < values.size()) {
      throw new UserException("a value is there twice in '" + text + "'");
    }
    return new Choice(name, values, 0, 0);
  }

  private static double number(String text, String within) {
    try {
      return Double.parseDouble(text.trim());
    } catch (NumberFormatException e) {
      throw new UserException("'" + text + "' in '" + within + "' is no number", e);
    }
  }

  boolean isRange() {
    return values.isEmpty();
  }

  /**
   * A value at random: one of those that were given, or of the range, where each factor is as
   * likely as any other, to three digits.
   */
  String draw(Rng rng) {
    if (!isRange()) {
      return values.get(rng.nextInt(values.size()));
    }
    double drawn = low * Math.pow(high / low, rng.nextDouble());
    double rounded = Double.parseDouble(String.format(Locale.ROOT, "%.2e", drawn));
    return Double.toString(Math.max(low, Math.min(high, rounded)));
  }
}
