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
            (t, s) -> {
              t.training = noisy(t.training, s.between(0.2, 0.45), 1);
              t.validation = noisy(t.validation, s.between(0.2, 0.45), 2);
            }),
        // Somebody took 3 for 8 and 8 for 3; or two folders were mixed up in part
        Fault.of(
            "pairs of classes confused",
            "noisy-labels",
            Harm.LOSS,
            c -> true,
            (t, s) -> {
              t.training = confused(t.training, s.between(0.2, 0.45), 1);
              t.validation = confused(t.validation, s.between(0.2, 0.45), 2);
            }),
        // One person labelled a class, and understood it otherwise
        Fault.of(
            "part of a class mislabelled",
            "noisy-labels",
            Harm.LOSS,
            c -> true,
            (t, s) -> {
              t.training = mislabelled(t.training, s.between(0.35, 0.7), 1);
              t.validation = mislabelled(t.validation, s.between(0.35, 0.7), 2);
            }),
        Fault.of(
            "random labels",
            "random-labels",
            Harm.LOSS,
            c -> true,
            (t, s) -> {
              t.training = noisy(t.training, s.between(0.9, 1), 1);
              t.validation = noisy(t.validation, s.between(0.9, 1), 2);
            }),
        // A file's line is lost, and from there on each image has the next one's label
        new Fault(
            "labels off by one",
            List.of("random-labels", "labels-misaligned", "noisy-labels"),
            Harm.LOSS,
            c -> true,
            (t, s) ->
                t.training = offByOne(t.training, (int) (s.between(0.5, 0) * t.training.size()))),
        // The folders of validation are numbered in another order
        Fault.of(
            "validation labels permuted",
            "labels-misaligned",
            Harm.MISREPORT,
            c -> true,
            (t, s) -> {
              int permuted = s.whole(3, t.validation.classNames().size());
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
            (t, s) -> {
              double[] shares = geometric(t.training, s.ratio(0.08, 0.01));
              t.training = Views.thinned(t.training, shares);
              t.validation = Views.thinned(t.validation, shares);
            }),
        // A network of another task: its last layer has outputs that no label asks for
        Fault.of(
            "too many outputs",
            "wrong-class-count",
            Harm.SLOWNESS,
            c -> true,
            (t, s) -> {
              int last = t.kernels().get(t.kernels().size() - 1);
              int classes = t.training.classNames().size();
              t.layers.set(
                  last,
                  new Dense((int) (s.ratio(20, 100) * classes))
                      .initializer(Initializer.GLOROT_UNIFORM));
            }),
        Fault.of(
            "too few samples",
            "too-few-samples",
            Harm.LOSS,
            c -> true,
            (t, s) -> {
              int steps = t.epochs * t.training.size() / t.batchSize;
              int images = s.whole(10, 3) * t.training.classNames().size();
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

  /** Class 0 and 1, 2 and 3 ... are taken for each other. */
  private static Dataset confused(Dataset data, double share, long seed) {
    Rng rng = Rng.of(seed).split("confused labels");
    int classes = data.classNames().size();
    return Views.relabelled(
        data,
        i -> {
          int other = data.label(i) ^ 1;
          return other < classes && rng.split(i).nextDouble() < share ? other : data.label(i);
        });
  }

  /** A share of class 0 is called class 1; of many classes one in twelve is called the next one. */
  private static Dataset mislabelled(Dataset data, double share, long seed) {
    Rng rng = Rng.of(seed).split("mislabelled class");
    int wrong = Math.max(1, data.classNames().size() / 12);
    return Views.relabelled(
        data,
        i -> {
          int label = data.label(i);
          boolean may = label % 2 == 0 && label < 2 * wrong;
          return may && rng.split(i).nextDouble() < share ? label + 1 : label;
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
