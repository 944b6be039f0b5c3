package dev.limpid.insight.doctor.finding;

/**
 * A setting of a training that a {@link Change} can change: by an option of the command line, and
 * by a method of the library.
 */
public enum Setting {
  /** Random changes of the training images. */
  AUGMENT("augment", "Trainer.augment"),
  /** How many of the images are learnt from. */
  TRAINING_IMAGES("training-images", "Split.head"),
  /** How images are split into training and validation. */
  SPLIT("split", "Split.stratified"),
  /** Epochs to train. */
  EPOCHS("epochs", "Trainer.fit"),
  /** Images of a step. */
  BATCH_SIZE("batch-size", "Trainer.batchSize"),
  /** Whether each epoch has a new order. */
  SHUFFLE("shuffle", "Trainer.shuffle"),
  /** Whether BatchNorm's averages are replaced by the statistics of the whole training set. */
  RECALIBRATE("recalibrate", "Trainer.recalibrate"),
  /** After how many epochs without a better validation loss to stop. */
  EARLY_STOPPING("early-stopping", "Trainer.stopEarly"),
  /** Share of an epoch's time that the gap is measured with. */
  GAP_SHARE("gap-share", "Observation.gapShare"),
  /** Factor on the numbers of filters. */
  WIDTH("width", "Conv2D"),
  /** Rate of dropout. */
  DROPOUT("dropout", "Dropout"),
  /** How first weights are drawn. */
  INITIALIZER("initializer", "Conv2D.initializer"),
  /** What BatchNorm's averages keep of their old value in each step. */
  BATCHNORM_MOMENTUM("batchnorm-momentum", "BatchNorm.momentum"),
  /** How BatchNorm averages. */
  BATCHNORM_AVERAGE("batchnorm-average", "BatchNorm.averaging"),
  /** What is added to BatchNorm's variance. */
  BATCHNORM_EPSILON("batchnorm-epsilon", "BatchNorm.epsilon"),
  /** The length of a step. */
  LEARNING_RATE("learning-rate", "Adam.Builder.learningRate"),
  /** How the learning rate goes over the training. */
  SCHEDULE("schedule", "Adam.Builder.learningRate"),
  /** What SGD keeps of its velocity. */
  MOMENTUM("momentum", "Sgd.Builder.momentum"),
  /** What Adam keeps of its mean of gradients. */
  BETA1("beta1", "Adam.Builder.beta1"),
  /** What is added to Adam's divisor. */
  ADAM_EPSILON("adam-epsilon", "Adam.Builder.epsilon"),
  /** Whether Adam corrects its averages for having begun at zero. */
  BIAS_CORRECTION("bias-correction", "Adam.Builder.biasCorrection"),
  /** By how much weights shrink in each step. */
  WEIGHT_DECAY("weight-decay", "AdamW.Builder.weightDecay"),
  /** The penalty on the sum of the weights' sizes. */
  L1("l1", "Trainer.penalty"),
  /** The penalty on the sum of the squared weights. */
  L2("l2", "Trainer.penalty"),
  /** The share of a label that is spread over all classes. */
  LABEL_SMOOTHING("label-smoothing", "SoftmaxCrossEntropy.labelSmoothing"),
  /** The most that the gradient's norm may be. */
  CLIP_NORM("clip-norm", "Adam.Builder.clipping"),
  /** What only the program itself can change: a layer, a data set; the value says which. */
  CODE(null, null);

  private final String option;
  private final String method;

  Setting(String option, String method) {
    this.option = option;
    this.method = method;
  }

  /** The option of {@code train}, without its dashes; null for {@link #CODE}. */
  public String option() {
    return option;
  }

  /** The method of the library, or the class whose constructor takes it; null for {@link #CODE}. */
  public String method() {
    return method;
  }
}
