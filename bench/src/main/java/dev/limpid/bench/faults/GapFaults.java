package dev.limpid.bench.faults;

import dev.limpid.bench.faults.images.Views;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.train.data.Augmentation;
import java.util.List;

/** What makes training and validation losses differ. */
final class GapFaults {
  private GapFaults() {}

  static List<Fault> all() {
    return List.of(
        // Keras's default of 0.99, or a yet longer memory, in a short training
        Fault.of(
            "moving averages too slow",
            "batchnorm-lag",
            Harm.LAG,
            c -> c.has(BatchNorm.class),
            (t, s) -> momentum(t, 1 - s.ratio(0.01, 0.001), false)),
        // A momentum of 1: Keras's and PyTorch's conventions confused, or a frozen layer
        Fault.of(
            "statistics never updated",
            "statistics-never-updated",
            Harm.LOSS,
            c -> c.has(BatchNorm.class),
            (t, s) -> momentum(t, 1, !s.isStrong())),
        // The last BatchNorm has but few images to take its statistics from
        Fault.of(
            "batches too small for BatchNorm",
            "batch-dependence",
            Harm.BATCH_DEPENDENCE,
            c -> c.has(BatchNorm.class),
            (t, s) -> {
              normaliseBeforeLast(t);
              t.batchSize = s.whole(4, 2);
              t.optimization.learningRate *= 0.5;
              t.epochs = Math.min(t.epochs, 5);
            }),
        // What is left over at an epoch's end is two images, whose variance says nothing
        new Fault(
            "last batch of two images",
            List.of("last-batch-too-small", "batch-dependence"),
            Harm.LOSS,
            c -> c.has(BatchNorm.class),
            (t, s) -> {
              normaliseBeforeLast(t);
              t.batchSize = s.whole(16, 64);
              // averages that remember few steps: the last one is what counts
              momentum(t, s.between(0.6, 0.2), false);
              int full = (t.training.size() - 2) / t.batchSize;
              t.training = Views.first(t.training, full * t.batchSize + 2);
            }),
        // Variance shift: Li et al., arXiv:1801.05134
        Fault.of(
            "dropout before BatchNorm",
            "dropout-before-batchnorm",
            Harm.LOSS,
            c -> c.has(BatchNorm.class),
            (t, s) -> {
              List<Integer> norms = t.positionsOf(BatchNorm.class);
              for (int i = norms.size() - 1; i >= 0; i--) {
                t.layers.add(norms.get(i), new Dropout(s.between(0.3, 0.6)));
              }
            }),
        // One or two long epochs: the running mean remembers their beginning
        new Fault(
            "running mean over a long epoch",
            List.of("averaging", "stopped-early"),
            Harm.AVERAGING,
            c -> true,
            (t, s) -> {
              t.batchSize = 16;
              t.epochs = s.whole(2, 1);
            }),
        Fault.of(
            "dropout too strong",
            "dropout",
            Harm.DROPOUT,
            c -> !c.has(BatchNorm.class),
            (t, s) -> {
              t.layers.removeIf(Dropout.class::isInstance);
              List<Integer> dense = t.positionsOf(Dense.class);
              t.layers.add(dense.get(dense.size() - 1), new Dropout(s.between(0.7, 0.85)));
            }),
        Fault.of(
            "augmentation too strong",
            "augmentation",
            Harm.AUGMENTATION,
            c -> !c.standardised(),
            (t, s) ->
                t.augmentation =
                    Augmentation.of(
                        Augmentation.affine(
                            s.between(0.15, 0.2), s.between(25, 35), s.between(0.25, 0.3)),
                        Augmentation.cutout(s.between(0.4, 0.5)))),
        // Whoever turns and mirrors everything takes 6 for 9, and b for d
        Fault.of(
            "turned and mirrored by augmentation",
            "augmentation",
            Harm.LOSS,
            c -> true,
            (t, s) -> t.augmentation = new Turning(s.between(0.4, 1))),
        // Trained long past the minimum on fewer images
        new Fault(
            "trained past the minimum",
            List.of("overfitting", "too-few-samples"),
            Harm.LOSS,
            c -> true,
            (t, s) -> {
              t.layers.removeIf(Dropout.class::isInstance);
              t.augmentation = Augmentation.NONE;
              t.training = Views.first(t.training, t.training.size() / s.whole(6, 8));
              t.epochs *= s.whole(12, 25);
            }));
  }

  /** Behind no Dropout, which before BatchNorm is a fault of its own. */
  private static void normaliseBeforeLast(TrialTraining t) {
    List<Integer> dense = t.positionsOf(Dense.class);
    int at = dense.get(dense.size() - 1);
    while (t.layers.get(at - 1) instanceof Dropout) {
      at--;
    }
    t.layers.add(at, new BatchNorm().momentum(0.9));
  }

  private static void momentum(TrialTraining t, double momentum, boolean lastOnly) {
    List<Integer> norms = t.positionsOf(BatchNorm.class);
    for (int at : lastOnly ? norms.subList(norms.size() - 1, norms.size()) : norms) {
      t.layers.set(at, new BatchNorm().momentum(momentum));
    }
  }
}
