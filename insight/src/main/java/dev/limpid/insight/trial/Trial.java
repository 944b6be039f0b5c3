package dev.limpid.insight.trial;

/** A change that can be tried. */
public enum Trial {
  /** A tenth of the learning rate. */
  LOWER_RATE("a tenth of the learning rate"),
  /** Ten times the learning rate. */
  HIGHER_RATE("ten times the learning rate"),
  /** Momentum 0.9, where it is above 0.95. */
  USUAL_MOMENTUM("momentum 0.9"),
  /** No weight decay, where there is some. */
  NO_WEIGHT_DECAY("no weight decay"),
  /** The gradient of four batches to a step, and so a quarter of the steps. */
  LARGER_BATCHES("batches four times as large"),
  /** No dropout, where there is some. */
  NO_DROPOUT("no dropout"),
  /** Images as they are, where they are augmented. */
  NO_AUGMENTATION("no augmentation");

  private final String words;

  Trial(String words) {
    this.words = words;
  }

  /** What is tried, in words. */
  public String words() {
    return words;
  }

  /** Whether training is harder without the change by itself, so that validation images decide. */
  public boolean isOfTrainingAlone() {
    return this == NO_DROPOUT || this == NO_AUGMENTATION;
  }
}
