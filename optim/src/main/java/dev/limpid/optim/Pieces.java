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
 * parameters alone, so the results don't depend on the number of threads. Those of one learning
 * rate stand together. Made anew only when the list of parameters is another one, or what is
 * trained of it, or how fast.
 */
final class Pieces {
  /** Values in a piece: long enough to be worth a thread's while, short enough for its cache. */
  static final int GRAIN = 1 << 14;

  /** The values {@code from ... to - 1} of one parameter. */
  record Piece(Slots slots, int from, int to) {}

  private final Parameter[] listed;

  /** For each parameter the factor of its learning rate; NaN if it is not trained. */
  private final double[] multipliers;

  private final Piece[] pieces;

  /** The factors that there are, and behind which piece those of each end. */
  private final double[] groups;

  private final int[] ends;
  private final double[] sums;
  private final IntConsumer sumPiece = this::sumSquares;

  private Pieces(Parameter[] listed, List<Piece> pieces) {
    this.listed = listed;
    this.multipliers = Arrays.stream(listed).mapToDouble(Pieces::multiplier).toArray();
    this.groups = pieces.stream().mapToDouble(Pieces::multiplier).distinct().toArray();
    this.pieces =
        Arrays.stream(groups)
            .boxed()
            .flatMap(group -> pieces.stream().filter(piece -> multiplier(piece) == group))
            .toArray(Piece[]::new);
    this.ends = new int[groups.length];
    for (int i = 0, group = 0; i < this.pieces.length; i++) {
      group += multiplier(this.pieces[i]) == groups[group] ? 0 : 1;
      ends[group] = i + 1;
    }
    this.sums = new double[this.pieces.length];
  }

  private static double multiplier(Piece piece) {
    return piece.slots.parameter().learningRateMultiplier();
  }

  private static double multiplier(Parameter parameter) {
    return parameter.isTrainable() ? parameter.learningRateMultiplier() : Double.NaN;
  }

  /** No parameters. */
  static Pieces none() {
    return new Pieces(new Parameter[0], List.of());
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
    return new Pieces(parameters.toArray(Parameter[]::new), pieces);
  }

  /**
   * Whether these are the pieces of these parameters, the very same ones in the same order, with
   * the same factors.
   */
  boolean areOf(List<Parameter> parameters) {
    if (parameters.size() != listed.length) {
      return false;
    }
    for (int i = 0; i < listed.length; i++) {
      boolean same = parameters.get(i) == listed[i];
      if (!same || Double.compare(multiplier(listed[i]), multipliers[i]) != 0) {
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

  /** How many factors of the learning rate there are. */
  int groups() {
    return groups.length;
  }

  /** The factor of the learning rate of a group's pieces. */
  double multiplier(int group) {
    return groups[group];
  }

  /** The first piece of a group; the end of the one before. */
  int start(int group) {
    return group == 0 ? 0 : ends[group - 1];
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
