package dev.limpid.optim;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * The trained parameters of a step, cut into pieces of neighbouring values. The cut depends on the
 * parameters alone, so the results don't depend on the number of threads. Made anew only when the
 * list of parameters is another one.
 */
final class Pieces {
  /** Values in a piece: long enough to be worth a thread's while, short enough for its cache. */
  static final int GRAIN = 1 << 14;

  /** The values {@code from ... to - 1} of one parameter. */
  record Piece(Slots slots, int from, int to) {}

  private final Parameter[] listed;
  private final Piece[] pieces;
  private final double[] sums;
  private final IntConsumer sumPiece = this::sumSquares;

  private Pieces(Parameter[] listed, Piece[] pieces) {
    this.listed = listed;
    this.pieces = pieces;
    this.sums = new double[pieces.length];
  }

  /** No parameters. */
  static Pieces none() {
    return new Pieces(new Parameter[0], new Piece[0]);
  }

  /** Cuts those of the parameters that are trained. */
  static Pieces of(List<Parameter> parameters, Optimizer optimizer) {
    Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Piece> pieces = new ArrayList<>();
    for (Parameter parameter : parameters) {
      if (!seen.add(parameter)) {
        throw new IllegalArgumentException(
            "'" + parameter.name() + "' is listed twice; each parameter takes one step at a time");
      }
      if (!parameter.isTrainable()) {
        continue;
      }
      Slots slots = optimizer.slots(parameter);
      int size = parameter.value().size();
      for (int from = 0; from < size; from += GRAIN) {
        pieces.add(new Piece(slots, from, Math.min(from + GRAIN, size)));
      }
    }
    return new Pieces(parameters.toArray(Parameter[]::new), pieces.toArray(Piece[]::new));
  }

  /** Whether these are the pieces of these parameters, the very same ones in the same order. */
  boolean areOf(List<Parameter> parameters) {
    if (parameters.size() != listed.length) {
      return false;
    }
    for (int i = 0; i < listed.length; i++) {
      if (parameters.get(i) != listed[i]) {
        return false;
      }
    }
    return true;
  }

  int count() {
    return pieces.length;
  }

  Piece piece(int index) {
    return pieces[index];
  }

  /** The Euclidean norm of all gradients, in float64. */
  double gradientNorm(Parallel parallel) {
    parallel.forEach(pieces.length, sumPiece);
    double sum = 0;
    for (double part : sums) {
      sum += part;
    }
    return Math.sqrt(sum);
  }

  /** For messages: the first parameter whose gradient is not finite. */
  String firstNotFinite() {
    return Arrays.stream(listed)
        .filter(parameter -> parameter.isTrainable() && !parameter.gradient().isFinite())
        .findFirst()
        .map(parameter -> "'" + parameter.name() + "', " + parameter.gradient())
        .orElse("none");
  }

  private void sumSquares(int index) {
    Piece piece = pieces[index];
    float[] gradient = piece.slots.parameter().gradient().data();
    double sum = 0;
    for (int i = piece.from; i < piece.to; i++) {
      sum += (double) gradient[i] * gradient[i];
    }
    sums[index] = sum;
  }
}
