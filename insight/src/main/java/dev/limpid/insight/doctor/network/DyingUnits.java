package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.LayerHealth;
import dev.limpid.insight.run.RunRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Units of a ReLU are zero for all images that were looked at in the last two epochs, a few
 * batches, and so learn nothing; those of another activation are where it is as good as flat. The
 * threshold of one half is that of Amazon SageMaker Debugger's rule DeadRelu. Many wide layers do
 * well with fewer units than they have: it is an alarm only where training loss has stayed high,
 * and elsewhere a note that proposes nothing.
 */
final class DyingUnits implements Cause {
  private static final double HALF = 0.5;
  private static final double MUCH = 0.3;

  /** Epochs; in the first ones units that are zero for a few batches often come back. */
  private static final int ENOUGH = 4;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    int epochs = run.health().size();
    Progress progress = Progress.of(run);
    if (epochs == 0 || epochs < ENOUGH && !progress.learntNothing()) {
      return Optional.empty();
    }
    EpochHealth last = run.health().get(epochs - 1);
    EpochHealth before = run.health().get(Math.max(0, epochs - 2));
    List<LayerHealth> dead =
        last.layers().stream()
            .filter(layer -> layer.deadShare() > HALF && wasDead(before, layer.layer()))
            .toList();
    if (dead.isEmpty()) {
      return Optional.empty();
    }
    LayerHealth worst =
        dead.stream().max(Comparator.comparingDouble(LayerHealth::deadShare)).orElseThrow();
    Severity severity = severity(progress.remaining());
    Finding found = found(worst, severity, last, dead.size());
    return Optional.of(
        severity == Severity.NOTE ? found.withExplained(0) : mended(found, worst, run));
  }

  private static Finding found(LayerHealth worst, Severity severity, EpochHealth last, int layers) {
    String what =
        ofRelu(worst)
            ? "They are zero for every image of several batches, and a unit that is zero gets no"
                + " gradient."
            : "For every image of several batches they are where a "
                + worst.type()
                + " is as good as flat: little of the gradient gets through, and nothing that tells"
                + " images apart.";
    return Finding.of(
            Names.DEAD_UNITS,
            severity,
            "Most units of " + worst.layer() + " are dead",
            severity == Severity.NOTE
                ? what + " The others are enough: training images are learnt all the same."
                : what)
        .withEvidence(
            "dead units of " + worst.layer() + " in epoch " + last.epoch(),
            Figures.percent(worst.deadShare()),
            Section.HEALTH)
        .withEvidence("layers with more than half", layers, Section.HEALTH)
        .withOtherwise("Fewer than half of the units would be dead for whole batches.")
        .withSource("Lu et al., Dying ReLU and Initialization, 2019, arXiv:1903.06733")
        .withConsequences(
            Names.VANISHING_GRADIENTS, // nothing comes back through them
            Names.LOSS_NOT_DECREASING,
            Names.UNDERFITTING,
            Names.LEARNING_RATE_TOO_LOW,
            Names.STOPPED_EARLY);
  }

  private static Finding mended(Finding found, LayerHealth worst, RunRecord run) {
    return found
        .withChange(
            ofRelu(worst)
                ? Change.inCode("LeakyReLU", "instead of ReLU: a gradient below zero too")
                : Change.inCode("Layer.parameters", "first biases of 0"))
        .withAlternative(FirstWeights.tries(run));
  }

  private static boolean ofRelu(LayerHealth layer) {
    return layer.type().equals("ReLU");
  }

  private static boolean wasDead(EpochHealth epoch, String name) {
    return epoch.layers().stream()
        .anyMatch(layer -> layer.layer().equals(name) && layer.deadShare() > HALF);
  }

  /**
   * How bad it is.
   *
   * @param left of the loss of guessing
   */
  private static Severity severity(double left) {
    return left > 0.95 ? Severity.PROBLEM : left > MUCH ? Severity.WARNING : Severity.NOTE;
  }
}
