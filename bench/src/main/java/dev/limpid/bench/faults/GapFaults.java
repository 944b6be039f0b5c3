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
            (t, severe) -> momentum(t, severe ? 0.999 : 0.99, false)),
        // A momentum of 1: Keras's and PyTorch's conventions confused, or a frozen layer
        Fault.of(
            "statistics never updated",
            "statistics-never-updated",
            Harm.LOSS,
            c -> c.has(BatchNorm.class),
            (t, severe) -> momentum(t, 1, !severe)),
        // The last BatchNorm has but few images to take its statistics from
        Fault.of(
            "batches too small for BatchNorm",
            "batch-dependence",
            Harm.BATCH_DEPENDENCE,
            c -> c.has(BatchNorm.class),
            (t, severe) -> {
              List<Integer> dense = t.positionsOf(Dense.class);
              t.layers.add(dense.get(dense.size() - 1), new BatchNorm().momentum(0.9));
              t.batchSize = severe ? 2 : 4;
              t.optimization.learningRate *= 0.5;
              t.epochs = Math.min(t.epochs, 5);
            }),
        // Variance shift: Li et al., arXiv:1801.05134
        Fault.of(
            "dropout before BatchNorm",
            "dropout-before-batchnorm",
            Harm.LOSS,
            c -> c.has(BatchNorm.class),
            (t, severe) -> {
              List<Integer> norms = t.positionsOf(BatchNorm.class);
              for (int i = norms.size() - 1; i >= 0; i--) {
                t.layers.add(norms.get(i), new Dropout(severe ? 0.6 : 0.3));
              }
            }),
        // One or two long epochs: the running mean remembers their beginning
        new Fault(
            "running mean over a long epoch",
            List.of("averaging", "stopped-early"),
            Harm.AVERAGING,
            c -> true,
            (t, severe) -> {
              t.batchSize = 16;
              t.epochs = severe ? 1 : 2;
            }),
        Fault.of(
            "dropout too strong",
            "dropout",
            Harm.DROPOUT,
            c -> !c.has(BatchNorm.class),
            (t, severe) -> {
              t.layers.removeIf(Dropout.class::isInstance);
              List<Integer> dense = t.positionsOf(Dense.class);
              t.layers.add(dense.get(dense.size() - 1), new Dropout(severe ? 0.85 : 0.7));
            }),
        Fault.of(
            "augmentation too strong",
            "augmentation",
            Harm.AUGMENTATION,
            c -> !c.standardised(),
            (t, severe) ->
                t.augmentation =
                    severe
                        ? Augmentation.of(
                            Augmentation.affine(0.2, 35, 0.3), Augmentation.cutout(0.5))
                        : Augmentation.of(
                            Augmentation.affine(0.15, 25, 0.25), Augmentation.cutout(0.4))),
        // Trained long past the minimum on fewer images
        new Fault(
            "trained past the minimum",
            List.of("overfitting", "too-few-samples"),
            Harm.LOSS,
            c -> true,
            (t, severe) -> {
              t.layers.removeIf(Dropout.class::isInstance);
              t.augmentation = Augmentation.NONE;
              t.training = Views.first(t.training, t.training.size() / (severe ? 8 : 6));
              t.epochs *= severe ? 25 : 12;
            }));
  }

  private static void momentum(TrialTraining t, double momentum, boolean lastOnly) {
    List<Integer> norms = t.positionsOf(BatchNorm.class);
    for (int at : lastOnly ? norms.subList(norms.size() - 1, norms.size()) : norms) {
      t.layers.set(at, new BatchNorm().momentum(momentum));
    }
  }
}
