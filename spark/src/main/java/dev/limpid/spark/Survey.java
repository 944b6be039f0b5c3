package dev.limpid.spark;

import java.io.Serializable;

/** What is counted of all rows before there is a training. */
final class Survey implements Serializable {
  private static final long serialVersionUID = 1L;

  private long training;
  private long validation;
  private long broken;
  private int classes;
  private long content;
  private String firstBroken;
  private String firstFault;

  Survey add(Sample sample) {
    if (sample.isBrokenImage()) {
      broken++;
      firstBroken = first(firstBroken, sample.name() + ": " + sample.fault());
    } else if (sample.fault() != null) {
      firstFault = first(firstFault, sample.name() + ": " + sample.fault());
    } else {
      training += sample.isValidation() ? 0 : 1;
      validation += sample.isValidation() ? 1 : 0;
      classes = Math.max(classes, sample.label() + 1);
      content += sample.checksum();
    }
    return this;
  }

  Survey add(Survey other) {
    training += other.training;
    validation += other.validation;
    broken += other.broken;
    classes = Math.max(classes, other.classes);
    content += other.content;
    firstBroken = first(firstBroken, other.firstBroken);
    firstFault = first(firstFault, other.firstFault);
    return this;
  }

  /** The same one whatever the order in which they are met. */
  private static String first(String one, String other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) <= 0 ? one : other;
  }

  /**
   * Checks that there is something to learn from.
   *
   * @param strict whether a broken image is an error
   * @throws IllegalArgumentException if not; the message names a row
   */
  void require(boolean strict) {
    if (firstFault != null) {
      throw new IllegalArgumentException(firstFault);
    }
    if (strict && firstBroken != null) {
      throw new IllegalArgumentException(firstBroken);
    }
    if (training == 0) {
      throw new IllegalArgumentException(
          "there is no row to learn from"
              + (firstBroken == null ? "" : "; " + broken + " can't be read: " + firstBroken)
              + (validation == 0 ? "" : "; " + validation + " are to validate on"));
    }
  }

  long training() {
    return training;
  }

  long validation() {
    return validation;
  }

  /** How many images can't be read. */
  long broken() {
    return broken;
  }

  /** One of those; null if there is none. */
  String firstBroken() {
    return firstBroken;
  }

  /** A checksum of images and labels, the same in whatever order they are met. */
  long content() {
    return content;
  }

  /** The highest label and one. */
  int classes() {
    return classes;
  }
}
