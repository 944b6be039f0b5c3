package dev.limpid.insight.trial;

import java.util.Optional;

/** A change that can be tried. */
public enum Trial {
  /** A tenth of the learning rate. */
  LOWER_RATE("a tenth of the learning rate", 0.1),
  /** Ten times the learning rate. */
  HIGHER_RATE("ten times the learning rate", 10),
  /** A third of the learning rate, beside a tenth. */
  THIRD_OF_RATE("a third of the learning rate", 1.0 / 3),
  /** Three times the learning rate, beside ten times. */
  TRIPLE_RATE("three times the learning rate", 3),
  /** Momentum 0.9, where it is above 0.95. */
  USUAL_MOMENTUM("momentum 0.9"),
  /** No weight decay and no penalty on the size of weights, where there is some. */
  NO_WEIGHT_DECAY("no weight decay or penalty on weights"),
  /** The gradient of four batches to a step, and so a quarter of the steps. */
  LARGER_BATCHES("batches four times as large"),
  /** No dropout, where there is some. */
  NO_DROPOUT("no dropout"),
  /** Images as they are, where they are augmented. */
  NO_AUGMENTATION("no augmentation");

  private final String words;
  private final double rateFactor;

  Trial(String words) {
    this(words, 1);
  }

  Trial(String words, double rateFactor) {
    this.words = words;
    this.rateFactor = rateFactor;
  }

  /** What is tried, in words. */
  public String words() {
    return words;
  }

  /** What the learning rate is multiplied by. */
  public double rateFactor() {
    return rateFactor;
  }

  /** A smaller change of the same setting; empty if there is none. */
  public Optional<Trial> milder() {
    return switch (this) {
      case LOWER_RATE -> Optional.of(THIRD_OF_RATE);
      case HIGHER_RATE -> Optional.of(TRIPLE_RATE);
      default -> Optional.empty();
    };
  }

  /** Whether training is harder without the change by itself, so that validation images decide. */
  public boolean isOfTrainingAlone() {
    return this == NO_DROPOUT || this == NO_AUGMENTATION;
  }
}
