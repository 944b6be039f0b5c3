package dev.limpid.insight.doctor.progress;

import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.run.RunRecord;
import java.util.Optional;

/**
 * What a linear classifier knows of validation images: it has learnt coarse features of the
 * training images as they are, brightness and edges in a grid of 4 x 4 ({@link
 * dev.limpid.insight.check.LabelChecks}). A network whose training has ended knows at least as much
 * where nothing keeps it from learning: of what is so plain to see it has lost something on the
 * way.
 *
 * @param right share of validation images that it is right about
 * @param network share that the network is right about in the last epoch
 * @param images validation images
 */
public record LinearClassifier(double right, double network, int images) {
  private static final double SURE = 3.09;
  private static final double POINTS = 0.05;

  /** Compares the two; empty where one of them is not known. */
  public static Optional<LinearClassifier> of(RunRecord run) {
    if (run.checks() == null || run.checks().labels() == null || run.epochs().isEmpty()) {
      return Optional.empty();
    }
    int offset = run.checks().labels().offset();
    if (run.checks().labels().across().size() <= offset) {
      return Optional.empty();
    }
    Agreement linear = run.checks().labels().across().get(offset);
    double network = accuracy(run);
    return linear.images() == 0 || Double.isNaN(network)
        ? Optional.empty()
        : Optional.of(new LinearClassifier(linear.share(), network, linear.images()));
  }

  /**
   * Of the last epoch, with moving averages or the population's statistics, whichever is higher.
   */
  private static double accuracy(RunRecord run) {
    double printed = run.lastEpoch().validationAccuracy();
    return run.gapOf(run.lastEpoch().epoch())
        .map(gap -> Math.max(printed, gap.accuracyLevels().validationWithoutLag().value()))
        .orElse(printed);
  }

  /** Whether the network knows less: by 5 points, and sure to 99.9 %. */
  public boolean knowsMore() {
    double variance = (right * (1 - right) + network * (1 - network)) / images;
    double more = right - network;
    return more > POINTS && more > SURE * Math.sqrt(variance);
  }

  /** Both shares as evidence. */
  public Evidence evidence() {
    return new Evidence(
        "validation images that a linear classifier on coarse features is right about, and the"
            + " network",
        Figures.percent(right) + " and " + Figures.percent(network),
        Section.CURVES);
  }
}
