package dev.limpid.bench.faults;

import dev.limpid.bench.faults.images.Views;
import dev.limpid.core.Rng;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.Split;
import java.util.Arrays;
import java.util.List;

/** Faults of how images are divided and in which order they come. */
final class SplitFaults {
  private SplitFaults() {}

  static List<Fault> all() {
    return List.of(
        // Keras's validation_split takes the end of data that is sorted by class (keras#8346)
        Fault.of(
            "tail split of sorted data",
            "ordered-split",
            Harm.LOSS,
            c -> true,
            (t, s) -> {
              Dataset sorted = Views.sortedByClass(Views.concat(t.training, t.validation));
              Split split = Split.tail(sorted, s.between(0.12, 0.3));
              t.training = split.training();
              t.validation = split.validation();
            }),
        // The two sets come from different places, where other classes are frequent
        Fault.of(
            "classes of other frequency",
            "label-shift",
            Harm.LOSS,
            c -> true,
            (t, s) -> {
              double rare = s.ratio(0.25, 0.06);
              t.training = Views.thinned(t.training, halves(t.training, 1, rare));
              t.validation = Views.thinned(t.validation, halves(t.validation, rare, 1));
            }),
        // Copies of images, or a split after augmentation; overfitting goes unnoticed
        Fault.of(
            "duplicates across the split",
            "duplicates-across-split",
            Harm.MISREPORT,
            c -> true,
            (t, s) -> {
              t.training = Views.first(t.training, t.training.size() / 3);
              t.epochs *= 2;
              int copies = (int) (t.validation.size() * s.between(0.5, 0.9));
              t.validation =
                  Views.concat(
                      Views.first(t.training, copies),
                      Views.first(t.validation, t.validation.size() - copies));
            }),
        // Sorted files, read in their order; or the sorted files of four folders
        Fault.of(
            "batches not shuffled",
            "batches-not-shuffled",
            Harm.LOSS,
            c -> true,
            (t, s) -> {
              t.shuffle = false;
              t.training = sortedInParts(t.training, s.whole(4, 1));
            }),
        Fault.of(
            "small validation set",
            "small-validation-set",
            Harm.UNCERTAINTY,
            c -> true,
            (t, s) -> t.validation = Views.first(t.validation, s.whole(30, 12))));
  }

  private static double[] halves(Dataset data, double first, double second) {
    double[] shares = new double[data.classNames().size()];
    for (int c = 0; c < shares.length; c++) {
      shares[c] = c < shares.length / 2 ? first : second;
    }
    return shares;
  }

  private static Dataset sortedInParts(Dataset data, int parts) {
    Dataset sorted = null;
    int[] order = Rng.of(17).permutation(data.size());
    for (int part = 0; part < parts; part++) {
      int from = part * data.size() / parts;
      int to = (part + 1) * data.size() / parts;
      int[] own = Arrays.copyOfRange(order, from, to);
      Dataset next = Views.sortedByClass(Datasets.subset(data, own));
      sorted = sorted == null ? next : Views.concat(sorted, next);
    }
    return sorted;
  }
}
