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
record StudySize(
    double width,
    int trainingImages,
    int validationImages,
    int batchSize,
    int epochs,
    double difficulty) {
  /** As the question has it. */
  static final StudySize FULL = new StudySize(1, 6400, 1600, 128, 20, 0.5);

  /** Of minutes: a narrow network, a quarter of the images, easier ones, in as many steps. */
  static final StudySize SMALL = new StudySize(0.125, 1600, 400, 32, 8, 0.2);

  StudySize withWidth(double other) {
    return new StudySize(other, trainingImages, validationImages, batchSize, epochs, difficulty);
  }

  StudySize withEpochs(int other) {
    return new StudySize(width, trainingImages, validationImages, batchSize, other, difficulty);
  }
}
