package dev.limpid.insight.doctor.progress;

import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.health.Breach;
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
 *
 * <p>Of smoothed labels no network loses less than their entropy: all losses here are what lies
 * above that, as is that of guessing, so that a share of it is 0 at best.
 */
public final class Progress {
  private static final double HALF_AGAIN = 1.5;

  private final RunRecord run;
  private final double floor;
  private final double[] training;
  private final double guessing;

  private Progress(RunRecord run) {
    this.run = run;
    double smoothing = run.otherLoss().isPresent() ? 0 : run.labelSmoothing();
    this.floor = entropy(smoothed(oneOf(run.data().training().length), smoothing));
    this.training =
        run.epochs().stream().mapToDouble(epoch -> above(training(run, epoch))).toArray();
    this.guessing =
        run.otherLoss().isPresent()
            ? beforeTraining(run)
            : above(entropy(smoothed(run.data().training(), smoothing)));
  }

  /** Reads how far a run got. */
  public static Progress of(RunRecord run) {
    return new Progress(run);
  }

  /**
   * The loss of training images at the epoch's last weights, as they are, without dropout, with the
   * batch's statistics; as it was printed where that was not measured. As training has them where
   * that is lower: what is learnt so is learnt, if of augmented images, or by a layer that is
   * another function in inference.
   */
  private static double training(RunRecord run, EpochFigures epoch) {
    return isAnotherFunction(run)
        ? epoch.loss()
        : run.gapOf(epoch.epoch()).map(Progress::training).orElse(epoch.loss());
  }

  /** Whether a layer was seen to be another function in passes that are not training's own. */
  static boolean isAnotherFunction(RunRecord run) {
    return run.start() != null
        && run.start().breaches().stream()
            .anyMatch(breach -> breach.rule() == Breach.Rule.INFERENCE_DIFFERS);
  }

  private static double training(EpochGap gap) {
    return Math.min(gap.lossLevels().trainBatch().value(), gap.lossLevels().trainMode().value());
  }

  /** Of another loss nobody knows what guessing loses; the first weights know as little. */
  private double beforeTraining(RunRecord record) {
    if (record.start() != null) {
      return record.start().loss();
    }
    return training.length == 0 ? Double.NaN : training[0];
  }

  private static int[] oneOf(int classes) {
    int[] counts = new int[classes];
    counts[0] = 1;
    return counts;
  }

  /** The classes' frequencies, with a share of each label that is spread over all classes. */
  private static double[] smoothed(int[] counts, double smoothing) {
    double all = Arrays.stream(counts).sum();
    return Arrays.stream(counts)
        .mapToDouble(count -> (1 - smoothing) * count / all + smoothing / counts.length)
        .toArray();
  }

  private static double entropy(double[] frequencies) {
    return Arrays.stream(frequencies).filter(f -> f > 0).map(f -> -f * Math.log(f)).sum();
  }

  /** What a loss has above the entropy of a smoothed label; all of it where none is smoothed. */
  public double above(double loss) {
    return floor == 0 ? loss : Math.max(0, loss - floor);
  }

  /** How much of what guessing loses, as it is printed, no network can avoid; 0 is all. */
  public double unavoidable() {
    return floor / (floor + guessing);
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
        "training loss, as a share of what one loses who guesses by how frequent the classes are"
            + (floor == 0 ? "" : ", both above what smoothed labels lose at least"),
        Figures.percent(remaining()),
        Section.CURVES);
  }

  /** The last training loss, as it is printed, as evidence. */
  public Evidence ofTraining() {
    return new Evidence("training loss", Figures.number(last() + floor), Section.CURVES);
  }

  /** What guessing loses, as it is printed, as evidence. */
  public Evidence ofGuessing() {
    return new Evidence(
        "loss of one who guesses by how frequent the classes are",
        Figures.number(guessing + floor),
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
    return above(
        gap.filter(g -> g.lossLevels().validationPopulation() != null)
            .map(g -> g.lossLevels().validationPopulation().value())
            .orElse(figures.validationLoss()));
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

  /** Whether the rate was rising when the training ended, as in a warm-up that is longer. */
  public boolean rateStillRises() {
    double[] rates = run.epochs().stream().mapToDouble(EpochFigures::learningRate).toArray();
    int n = rates.length;
    return n > 2 && rates[n - 1] > HALF_AGAIN * rates[(n - 1) / 2] && rates[n - 1] > rates[n - 2];
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
    double[] losses = Arrays.stream(run.stepLosses()).map(this::above).toArray();
    int count = Math.min(losses.length, run.plan().stepsPerEpoch());
    if (run.stepLossEvery() != 1 || count < 2 * size) {
      return 0;
    }
    double first = run.start() == null ? mean(losses, 0, size) : above(run.start().loss());
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
