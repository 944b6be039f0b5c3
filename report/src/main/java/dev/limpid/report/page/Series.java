package dev.limpid.report.page;

import dev.limpid.insight.gap.Estimate;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A curve.
 *
 * @param label what it is called
 * @param style CSS classes that give its colour and dashes
 * @param values one for each epoch, NaN where there is none
 * @param low of the 95 % interval, or null
 * @param high likewise
 */
public record Series(String label, String style, double[] values, double[] low, double[] high) {
  /** A curve without intervals. */
  public static Series of(String label, String style, double[] values) {
    return new Series(label, style, values, null, null);
  }

  /** A curve of estimates, null where there is none. */
  public static Series of(String label, String style, List<Estimate> estimates) {
    return new Series(
        label,
        style,
        estimates.stream().mapToDouble(e -> e == null ? Double.NaN : e.value()).toArray(),
        estimates.stream().mapToDouble(e -> e == null ? Double.NaN : e.low()).toArray(),
        estimates.stream().mapToDouble(e -> e == null ? Double.NaN : e.high()).toArray());
  }

  /** The same curve of another unit. */
  public Series times(double factor) {
    return new Series(label, style, times(values, factor), times(low, factor), times(high, factor));
  }

  private static double[] times(double[] numbers, double factor) {
    return numbers == null ? null : DoubleStream.of(numbers).map(x -> factor * x).toArray();
  }

  /** Whether there is anything to draw. */
  public boolean hasValues() {
    return DoubleStream.of(values).anyMatch(Double::isFinite);
  }
}
