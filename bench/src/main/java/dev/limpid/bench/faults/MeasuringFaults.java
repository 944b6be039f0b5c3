package dev.limpid.bench.faults;

import dev.limpid.bench.faults.images.Views;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Mode;
import dev.limpid.train.Epoch;
import dev.limpid.train.Evaluation;
import dev.limpid.train.Evaluator;
import dev.limpid.train.Predictions;
import dev.limpid.train.TrainingListener.Plan;
import java.util.List;

/** Faults of how figures are worked out: the training is well, what is said of it is not. */
final class MeasuringFaults {
  private MeasuringFaults() {}

  static List<Fault> all() {
    return List.of(
        // model.eval() was forgotten
        Fault.of(
            "validation in training mode",
            "training-mode-in-validation",
            Harm.MISCOUNT,
            c -> c.has(Dropout.class),
            (t, s) -> {
              t.misreport = MeasuringFaults::inTrainingMode;
              t.positionsOf(Dropout.class)
                  .forEach(at -> t.layers.set(at, new Dropout(s.between(0.25, 0.5))));
            }),
        // A dropout of one's own that is never switched off
        Fault.of(
            "dropout in validation",
            "training-mode-in-validation",
            Harm.LOSS,
            c -> c.has(Dropout.class),
            (t, s) ->
                t.positionsOf(Dropout.class)
                    .forEach(at -> t.layers.set(at, new AlwaysDropout(s.between(0.3, 0.5))))),
        // The mean of batch means, where the last batch is smaller
        Fault.of(
            "mean of batch means",
            "mean-of-batch-means",
            Harm.MISCOUNT,
            c -> true,
            (t, s) -> {
              int full = s.whole(3, 1);
              t.validation =
                  Views.sortedByClass(Views.first(t.validation, full * 4 * t.batchSize + 1));
              t.misreport = (right, plan) -> meanOfBatchMeans(right, 4 * plan.batchSize());
            }));
  }

  private static Epoch inTrainingMode(Epoch right, Plan plan) {
    Evaluation wrong =
        new Evaluator(plan.network(), plan.batchSize(), 5)
            .evaluate(plan.validation(), Mode.TRAIN_FROZEN);
    return with(right, wrong);
  }

  private static Epoch meanOfBatchMeans(Epoch right, int batchSize) {
    Evaluation evaluation = right.validation();
    Predictions predictions = evaluation.predictions();
    double loss = 0;
    double accuracy = 0;
    int batches = 0;
    for (int from = 0; from < predictions.size(); from += batchSize) {
      int to = Math.min(from + batchSize, predictions.size());
      double sum = 0;
      int correct = 0;
      for (int i = from; i < to; i++) {
        sum += predictions.losses()[i];
        correct += predictions.correct()[i] ? 1 : 0;
      }
      loss += sum / (to - from);
      accuracy += correct / (double) (to - from);
      batches++;
    }
    return with(
        right,
        new Evaluation(
            evaluation.images(),
            loss / batches,
            accuracy / batches,
            evaluation.topK(),
            evaluation.topKAccuracy(),
            evaluation.confusion(),
            predictions));
  }

  private static Epoch with(Epoch epoch, Evaluation validation) {
    return new Epoch(
        epoch.number(),
        epoch.loss(),
        epoch.accuracy(),
        epoch.topKAccuracy(),
        validation,
        epoch.learningRate(),
        epoch.trainSeconds(),
        epoch.validationSeconds());
  }
}
