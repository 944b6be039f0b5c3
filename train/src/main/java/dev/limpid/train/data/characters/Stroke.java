package dev.limpid.train.data.characters;

/** A pen's way without lifting it: the points of a line of short straight pieces. */
record Stroke(double[] x, double[] y) {
  int points() {
    return x.length;
  }

  /** A straight stroke of two points. */
  static Stroke line(double x0, double y0, double x1, double y1) {
    return new Stroke(new double[] {x0, x1}, new double[] {y0, y1});
  }
}
