package dev.limpid.cli.recipe;

import dev.limpid.core.Rng;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Split;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One split of a cross-validation.
 *
 * @param number which, from 1 on
 * @param folds of how many
 */
record Fold(int number, int folds) {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})/([0-9]{1,6})");

  /**
   * Reads {@code I/K}.
   *
   * @throws UserException if it is none
   */
  static Fold of(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (matcher.matches()) {
      Fold fold = new Fold(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
      if (fold.folds >= 2 && fold.number >= 1 && fold.number <= fold.folds) {
        return fold;
      }
    }
    throw new UserException("--fold is I/K, such as 1/5 to 5/5, but is '" + text + "'");
  }

  /**
   * The split.
   *
   * @throws UserException if there are fewer images than folds
   */
  Split of(Dataset all, Rng rng) {
    if (folds > all.size()) {
      throw new UserException("--fold: " + all.size() + " images have no " + folds + " parts");
    }
    return Split.folds(all, folds, rng).get(number - 1);
  }
}
