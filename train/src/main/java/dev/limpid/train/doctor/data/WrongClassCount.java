package dev.limpid.train.doctor.data;

import dev.limpid.train.doctor.finding.Cause;
import dev.limpid.train.doctor.finding.Finding;
import dev.limpid.train.doctor.finding.Severity;
import dev.limpid.train.run.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * The network has outputs that no image has as its label, on either side, though there are so many
 * images that this can't be chance: of equally frequent classes, one would be missing with a
 * probability below 0.1 %.
 */
final class WrongClassCount implements Cause {
  private static final double LARGEST_P = 0.001;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    int outputs = outputs(run);
    int[] training = run.data().training();
    int[] validation = run.data().validation();
    int used = 0;
    long images = 0;
    for (int c = 0; c < training.length; c++) {
      used += training[c] + validation[c] > 0 ? 1 : 0;
      images += training[c] + validation[c];
    }
    double missedByChance = outputs * Math.pow(1 - 1.0 / outputs, images);
    if (outputs <= used || images == 0 || missedByChance > LARGEST_P) {
      return Optional.empty();
    }
    boolean firstUnused = training[0] + validation[0] == 0;
    return new Draft(
            "wrong-class-count",
            outputs > 2 * used ? Severity.PROBLEM : Severity.WARNING,
            "The network has another number of classes than the images",
            (outputs - used)
                + " of "
                + outputs
                + " outputs belong to no image; they take probability from the others until the"
                + " network has learnt not to use them."
                + (firstUnused ? " The first class is one of them: labels may count from 1." : ""))
        .evidence("outputs of the network", outputs, "run")
        .evidence("classes that have images", used, "confusion")
        .change("Dense", String.valueOf(used), "as many outputs as classes, labels from 0 on")
        .otherwise(
            "Each output would be the label of some image.", null, "class-imbalance", "averaging");
  }

  private static int outputs(RunRecord run) {
    if (run.checks() != null) {
      return run.checks().outputs();
    }
    List<RunRecord.LayerFigures> layers = run.layers();
    return layers.isEmpty() ? 0 : layers.get(layers.size() - 1).outputShape().get(0);
  }
}
