package dev.limpid.insight.doctor.progress;

import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.StepProbe;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The probed steps of a run, all or some. */
public record Steps(List<StepProbe> probes) {
  /** Copies the list. */
  public Steps {
    probes = List.copyOf(probes);
  }

  /**
   * All of a run; those of a first epoch that was not finished too. None where a layer is another
   * function in the passes that probe them.
   */
  public static Steps of(RunRecord run) {
    if (Progress.isAnotherFunction(run)) {
      return new Steps(List.of());
    }
    Stream<StepProbe> first =
        run.health().isEmpty() && run.start() != null
            ? run.start().steps().stream()
            : Stream.empty();
    Stream<StepProbe> later = run.health().stream().map(EpochHealth::steps).flatMap(List::stream);
    return new Steps(Stream.concat(first, later).toList());
  }

  /** Those of which this holds. */
  public Steps where(Predicate<StepProbe> which) {
    return new Steps(probes.stream().filter(which).toList());
  }

  /** How many they are. */
  public int count() {
    return probes.size();
  }

  /** The median of a figure, over the steps that have it; NaN if none has. */
  public double median(ToDoubleFunction<StepProbe> figure) {
    double[] values =
        probes.stream().mapToDouble(figure).filter(x -> !Double.isNaN(x)).sorted().toArray();
    int middle = values.length / 2;
    return values.length == 0
        ? Double.NaN
        : values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }

  /** The mean of a figure, over the steps that have it; NaN if none has. */
  public double mean(ToDoubleFunction<StepProbe> figure) {
    return Arrays.stream(probes.stream().mapToDouble(figure).toArray())
        .filter(x -> !Double.isNaN(x))
        .average()
        .orElse(Double.NaN);
  }

  /** The share of steps of which this holds; NaN if there are none. */
  public double share(Predicate<StepProbe> which) {
    return probes.isEmpty()
        ? Double.NaN
        : (double) probes.stream().filter(which).count() / probes.size();
  }
}
