package dev.limpid.cli.recipe;

import dev.limpid.layers.CategoricalCrossEntropy;
import dev.limpid.layers.SoftmaxCrossEntropy;
import dev.limpid.train.Metric;
import dev.limpid.train.Monitor;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Dataset;
import java.util.Arrays;
import picocli.CommandLine.Option;

/** Options of the training loop. */
final class LoopOptions {
  private static final int MOST_READERS = 256;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the training images. Default: ${DEFAULT-VALUE}.")
  private int epochs = 20;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Images a step. Default: ${DEFAULT-VALUE}.")
  private int batchSize = 128;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of weights, order and dropout. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--shuffle",
      negatable = true,
      fallbackValue = "true",
      description = "A new random order of the training images in every epoch. Default: on.")
  private boolean shuffle = true;

  @Option(
      names = "--augment",
      negatable = true,
      fallbackValue = "true",
      description =
          "Change training images at random in every epoch: shift by up to 8 %%, turn by up to 10"
              + " degrees, scale, brightness, contrast. Validation images stay as they are."
              + " Default: off.")
  private boolean augment;

  @Option(
      names = "--augmentation",
      paramLabel = "STEPS",
      description =
          "Change training images by these steps, between commas (or +, in a sweep): "
              + AugmentationText.WORDS
              + ". Default: none.")
  private String augmentation;

  @Option(
      names = "--read-ahead",
      paramLabel = "N",
      description =
          "Threads of their own that read and augment the next images while a step is computed; for"
              + " images that are read from files each time. Default: 0.")
  private Integer readAhead;

  @Option(
      names = "--recalibrate",
      negatable = true,
      fallbackValue = "true",
      description =
          "Before each validation, replace BatchNorm's moving averages by statistics of the whole"
              + " training set (\"precise BN\"). Default: off.")
  private boolean recalibrate;

  @Option(
      names = "--early-stopping",
      paramLabel = "N",
      description =
          "Stop when validation loss has not improved for N epochs, and go back to the best"
              + " epoch's weights. Default: off.")
  private Integer earlyStopping;

  @Option(
      names = "--early-stopping-figure",
      paramLabel = "NAME",
      description =
          "What --early-stopping watches: loss, accuracy, or one of --metrics. Default: loss.")
  private String earlyStoppingFigure;

  @Option(
      names = "--early-stopping-change",
      paramLabel = "X",
      description = "By how much an epoch must be better to be so. Default: 0.")
  private Double earlyStoppingChange;

  @Option(
      names = "--reduce-on-plateau",
      paramLabel = "N",
      description =
          "A tenth of the learning rate when validation loss has not improved for N epochs."
              + " Default: off.")
  private Integer reduceOnPlateau;

  @Option(
      names = "--label-smoothing",
      paramLabel = "X",
      description = "Share of each label that is spread over all classes. Default: 0.")
  private Double labelSmoothing;

  @Option(
      names = "--balance-classes",
      negatable = true,
      fallbackValue = "true",
      description =
          "Weigh each class in the training loss by the inverse of its number of training images;"
              + " the mean weight of an image is 1. Default: off.")
  private Boolean balanceClasses;

  @Option(
      names = "--metrics",
      paramLabel = "NAMES",
      description =
          "Further figures of each validation, with commas between: precision_macro, recall_micro,"
              + " f1_weighted and their like, roc_auc, average_precision, calibration_error."
              + " Default: none.")
  private String metrics;

  @Option(
      names = "--accumulate",
      paramLabel = "N",
      description = "Batches whose gradients make a step of the optimizer. Default: 1.")
  private Integer accumulate;

  @Option(
      names = "--average-weights",
      paramLabel = "X",
      description =
          "Validate and keep the exponential moving average of the weights, of this decay, such as"
              + " 0.99. Default: off.")
  private Double averageWeights;

  @Option(
      names = "--l1",
      paramLabel = "X",
      description = "Penalty on the sum of the kernels' absolute weights. Default: 0.")
  private Double l1;

  @Option(
      names = "--l2",
      paramLabel = "X",
      description = "Penalty on the sum of the kernels' squared weights. Default: 0.")
  private Double l2;

  @Option(
      names = "--gap-share",
      paramLabel = "X",
      description =
          "Share of an epoch's time for taking the gap apart, 0 for not at all."
              + " Default: ${DEFAULT-VALUE}.")
  private double gapShare = 0.08;

  @Option(
      names = "--trials",
      negatable = true,
      fallbackValue = "true",
      description =
          "Try settings that are suspected on the training itself, for some steps that are taken"
              + " back, in at most 5 %% of its time. Default: on.")
  private Boolean trials;

  void check() {
    if (epochs < 1 || batchSize < 1) {
      throw new UserException(
          "--epochs and --batch-size must be 1 or more, but are " + epochs + " and " + batchSize);
    }
    if (earlyStopping != null && earlyStopping < 1) {
      throw new UserException("--early-stopping must be 1 or more, but is " + earlyStopping);
    }
    if (augmentation().mixes() && Boolean.TRUE.equals(balanceClasses)) {
      throw new UserException(
          "--balance-classes weighs images of one class; mixup and cutmix make others");
    }
    if (readAhead != null && (readAhead < 0 || readAhead > MOST_READERS)) {
      throw new UserException("--read-ahead must be 0 to 256, but is " + readAhead);
    }
    if (earlyStopping == null && (earlyStoppingFigure != null || earlyStoppingChange != null)) {
      throw new UserException(
          "--early-stopping-figure and --early-stopping-change go with --early-stopping");
    }
    requireAtLeastOne("--accumulate", accumulate);
    requireAtLeastOne("--reduce-on-plateau", reduceOnPlateau);
    requireShare("--label-smoothing", labelSmoothing);
    requireShare("--average-weights", averageWeights);
    requirePenalty("--l1", l1);
    requirePenalty("--l2", l2);
    try {
      chosenMetrics();
      monitor();
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage(), e);
    }
    if (!(gapShare >= 0 && gapShare <= 10)) {
      throw new UserException("--gap-share must be between 0 and 10, but is " + gapShare);
    }
  }

  private static void requireAtLeastOne(String name, Integer value) {
    if (value != null && value < 1) {
      throw new UserException(name + " must be 1 or more, but is " + value);
    }
  }

  private static void requireShare(String name, Double value) {
    if (value != null && !(value >= 0 && value < 1)) {
      throw new UserException(name + " must be 0 or more and below 1, but is " + value);
    }
  }

  private static void requirePenalty(String name, Double value) {
    if (value != null && !(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new UserException(name + " must be 0 or more, but is " + value);
    }
  }

  /** Sets what was chosen; values out of their range are refused by the trainer. */
  void applyTo(Trainer trainer, Dataset training) {
    trainer
        .batchSize(batchSize)
        .seed(seed)
        .shuffle(shuffle)
        .augment(augmentation())
        .recalibrate(recalibrate);
    if (readAhead != null) {
      trainer.readAhead(readAhead);
    }
    setLoss(trainer, training);
    trainer.metrics(chosenMetrics());
    if (accumulate != null) {
      trainer.accumulate(accumulate);
    }
    if (averageWeights != null) {
      trainer.averageWeights(averageWeights);
    }
    if (l1 != null || l2 != null) {
      trainer.penalty(l1 == null ? 0 : l1, l2 == null ? 0 : l2);
    }
    if (reduceOnPlateau != null) {
      trainer.reduceOnPlateau(Monitor.loss(), reduceOnPlateau, 0.1);
    }
    if (earlyStopping != null) {
      trainer.stopEarly(earlyStopping, monitor());
    }
  }

  private void setLoss(Trainer trainer, Dataset training) {
    double smoothing = labelSmoothing == null ? 0 : labelSmoothing;
    if (augmentation().mixes()) {
      trainer.lossOfTargets(new CategoricalCrossEntropy().labelSmoothing(smoothing));
      return;
    }
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
    if (labelSmoothing != null) {
      loss = loss.labelSmoothing(smoothing);
    }
    if (Boolean.TRUE.equals(balanceClasses)) {
      loss = loss.classWeights(balanced(training));
    }
    trainer.loss(loss);
  }

  private Monitor monitor() {
    String figure = earlyStoppingFigure == null ? "loss" : earlyStoppingFigure;
    boolean known =
        figure.equals("loss")
            || figure.equals("accuracy")
            || Arrays.stream(chosenMetrics()).anyMatch(metric -> metric.name().equals(figure));
    if (!known) {
      throw new UserException(
          "--early-stopping-figure is loss, accuracy or one of --metrics, but not '"
              + figure
              + "'");
    }
    boolean lowest = figure.equals("loss") || figure.equals("calibration_error");
    return new Monitor(figure, !lowest, earlyStoppingChange == null ? 0 : earlyStoppingChange);
  }

  private Metric[] chosenMetrics() {
    return metrics == null
        ? new Metric[0]
        : Arrays.stream(metrics.split(",")).map(Metric::named).toArray(Metric[]::new);
  }

  /** For each class, images / (classes x its images). */
  private static double[] balanced(Dataset training) {
    int classes = training.classNames().size();
    int[] counts = new int[classes];
    for (int i = 0; i < training.size(); i++) {
      counts[training.label(i)]++;
    }
    double[] weights = new double[classes];
    for (int c = 0; c < classes; c++) {
      weights[c] = counts[c] == 0 ? 0 : (double) training.size() / classes / counts[c];
    }
    return weights;
  }

  Augmentation augmentation() {
    Augmentation usual = augment ? Augmentation.characters() : Augmentation.NONE;
    if (augmentation == null) {
      return usual;
    }
    Augmentation own = AugmentationText.parse(augmentation);
    return augment ? Augmentation.of(usual, own) : own;
  }

  boolean keepsBest() {
    return earlyStopping != null;
  }

  int epochs() {
    return epochs;
  }

  int batchSize() {
    return batchSize;
  }

  /** Steps of the optimizer in an epoch of so many batches. */
  long stepsOf(long batches) {
    return accumulate == null ? batches : (batches - 1) / accumulate + 1;
  }

  long seed() {
    return seed;
  }

  /** 0 for not measuring the gap at all. */
  boolean tries() {
    return trials == null || trials;
  }

  double gapShare() {
    return gapShare;
  }
}
