package dev.limpid.bench.peers;

/** A library that runs the seed network, on the workload and the threads that it was made with. */
interface Contender extends AutoCloseable {
  /** Version, engine and settings of threads, for the table. */
  String description();

  /** How many numbers its parameters have, moving statistics included. */
  long parameterCount();

  /**
   * One training step on all images of the workload: forward, softmax cross-entropy, backward, SGD.
   *
   * @return the loss, before the step
   * @throws UnsupportedOperationException if the library only runs networks
   */
  double train();

  /**
   * Runs the network on the first images of the workload, with moving statistics.
   *
   * @param batch how many images
   * @return the probabilities of the first image
   */
  float[] infer(int batch);

  @Override
  void close();
}
