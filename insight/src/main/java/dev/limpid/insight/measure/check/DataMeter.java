package dev.limpid.insight.measure.check;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.insight.check.DataChecks;
import dev.limpid.train.TrainingListener.Plan;

/** Measures what a training is given. */
final class DataMeter {
  private DataMeter() {}

  static DataChecks measure(Plan plan) {
    long start = System.nanoTime();
    Rng rng = Rng.of(plan.seed()).split("checks");
    Parallel parallel = plan.network().compute().parallel();
    int outputs = plan.network().outputShape().dim(0);
    Side training = Side.measure(plan.training(), 1, rng.split("training"), parallel);
    Side validation =
        plan.validation() == null
            ? null
            : Side.measure(plan.validation(), 0.5, rng.split("validation"), parallel);
    return new DataChecks(
        outputs,
        SideMeter.measure(training, null, outputs, plan.batchSize(), parallel),
        validation == null
            ? null
            : SideMeter.measure(validation, training, outputs, plan.batchSize(), parallel),
        validation == null
            ? null
            : SplitMeter.measure(training, validation, outputs, rng.split("split"), parallel),
        LabelMeter.measure(training, validation, outputs),
        WeightMeter.measure(
            plan.training(), plan.training().classNames().size(), plan.objective().loss()),
        AugmentedMeter.measure(plan.training(), plan.augmentation(), rng.split("augmentation")),
        (System.nanoTime() - start) * 1e-9);
  }
}
