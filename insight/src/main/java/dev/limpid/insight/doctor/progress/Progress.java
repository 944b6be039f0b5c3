package dev.limpid.insight.doctor.progress;

import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.Optional;

/**
 * The progress of a training, epoch by epoch.
 *
 * <p>Losses are compared with that of guessing: whoever knows nothing of an image but how frequent
 * the classes are has the entropy of the labels as loss. Where the loss is not softmax
 * cross-entropy, that of the first weights takes its place.
 */
public final class Progress {
  private final RunRecord run;
  private final double[] training;
  private final double guessing;

  private Progress(RunRecord run) {
    this.run = run;
    this.training = run.epochs().stream().mapToDouble(epoch -> training(run, epoch)).toArray();
    this.guessing =
        run.otherLoss().isPresent() ? beforeTraining(run) : entropy(run.data().training());
  }

  /** Reads how far a run got. */
  public static Progress of(RunRecord run) {
    return new Progress(run);
  }

  /**
   * The loss of training images at the epoch's last weights, as they are, without dropout, with the
   * batch's statistics; as it was printed where that was not measured.
   */
  private static double training(RunRecord run, EpochFigures epoch) {
    return run.gapOf(epoch.epoch())
        .map(gap -> gap.lossLevels().trainBatch().value())
        .orElse(epoch.loss());
  }

  /** Of another loss nobody knows what guessing loses; the first weights know as little. */
  private double beforeTraining(RunRecord record) {
    if (record.start() != null) {
      return record.start().loss();
    }
    return training.length == 0 ? Double.NaN : training[0];
  }

  private static double entropy(int[] counts) {
    double all = Arrays.stream(counts).sum();
    return Arrays.stream(counts)
        .filter(count -> count > 0)
        .mapToDouble(count -> -count / all * Math.log(count / all))
        .sum();
  }

  /** How many epochs were done. */
  public int epochs() {
    return training.length;
  }

  /** The loss of one who guesses by the classes' frequency; of another loss, the first weights'. */
  public double guessing() {
    return guessing;
  }

  /** The training loss of an epoch, from 0, at its last weights. */
  public double training(int epoch) {
    return training[epoch];
  }

  /** The training loss at the last weights; NaN before the first epoch. */
  public double last() {
    return training.length == 0 ? Double.NaN : training[training.length - 1];
  }

  /** The lowest training loss of any epoch; NaN before the first. */
  public double lowest() {
    return Arrays.stream(training).min().orElse(Double.NaN);
  }

  /** The highest training loss of any epoch at its last weights; NaN before the first. */
  public double highest() {
    return Arrays.stream(training).max().orElse(Double.NaN);
  }

  /** How much of what guessing loses the network still loses, in training; 0 is perfect. */
  public double remaining() {
    return last() / guessing;
  }

  /** The same, as evidence. */
  public Evidence share() {
    return new Evidence(
        "training loss, as a share of what one loses who guesses by how frequent the classes are",
        Figures.percent(remaining()),
        Section.CURVES);
  }

  /** What guessing loses, as evidence. */
  public Evidence ofGuessing() {
    return new Evidence(
        "loss of one who guesses by how frequent the classes are",
        Figures.number(guessing),
        Section.CURVES);
  }

  /** Whether the network does not do noticeably better than guessing, on images it learns from. */
  public boolean learntNothing() {
    return !(remaining() < 0.95);
  }

  /**
   * The loss of validation images at the epoch's last weights with population statistics, where the
   * lag of the moving averages can neither hide nor feign a fall; as printed where that was not
   * measured, NaN without validation.
   */
  public double validation(int epoch) {
    EpochFigures figures = run.epochs().get(epoch);
    Optional<EpochGap> gap = run.gapOf(figures.epoch());
    return gap.filter(g -> g.lossLevels().validationPopulation() != null)
        .map(g -> g.lossLevels().validationPopulation().value())
        .orElse(figures.validationLoss());
  }

  /** Half of the 95 % interval of {@link #validation}, as far as it is known. */
  public double validationNoise(int epoch) {
    return run.gapOf(run.epochs().get(epoch).epoch())
        .map(EpochGap::lossLevels)
        .filter(levels -> levels.validationPopulation() != null)
        .map(levels -> levels.validationPopulation().halfWidth())
        .orElse(0.0);
  }

  /** By which share the training loss fell in the last epoch, against the one before. */
  public double lastFall() {
    int n = training.length;
    return n < 2 ? Double.NaN : 1 - training[n - 1] / training[n - 2];
  }

  /**
   * By which share the training loss fell in the second half of the epochs: where a schedule makes
   * the last steps short, the last epoch alone says nothing. NaN before the second epoch.
   */
  public double lateFall() {
    int n = training.length;
    return n < 2 ? Double.NaN : 1 - training[n - 1] / training[(n - 1) / 2];
  }

  /** How many steps were taken. */
  public int steps() {
    return training.length * run.plan().stepsPerEpoch();
  }

  /**
   * How far the steps of the first epoch threw the loss up above that of the first steps, as a
   * multiple of the loss of guessing; means over at least 5 steps and 64 images, so that no single
   * batch counts. 0 where it did not rise, or the steps are not known one by one.
   */
  public double firstRise() {
    int size = Math.max(5, 64 / run.plan().batchSize());
    double[] losses = run.stepLosses();
    int count = Math.min(losses.length, run.plan().stepsPerEpoch());
    if (run.stepLossEvery() != 1 || count < 2 * size) {
      return 0;
    }
    double first = run.start() == null ? mean(losses, 0, size) : run.start().loss();
    double highest = 0;
    for (int from = 0; from + size <= count; from++) {
      highest = Math.max(highest, mean(losses, from, size));
    }
    return Math.max(0, highest - Math.max(first, guessing)) / guessing;
  }

  private static double mean(double[] values, int from, int count) {
    return Arrays.stream(values, from, from + count).average().orElseThrow();
  }
}
