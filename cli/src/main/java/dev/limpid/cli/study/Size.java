package dev.limpid.cli.study;

/**
 * How large the study's trainings are.
 *
 * @param width multiplies the numbers of filters; 1 is the question's
 * @param trainingImages to learn from
 * @param validationImages to validate on
 * @param batchSize images of a step
 * @param epochs of most experiments
 * @param difficulty of the characters, 0 to 1
 */
record Size(
    double width,
    int trainingImages,
    int validationImages,
    int batchSize,
    int epochs,
    double difficulty) {
  /** As the question has it. */
  static final Size FULL = new Size(1, 6400, 1600, 128, 20, 0.5);

  /** Of minutes: a narrow network, a quarter of the images, easier ones, in as many steps. */
  static final Size SMALL = new Size(0.125, 1600, 400, 32, 8, 0.2);

  Size withWidth(double other) {
    return new Size(other, trainingImages, validationImages, batchSize, epochs, difficulty);
  }

  Size withEpochs(int other) {
    return new Size(width, trainingImages, validationImages, batchSize, other, difficulty);
  }
}
