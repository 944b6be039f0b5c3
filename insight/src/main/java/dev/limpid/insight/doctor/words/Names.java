package dev.limpid.insight.doctor.words;

/** The names of the findings that the library's own causes make. */
public final class Names {
  public static final String AUGMENTATION = "augmentation";
  public static final String AVERAGING = "averaging";
  public static final String BATCH_DEPENDENCE = "batch-dependence";
  public static final String BATCHES_NOT_SHUFFLED = "batches-not-shuffled";
  public static final String BATCHNORM_LAG = "batchnorm-lag";
  public static final String BROKEN_CHANNEL = "broken-channel";
  public static final String BROKEN_IMAGES = "broken-images";
  public static final String CLASS_IMBALANCE = "class-imbalance";
  public static final String COVARIATE_SHIFT = "covariate-shift";
  public static final String DEAD_UNITS = "dead-units";
  public static final String DROPOUT = "dropout";
  public static final String DROPOUT_BEFORE_BATCHNORM = "dropout-before-batchnorm";
  public static final String DUPLICATES_ACROSS_SPLIT = "duplicates-across-split";
  public static final String EPSILON_TOO_LARGE = "epsilon-too-large";
  public static final String EXPLODING_GRADIENTS = "exploding-gradients";
  public static final String FROZEN_LAYER = "frozen-layer";
  public static final String GRADIENT_NOISE = "gradient-noise";
  public static final String INPUTS_NOT_SCALED = "inputs-not-scaled";
  public static final String LABEL_SHIFT = "label-shift";
  public static final String LABELS_MISALIGNED = "labels-misaligned";
  public static final String LEARNING_RATE_TOO_HIGH = "learning-rate-too-high";
  public static final String LEARNING_RATE_TOO_LOW = "learning-rate-too-low";
  public static final String LOSS_NOT_DECREASING = "loss-not-decreasing";
  public static final String MEAN_OF_BATCH_MEANS = "mean-of-batch-means";
  public static final String MOMENTUM_TOO_HIGH = "momentum-too-high";
  public static final String NO_BIAS_CORRECTION = "no-bias-correction";
  public static final String NOISY_LABELS = "noisy-labels";
  public static final String NOT_ENOUGH_EVIDENCE = "not-enough-evidence";
  public static final String NOTHING_WRONG = "nothing-wrong";
  public static final String ORDERED_SPLIT = "ordered-split";
  public static final String OVERFITTING = "overfitting";
  public static final String POOR_INITIALISATION = "poor-initialisation";
  public static final String PREPROCESSING_DIFFERS = "preprocessing-differs";
  public static final String RANDOM_LABELS = "random-labels";
  public static final String SATURATED_OUTPUTS = "saturated-outputs";
  public static final String SMALL_VALIDATION_SET = "small-validation-set";
  public static final String SOFTMAX_TWICE = "softmax-twice";
  public static final String STATISTICS_NEVER_UPDATED = "statistics-never-updated";
  public static final String STOPPED_EARLY = "stopped-early";
  public static final String TOO_FEW_SAMPLES = "too-few-samples";
  public static final String TRAINING_MODE_IN_VALIDATION = "training-mode-in-validation";
  public static final String UNDERFITTING = "underfitting";
  public static final String VANISHING_GRADIENTS = "vanishing-gradients";
  public static final String WRONG_CLASS_COUNT = "wrong-class-count";
  public static final String WRONG_GRADIENT = "wrong-gradient";

  private Names() {}
}
