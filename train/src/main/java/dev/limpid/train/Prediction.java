package dev.limpid.train;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What a {@link Classifier} sees in one image.
 *
 * @param classNames the classes, in the order of the model's outputs
 * @param probabilities one for each class
 */
public record Prediction(List<String> classNames, float[] probabilities) {
  /** The class with the highest probability. */
  public String className() {
    return classNames.get(best(1)[0]);
  }

  /** The highest probability. */
  public float probability() {
    return probabilities[best(1)[0]];
  }

  /**
   * The most probable classes, by their numbers, the most probable one first; of equal ones the
   * earlier.
   *
   * @param count how many at most, 1 or more
   */
  public int[] best(int count) {
    return IntStream.range(0, probabilities.length)
        .boxed()
        .sorted((a, b) -> Float.compare(probabilities[b], probabilities[a]))
        .limit(count)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The most probable class, such as {@code cat 97.3 %}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s %.1f %%", className(), 100 * probability());
  }
}
