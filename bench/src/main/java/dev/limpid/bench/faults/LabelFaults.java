package dev.limpid.bench.faults;

import dev.limpid.bench.faults.images.Views;
import dev.limpid.core.Rng;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Initializer;
import dev.limpid.train.data.Dataset;
import java.util.List;

/** Faults of the labels and their classes. */
final class LabelFaults {
  private LabelFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of(
            "noisy labels",
            "noisy-labels",
            Harm.LOSS,
            c -> true,
            (t, severe) -> {
              t.training = noisy(t.training, severe ? 0.45 : 0.2, 1);
              t.validation = noisy(t.validation, severe ? 0.45 : 0.2, 2);
            }),
        Fault.of(
            "random labels",
            "random-labels",
            Harm.LOSS,
            c -> true,
            (t, severe) -> {
              t.training = noisy(t.training, severe ? 1 : 0.9, 1);
              t.validation = noisy(t.validation, severe ? 1 : 0.9, 2);
            }),
        // A file's line is lost, and from there on each image has the next one's label
        new Fault(
            "labels off by one",
            List.of("random-labels", "labels-misaligned", "noisy-labels"),
            Harm.LOSS,
            c -> true,
            (t, severe) -> t.training = offByOne(t.training, severe ? 0 : t.training.size() / 2)),
        // The folders of validation are numbered in another order
        Fault.of(
            "validation labels permuted",
            "labels-misaligned",
            Harm.MISREPORT,
            c -> true,
            (t, severe) -> {
              int permuted = severe ? t.validation.classNames().size() : 3;
              Dataset data = t.validation;
              t.validation =
                  Views.relabelled(
                      data,
                      i ->
                          data.label(i) < permuted
                              ? (data.label(i) + 1) % permuted
                              : data.label(i));
            }),
        Fault.of(
            "class imbalance",
            "class-imbalance",
            Harm.ERRORS,
            c -> true,
            (t, severe) -> {
              double[] shares = geometric(t.training, severe ? 0.01 : 0.08);
              t.training = Views.thinned(t.training, shares);
              t.validation = Views.thinned(t.validation, shares);
            }),
        // A network of another task: its last layer has outputs that no label asks for
        Fault.of(
            "too many outputs",
            "wrong-class-count",
            Harm.SLOWNESS,
            c -> true,
            (t, severe) -> {
              int last = t.kernels().get(t.kernels().size() - 1);
              int classes = t.training.classNames().size();
              t.layers.set(
                  last,
                  new Dense(severe ? 1000 : 20 * classes).initializer(Initializer.GLOROT_UNIFORM));
            }),
        Fault.of(
            "too few samples",
            "too-few-samples",
            Harm.LOSS,
            c -> true,
            (t, severe) -> {
              int steps = t.epochs * t.training.size() / t.batchSize;
              int images = (severe ? 3 : 10) * t.training.classNames().size();
              t.training = Views.first(t.training, images);
              t.batchSize = Math.min(t.batchSize, images / 2);
              t.epochs = Math.min(30, Math.max(t.epochs, steps * t.batchSize / images));
            }));
  }

  private static Dataset noisy(Dataset data, double share, long seed) {
    Rng rng = Rng.of(seed).split("noisy labels");
    int classes = data.classNames().size();
    return Views.relabelled(
        data,
        i -> {
          Rng own = rng.split(i);
          return own.nextDouble() < share ? own.nextInt(classes) : data.label(i);
        });
  }

  private static Dataset offByOne(Dataset data, int from) {
    return Views.relabelled(data, i -> data.label(i < from ? i : Math.min(i + 1, data.size() - 1)));
  }

  private static double[] geometric(Dataset data, double least) {
    double[] shares = new double[data.classNames().size()];
    for (int c = 0; c < shares.length; c++) {
      shares[c] = Math.pow(least, c / (shares.length - 1.0));
    }
    return shares;
  }
}
