package dev.limpid.bench.faults;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** All faults of the benchmark. */
final class Faults {
  /** Kinds that the benchmark had not when most of the doctor's causes were written. */
  static final Set<String> LATER =
      Set.of(
          "gradients added up",
          "last batch of two images",
          "one channel not scaled",
          "pairs of classes confused",
          "parameters that never move",
          "part of a class mislabelled",
          "part of validation turned",
          "turned and mirrored by augmentation",
          "validation shifted by bytes",
          "validation turned",
          "weight decay too strong");

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
