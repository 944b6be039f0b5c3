package dev.limpid.bench.faults;

import java.util.List;
import java.util.stream.Stream;

/** All faults of the benchmark. */
final class Faults {
  private Faults() {}

  /** Each once, in the order in which they are reported. */
  static List<Fault> all() {
    return Stream.of(
            ImageFaults.all(),
            LabelFaults.all(),
            SplitFaults.all(),
            MeasuringFaults.all(),
            GapFaults.all(),
            OptimizerFaults.all(),
            NetworkFaults.all(),
            GradientFaults.all())
        .flatMap(List::stream)
        .toList();
  }
}
