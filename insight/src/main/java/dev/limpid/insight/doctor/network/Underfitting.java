package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.LinearClassifier;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.progress.Steps;
import dev.limpid.insight.doctor.trial.Trials;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.health.LayerStart;
import dev.limpid.insight.health.StepProbe;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The network can't do better: training loss has stopped falling while much of what guessing loses
 * is left, and validation images lose no more than training images; or it stays high, and a layer
 * is so narrow that little passes. Behind such a layer half as much is enough to be left, if
 * training stands still.
 *
 * <p>A loss that stands still may have other reasons: steps that are short, labels that are wrong.
 * The network is called too small only where that layer was found, or where its numbers could not
 * hold the labels: a weight holds about two bits (Cover, 1965; MacKay, 2003, chapter 40), and the
 * labels of n images have n times their entropy. Otherwise it is said that training stands still. A
 * network that learns more with another setting, as a trial says, is not too small either.
 */
final class Underfitting implements Cause {
  /** A large share of the loss of guessing. */
  private static final double MUCH = 0.3;

  private static final double SOME = 0.15;
  private static final double HALF = 0.5;

  /** A fall of the training loss, from an epoch to the next, that is none. */
  private static final double FLAT = 0.08;

  /** Steps in the median that go so little of the way are why the loss stands still. */
  private static final double SHORT = -0.9;

  private static final double BITS_OF_A_WEIGHT = 2;

  /** Feature maps that are too few to tell much apart. */
  private static final int FEW = 2;

  /**
   * So many may be too few, where training stands still and nothing else says why; or where a
   * linear classifier knows more of validation images, so that what tells them apart is plain to
   * see.
   */
  private static final int RATHER_FEW = 4;

  private static final String[] OF_A_BOTTLENECK = {
    Names.NOISY_LABELS, // what images lose on the way looks like labels that are wrong
    Names.DEAD_UNITS,
    Names.EPSILON_TOO_LARGE,
    Names.LEARNING_RATE_TOO_LOW,
    Names.LEARNING_RATE_TOO_HIGH,
    Names.SMALL_VALIDATION_SET, // shares near a half have the widest intervals
    Names.GRADIENT_NOISE,
    Names.MOMENTUM_TOO_HIGH,
    Names.LOSS_NOT_DECREASING
  };

  @Override
  public Optional<Finding> examine(RunRecord run) {
    Progress progress = Progress.of(run);
    int n = progress.epochs();
    if (n < 3 || !(progress.remaining() > SOME)) {
      return Optional.empty();
    }
    Optional<Finding> bounded = BoundedScores.of(run, progress);
    if (bounded.isPresent()) {
      return bounded;
    }
    boolean plain = LinearClassifier.of(run).filter(LinearClassifier::knowsMore).isPresent();
    boolean much = progress.remaining() > MUCH;
    double perEpoch = 1 - Math.sqrt(progress.last() / progress.training(n - 3));
    double gap = (progress.validation(n - 1) - progress.last()) / progress.last();
    boolean otherReasons =
        Steps.of(run).median(StepProbe::alpha) < SHORT || !UntrainedLayer.frozen(run).isEmpty();
    boolean standsStill = perEpoch <= FLAT && !(gap > MUCH) && !otherReasons;
    Optional<RunRecord.LayerFigures> bottleneck =
        bottleneck(run, much && standsStill || plain && perEpoch <= FLAT ? RATHER_FEW : FEW);
    if (!much && (bottleneck.isEmpty() || perEpoch > FLAT)) {
      return Optional.empty();
    }
    if (progress.learntNothing() && bottleneck.isEmpty()) {
      return Optional.empty();
    }
    if (bottleneck.isEmpty() && !standsStill) {
      return Optional.empty();
    }
    double bits = BITS_OF_A_WEIGHT * weights(run);
    double ofLabels =
        progress.guessing() / Math.log(2) * Arrays.stream(run.data().training()).sum();
    boolean small = bottleneck.isPresent() || bits < ofLabels;
    String narrow =
        bottleneck
            .map(layer -> " " + layer.name() + " has only " + units(layer) + " units.")
            .orElse("");
    Finding found =
        Finding.of(
                Names.UNDERFITTING,
                !small
                    ? Severity.NOTE
                    : progress.learntNothing()
                            || bottleneck.isPresent() && progress.remaining() > HALF
                        ? Severity.PROBLEM
                        : Severity.WARNING,
                small ? "The network is too small for its images" : "Training stands still",
                "Training loss has "
                    + (perEpoch > FLAT ? "come down to " : "stopped falling at ")
                    + Figures.percent(progress.remaining())
                    + " of what guessing loses, and validation loss with it"
                    + (small
                        ? ": the network hasn't got the room for more."
                        : ". The network has room for more than that; steps, labels or augmentation"
                            + " may be why it learns no further.")
                    + narrow)
            .withEvidence(
                "bits that its weights hold, about, and bits of the labels",
                Figures.number(bits) + ", " + Figures.number(ofLabels),
                Section.RUN)
            .withEvidence(progress.ofTraining())
            .withEvidence(progress.ofGuessing())
            .withEvidence(
                "fall from epoch to epoch at the end", Figures.percent(perEpoch), Section.CURVES)
            .withEvidence("validation loss above training loss", Figures.percent(gap), Section.GAP)
            .withOtherwise("Training loss would go on towards 0, below validation loss.")
            .withChange(
                small
                    ? List.of(new Change(Setting.WIDTH, 2, "twice as many filters"))
                    : List.of()) // it has room for more
            .withChange(Setting.EPOCHS, 2 * n, "in case it is only slow")
            .withAlternative(Setting.WIDTH, doubledWidth(run), "a larger network")
            .withSource("Goodfellow, Bengio and Courville, Deep Learning, 2016, section 5.2");
    if (plain) {
      found = found.withEvidence(LinearClassifier.of(run).orElseThrow().evidence());
    }
    if (bottleneck.isPresent()) {
      return Optional.of(found.withConsequences(OF_A_BOTTLENECK));
    }
    return Optional.of(small && Trials.supportAny(run) ? found.asNote() : found);
  }

  /**
   * A layer with a kernel, other than the last, through which little passes: one or two feature
   * maps, or features fewer than half of the classes. With a training loss that stays high, that is
   * where images lose what tells them apart; and if its few units die, nothing passes at all.
   */
  private static Optional<RunRecord.LayerFigures> bottleneck(RunRecord run, int few) {
    List<String> kernels =
        run.start() == null
            ? List.of()
            : run.start().layers().stream()
                .filter(layer -> !Double.isNaN(layer.kernelDeviation()))
                .map(LayerStart::layer)
                .toList();
    return run.layers().stream()
        .filter(layer -> kernels.contains(layer.name()))
        .filter(layer -> !layer.name().equals(kernels.get(kernels.size() - 1)))
        .filter(
            layer ->
                units(layer) <= few
                    || layer.outputShape().size() == 1
                        && 2 * units(layer) < run.data().classes().size())
        .min(Comparator.comparingInt(Underfitting::units));
  }

  private static long weights(RunRecord run) {
    return run.layers().stream().mapToLong(RunRecord.LayerFigures::parameters).sum();
  }

  private static double doubledWidth(RunRecord run) {
    return run.settings().get("width") instanceof Number width ? 2 * width.doubleValue() : 2;
  }

  private static int units(RunRecord.LayerFigures layer) {
    return layer.outputShape().get(layer.outputShape().size() - 1);
  }
}
