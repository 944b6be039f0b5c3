package dev.limpid.insight.doctor.words;

/** The names of the findings that the library's own causes make. */
public final class Names {
  /** Augmented training images are harder than those of validation. */
  public static final String AUGMENTATION = "augmentation";

  /** The printed training loss is a mean over the epoch. */
  public static final String AVERAGING = "averaging";

  /** Batch statistics tell the network about the other images of a batch. */
  public static final String BATCH_DEPENDENCE = "batch-dependence";

  /** Batches come in an order that goes with the labels. */
  public static final String BATCHES_NOT_SHUFFLED = "batches-not-shuffled";

  /** BatchNorm's moving averages lag behind the weights. */
  public static final String BATCHNORM_LAG = "batchnorm-lag";

  /** A channel of the images is constant or missing. */
  public static final String BROKEN_CHANNEL = "broken-channel";

  /** Some images are blank or not finite. */
  public static final String BROKEN_IMAGES = "broken-images";

  /** A training step breaks a rule that every training keeps. */
  public static final String BROKEN_STEP = "broken-step";

  /** Some classes have far more images than others. */
  public static final String CLASS_IMBALANCE = "class-imbalance";

  /** Validation images are of another kind than training images. */
  public static final String COVARIATE_SHIFT = "covariate-shift";

  /** Units of a ReLU are zero for all images. */
  public static final String DEAD_UNITS = "dead-units";

  /** Dropout makes training harder than validation. */
  public static final String DROPOUT = "dropout";

  /** Dropout before BatchNorm changes the variance that it has learnt. */
  public static final String DROPOUT_BEFORE_BATCHNORM = "dropout-before-batchnorm";

  /** The same images are on both sides of the split. */
  public static final String DUPLICATES_ACROSS_SPLIT = "duplicates-across-split";

  /** The optimizer's epsilon is large beside the gradients. */
  public static final String EPSILON_TOO_LARGE = "epsilon-too-large";

  /** Gradients grow from layer to layer. */
  public static final String EXPLODING_GRADIENTS = "exploding-gradients";

  /** Each of several workers normalises few images by themselves. */
  public static final String FEW_IMAGES_A_WORKER = "few-images-a-worker";

  /** A layer's weights do not move. */
  public static final String FROZEN_LAYER = "frozen-layer";

  /** Gradients of batches are mostly noise. */
  public static final String GRADIENT_NOISE = "gradient-noise";

  /** Values of the images are not in a usual range. */
  public static final String INPUTS_NOT_SCALED = "inputs-not-scaled";

  /** Labels are smoothed until they say little. */
  public static final String LABEL_SMOOTHING = "label-smoothing";

  /** Classes have other shares in validation than in training. */
  public static final String LABEL_SHIFT = "label-shift";

  /** What is left over for an epoch's last batch is too little for BatchNorm. */
  public static final String LAST_BATCH_TOO_SMALL = "last-batch-too-small";

  /** Labels are shifted against their images. */
  public static final String LABELS_MISALIGNED = "labels-misaligned";

  /** The learning rate is too high. */
  public static final String LEARNING_RATE_TOO_HIGH = "learning-rate-too-high";

  /** The learning rate is too low. */
  public static final String LEARNING_RATE_TOO_LOW = "learning-rate-too-low";

  /** The training loss does not fall. */
  public static final String LOSS_NOT_DECREASING = "loss-not-decreasing";

  /** A printed loss is the mean of batches of different size. */
  public static final String MEAN_OF_BATCH_MEANS = "mean-of-batch-means";

  /** Momentum is too high. */
  public static final String MOMENTUM_TOO_HIGH = "momentum-too-high";

  /** Adam's moments are not corrected for their start at zero. */
  public static final String NO_BIAS_CORRECTION = "no-bias-correction";

  /** A part of the labels is wrong. */
  public static final String NOISY_LABELS = "noisy-labels";

  /** Layers stand so that what they get can't get through, or can't be learnt from. */
  public static final String NETWORK_STRUCTURE = "network-structure";

  /** There is not enough to tell by. */
  public static final String NOT_ENOUGH_EVIDENCE = "not-enough-evidence";

  /** Nothing that is looked for is wrong. */
  public static final String NOTHING_WRONG = "nothing-wrong";

  /** Training and validation images were split in an order. */
  public static final String ORDERED_SPLIT = "ordered-split";

  /** The network learns its training images by heart. */
  public static final String OVERFITTING = "overfitting";

  /** The first weights make signals or gradients too large or too small. */
  public static final String POOR_INITIALISATION = "poor-initialisation";

  /** Validation images were prepared in another way than training images. */
  public static final String PREPROCESSING_DIFFERS = "preprocessing-differs";

  /** Labels have nothing to do with the images. */
  public static final String RANDOM_LABELS = "random-labels";

  /** A set has the same images again and again. */
  public static final String REPEATED_IMAGES = "repeated-images";

  /** The softmax is saturated where it is wrong. */
  public static final String SATURATED_OUTPUTS = "saturated-outputs";

  /** The validation set is too small to tell. */
  public static final String SMALL_VALIDATION_SET = "small-validation-set";

  /** The loss is computed from probabilities as if they were scores. */
  public static final String SOFTMAX_TWICE = "softmax-twice";

  /** BatchNorm's moving averages never move. */
  public static final String STATISTICS_NEVER_UPDATED = "statistics-never-updated";

  /** The training ended while it was still learning. */
  public static final String STOPPED_EARLY = "stopped-early";

  /** There are too few training images. */
  public static final String TOO_FEW_SAMPLES = "too-few-samples";

  /** Validation was not computed in inference mode. */
  public static final String TRAINING_MODE_IN_VALIDATION = "training-mode-in-validation";

  /** The network is too small for the images. */
  public static final String UNDERFITTING = "underfitting";

  /** Gradients shrink from layer to layer. */
  public static final String VANISHING_GRADIENTS = "vanishing-gradients";

  /** Weight decay holds the weights down. */
  public static final String WEIGHT_DECAY_TOO_STRONG = "weight-decay-too-strong";

  /** Images count for more or less in the loss that is trained. */
  public static final String WEIGHTED_LOSS = "weighted-loss";

  /** The network has another number of outputs than there are classes. */
  public static final String WRONG_CLASS_COUNT = "wrong-class-count";

  /** A layer's gradient is not the derivative of its output. */
  public static final String WRONG_GRADIENT = "wrong-gradient";

  private Names() {}
}
