package dev.limpid.insight.check;

import dev.limpid.insight.json.Require;
import java.util.List;

/**
 * Images that are there more than once within a set, among the examined ones: {@linkplain
 * ImageFlaws#copies those} that are an earlier one to the bit, and those that all but are.
 *
 * @param near images that are no copy and all but are one: by a picture of 8 x 8 they are five
 *     times nearer to an earlier one than different images usually are to each other
 * @param most how often the one is there that is there most often
 * @param distinct of each class the images that are no earlier one
 * @param examples which ones are the same, such as {@code 0.png is 50.png, 100.png and 17 more}
 */
public record Repeats(int near, int most, List<Integer> distinct, List<String> examples) {
  /** Copies the lists. */
  public Repeats {
    Require.that(near >= 0, "'near' must not be below 0");
    distinct = List.copyOf(distinct);
    examples = List.copyOf(examples);
  }
}
