package dev.limpid.cli.curve;

import dev.limpid.insight.proof.Measure;
import dev.limpid.insight.run.RunRecord;
import java.util.List;

/**
 * Trainings on a part of the training set, one a seed.
 *
 * @param images of the part
 * @param runs one a seed
 */
record Subset(int images, List<RunRecord> runs) {
  /** Whether the best validation loss is, on average, a tenth below that of guessing. */
  boolean learnt() {
    double loss =
        runs.stream().mapToDouble(Measure.BEST_VALIDATION_LOSS::of).average().orElseThrow();
    return loss < 0.9 * Math.log(runs.get(0).data().classes().size());
  }
}
