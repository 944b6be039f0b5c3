package dev.limpid.train;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * A figure of the validation that is watched from epoch to epoch, and what counts as better.
 *
 * @param figure {@code loss}, {@code accuracy}, or the name of a {@link Metric} of the trainer
 * @param highest whether high is good
 * @param minimumChange by how much an epoch must be better than the best to be so, 0 or more
 */
public record Monitor(String figure, boolean highest, double minimumChange) {
  /** Checks the change. */
  public Monitor {
    if (!(minimumChange >= 0 && minimumChange < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the minimum change must be 0 or more, but is " + minimumChange);
    }
  }

  /** The validation loss, which is to fall. */
  public static Monitor loss() {
    return lowest("loss");
  }

  /** The validation accuracy, which is to rise. */
  public static Monitor accuracy() {
    return highest("accuracy");
  }

  /** A figure that is to rise. */
  public static Monitor highest(String figure) {
    return new Monitor(figure, true, 0);
  }

  /** A figure that is to fall. */
  public static Monitor lowest(String figure) {
    return new Monitor(figure, false, 0);
  }

  /**
   * Checks that an evaluation with these metrics has the figure.
   *
   * @throws IllegalArgumentException if it has not
   */
  void requireAmong(List<Metric> metrics) {
    List<String> names = metrics.stream().map(Metric::name).toList();
    if (!figure.equals("loss") && !figure.equals("accuracy") && !names.contains(figure)) {
      throw unknown(names);
    }
  }

  private IllegalArgumentException unknown(Collection<String> names) {
    return new IllegalArgumentException(
        "there is no figure '"
            + figure
            + "' to watch; there are loss, accuracy and the trainer's metrics "
            + names);
  }

  /** This figure, which must change by so much to be better. */
  public Monitor byAtLeast(double change) {
    return new Monitor(figure, highest, change);
  }

  /** Whether a value is better than the best so far; NaN is never. */
  boolean isBetter(double value, double best) {
    return highest ? value > best + minimumChange : value < best - minimumChange;
  }

  /** What every number is better than. */
  double worst() {
    return highest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  /**
   * The figure of an evaluation.
   *
   * @throws IllegalArgumentException if it has none of that name
   */
  double of(Evaluation evaluation) {
    return switch (figure) {
      case "loss" -> evaluation.loss();
      case "accuracy" -> evaluation.accuracy();
      default -> {
        Double value = evaluation.metrics().get(figure);
        if (value == null) {
          throw unknown(evaluation.metrics().keySet());
        }
        yield value;
      }
    };
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s %s", highest ? "highest" : "lowest", figure);
  }
}
