package dev.limpid.cli.recipe;

import dev.limpid.train.Trainer;
import dev.limpid.train.data.Augmentation;
import picocli.CommandLine.Option;

/** Options of the training loop. */
final class LoopOptions {
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
      names = "--gap-share",
      paramLabel = "X",
      description =
          "Share of an epoch's time for taking the gap apart, 0 for not at all."
              + " Default: ${DEFAULT-VALUE}.")
  private double gapShare = 0.08;

  void check() {
    if (epochs < 1 || batchSize < 1) {
      throw new UserException(
          "--epochs and --batch-size must be 1 or more, but are " + epochs + " and " + batchSize);
    }
    if (earlyStopping != null && earlyStopping < 1) {
      throw new UserException("--early-stopping must be 1 or more, but is " + earlyStopping);
    }
    if (!(gapShare >= 0 && gapShare <= 10)) {
      throw new UserException("--gap-share must be between 0 and 10, but is " + gapShare);
    }
  }

  void applyTo(Trainer trainer) {
    trainer
        .batchSize(batchSize)
        .seed(seed)
        .shuffle(shuffle)
        .augment(augmentation())
        .recalibrate(recalibrate);
    if (earlyStopping != null) {
      trainer.stopEarly(earlyStopping);
    }
  }

  Augmentation augmentation() {
    return augment ? Augmentation.characters() : Augmentation.NONE;
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

  long seed() {
    return seed;
  }

  /** 0 for not measuring the gap at all. */
  double gapShare() {
    return gapShare;
  }
}
