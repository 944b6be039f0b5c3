package dev.limpid.train;

import dev.limpid.train.Metric.Average;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** A metric that is a name and a formula, and the names of those that are there. */
record NamedMetric(String name, ToDoubleFunction<Predictions> formula) implements Metric {
  NamedMetric {
    if (name.isBlank() || name.contains(",") || name.contains("\n")) {
      throw new IllegalArgumentException("a metric's name is a word, but not '" + name + "'");
    }
    Objects.requireNonNull(formula, "formula");
  }

  @Override
  public double of(Predictions predictions) {
    return formula.applyAsDouble(predictions);
  }

  static Metric of(String name) {
    List<Metric> all = all();
    return all.stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no metric '"
                        + name
                        + "'; there are "
                        + String.join(", ", all.stream().map(Metric::name).toList())));
  }

  private static List<Metric> all() {
    List<Metric> all = new ArrayList<>();
    for (Average average : Average.values()) {
      all.add(Metric.precision(average));
      all.add(Metric.recall(average));
      all.add(Metric.f1(average));
    }
    all.add(Metric.rocAuc());
    all.add(Metric.averagePrecision());
    all.add(Metric.calibrationError(15));
    all.add(Metric.meanAbsoluteError());
    all.add(Metric.r2());
    return all;
  }

  static String lower(Average average) {
    return average.name().toLowerCase(Locale.ROOT);
  }
}
