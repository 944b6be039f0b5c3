package dev.limpid.spark;

/**
 * How long a step of n workers takes: what each computes, and the hops of the ring and of the tree,
 * each of which takes a latency and the time of its bytes.
 *
 * @param latency seconds of a hop, without its bytes
 * @param bandwidth bytes a second that a worker sends, packed and unpacked
 */
record StepModel(double latency, double bandwidth) {
  /** Bytes before each message. */
  private static final int HEADER = Integer.BYTES;

  /**
   * A network, as far as a step sees it.
   *
   * @param parameters that have a gradient
   * @param norms layers of BatchNorm
   * @param channels of all of them together
   */
  record Net(String name, long parameters, int norms, long channels) {}

  /** Bytes that a worker sends for the mean of all gradients. */
  static double gradientBytes(Net net, int workers, int bytesOfValue) {
    double hops = 2.0 * (workers - 1);
    return hops * HEADER + hops / workers * bytesOfValue * net.parameters();
  }

  /**
   * Bytes that a worker sends, in the mean, for the statistics of all BatchNorm layers, forward and
   * backward: up and down each of the tree's connections.
   */
  static double statisticsBytes(Net net, int workers) {
    return 2.0 * (workers - 1) / workers * statisticsBytes(net);
  }

  private static double statisticsBytes(Net net) {
    double forward = HEADER * net.norms() + Double.BYTES * (2.0 * net.channels() + net.norms());
    double backward = HEADER * net.norms() + Double.BYTES * 2.0 * net.channels();
    return forward + backward;
  }

  /** Seconds for the mean of all gradients. */
  double gradients(Net net, int workers, int bytesOfValue) {
    return 2 * (workers - 1) * latency + gradientBytes(net, workers, bytesOfValue) / bandwidth;
  }

  /** Seconds for the statistics of all BatchNorm layers; a task has two below it at most. */
  double statistics(Net net, int workers) {
    int depth = 31 - Integer.numberOfLeadingZeros(workers);
    double layers = 2.0 * net.norms();
    int below = Math.min(2, workers - 1);
    return depth * 2 * (layers * latency + below * statisticsBytes(net) / bandwidth);
  }

  /**
   * Fits both numbers to exchanges of two workers by least squares of the relative error.
   *
   * @param values of each exchange, of four bytes
   * @param seconds that it took
   */
  static StepModel fit(int[] values, double[] seconds) {
    // seconds = 2 latency + (4 values + 2 headers) / bandwidth, each line divided by its seconds
    double aa = 0;
    double ab = 0;
    double bb = 0;
    double a = 0;
    double b = 0;
    for (int i = 0; i < values.length; i++) {
      double x = 2 / seconds[i];
      double y = (4.0 * values[i] + 2 * HEADER) / seconds[i];
      aa += x * x;
      ab += x * y;
      bb += y * y;
      a += x;
      b += y;
    }
    double determinant = aa * bb - ab * ab;
    return new StepModel((a * bb - b * ab) / determinant, determinant / (b * aa - a * ab));
  }

  /** The same workers with links that add to each hop and carry so many bytes a second. */
  StepModel behind(double addedLatency, double linkBandwidth) {
    return new StepModel(latency + addedLatency, 1 / (1 / bandwidth + 1 / linkBandwidth));
  }
}
