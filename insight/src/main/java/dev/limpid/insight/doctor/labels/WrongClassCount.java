package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * The network has outputs that no image has as its label, on either side: the data set names fewer
 * classes than there are outputs; or so many outputs are without images that it can't be chance, by
 * four standard deviations above what is expected of equally frequent classes.
 */
final class WrongClassCount implements Cause {
  private static final double CLEAR = 4;

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
    int unused = outputs - used;
    double byChance = outputs * Math.pow(1 - 1.0 / outputs, images);
    boolean clear =
        training.length < outputs || unused > byChance + CLEAR * Math.sqrt(byChance) + 0.5;
    if (unused <= 0 || images == 0 || !clear) {
      return Optional.empty();
    }
    boolean firstUnused = training[0] + validation[0] == 0;
    return Optional.of(
        Finding.of(
                Names.WRONG_CLASS_COUNT,
                outputs > 2 * used ? Severity.PROBLEM : Severity.WARNING,
                "The network has another number of classes than the images",
                unused
                    + " of "
                    + outputs
                    + " outputs belong to no image; they take probability from the others until the"
                    + " network has learnt not to use them."
                    + (firstUnused
                        ? " The first class is one of them: labels may count from 1."
                        : ""))
            .withEvidence("outputs of the network", outputs, Section.RUN)
            .withEvidence("classes that have images", used, Section.CONFUSION)
            .withChange(
                Change.inCode("Dense " + used, "as many outputs as classes, labels from 0 on"))
            .withOtherwise("Each output would be the label of some image.")
            .withConsequences(Names.CLASS_IMBALANCE, Names.NOISY_LABELS, Names.AVERAGING));
  }

  private static int outputs(RunRecord run) {
    if (run.checks() != null) {
      return run.checks().outputs();
    }
    List<RunRecord.LayerFigures> layers = run.layers();
    return layers.isEmpty() ? 0 : layers.get(layers.size() - 1).outputShape().get(0);
  }
}
