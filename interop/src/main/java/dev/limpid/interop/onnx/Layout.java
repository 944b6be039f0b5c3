package dev.limpid.interop.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the values of an ONNX tensor are in a Limpid one: its dimensions, each cut into pieces
 * where need be, and the order in which the pieces are stored, outermost first. So a Transpose or a
 * Reshape only changes what the pieces are called, and values are moved when a layer wants them in
 * an order that they are not in.
 *
 * <pre>
 * [C,H,W] of a convolution        dimensions C | H | W        stored H W C
 * Reshape to [2,C/2,H,W]          2 | C/2 | H | W             stored H W 2 C/2
 * Transpose to [C/2,2,H,W]        C/2 | 2 | H | W             stored H W 2 C/2
 * Reshape to [C,H,W]              C/2 2 | H | W               stored H W 2 C/2: a channel shuffle
 * </pre>
 *
 * <p>Pieces of size 1 are left out. The dimension of samples is not part of it.
 */
final class Layout {
  /** A range of one of ONNX's dimensions; told apart by identity. */
  private static final class Piece {
    final int size;

    Piece(int size) {
      this.size = size;
    }
  }

  private final List<List<Piece>> dims;
  private final List<Piece> stored;

  private Layout(List<List<Piece>> dims, List<Piece> stored) {
    this.dims = dims;
    this.stored = stored;
  }

  /**
   * Dimensions that are stored in an order.
   *
   * @param sizes ONNX's dimensions
   * @param order each of them once, outermost first
   */
  static Layout of(int[] sizes, int... order) {
    List<List<Piece>> dims = new ArrayList<>();
    for (int size : sizes) {
      dims.add(size == 1 ? List.of() : List.of(new Piece(size)));
    }
    List<Piece> stored = new ArrayList<>();
    for (int dim : order) {
      stored.addAll(dims.get(dim));
    }
    return new Layout(dims, stored);
  }

  /** The order of channels last: {@code 1, 2, ..., 0} for {@code [C, H, W]}. */
  static int[] channelsLast(int rank) {
    int[] order = new int[rank];
    for (int i = 0; i < rank; i++) {
      order[i] = (i + 1) % rank;
    }
    return order;
  }

  /** The order of ONNX: {@code 0, 1, 2, ...}. */
  static int[] inOrder(int rank) {
    int[] order = new int[rank];
    Arrays.setAll(order, i -> i);
    return order;
  }

  int[] dims() {
    return dims.stream().mapToInt(Layout::size).toArray();
  }

  private static int size(List<Piece> pieces) {
    int size = 1;
    for (Piece piece : pieces) {
      size *= piece.size;
    }
    return size;
  }

  /** Dimension i of the result is dimension {@code order[i]} of this. */
  Layout transposed(int... order) {
    List<List<Piece>> turned = new ArrayList<>();
    for (int dim : order) {
      turned.add(dims.get(dim));
    }
    return new Layout(turned, stored);
  }

  /** Other dimensions of the same values; null if these can't be cut into them. */
  Layout reshaped(int... sizes) {
    List<Piece> left = new ArrayList<>();
    dims.forEach(left::addAll);
    List<Piece> order = new ArrayList<>(stored);
    List<List<Piece>> regrouped = new ArrayList<>();
    for (int size : sizes) {
      List<Piece> dim = new ArrayList<>();
      int rest = size;
      while (rest > 1) {
        if (left.isEmpty()) {
          return null;
        }
        Piece piece = left.remove(0);
        if (rest % piece.size != 0) {
          if (piece.size % rest != 0) {
            return null;
          }
          Piece outer = new Piece(rest);
          Piece inner = new Piece(piece.size / rest);
          int at = order.indexOf(piece);
          order.set(at, outer);
          order.add(at + 1, inner);
          left.add(0, inner);
          piece = outer;
        }
        dim.add(piece);
        rest /= piece.size;
      }
      regrouped.add(dim);
    }
    return left.isEmpty() ? new Layout(regrouped, order) : null;
  }

  /** The sizes of the pieces as they are stored. */
  int[] storedSizes() {
    return stored.stream().mapToInt(piece -> piece.size).toArray();
  }

  /**
   * The order of the stored pieces that puts the dimensions in an order.
   *
   * @return for each piece of the result its place in this; null if nothing needs to move
   */
  int[] movesTo(int... order) {
    List<Piece> wanted = new ArrayList<>();
    for (int dim : order) {
      wanted.addAll(dims.get(dim));
    }
    if (wanted.equals(stored)) {
      return null;
    }
    return wanted.stream().mapToInt(stored::indexOf).toArray();
  }

  /** Whether a dimension is stored innermost, in its order. */
  boolean endsWith(int dim) {
    List<Piece> pieces = dims.get(dim);
    int from = stored.size() - pieces.size();
    return stored.subList(from, stored.size()).equals(pieces);
  }

  /** For each piece in the order of ONNX's dimensions its place among the stored. */
  int[] places() {
    List<Piece> pieces = new ArrayList<>();
    dims.forEach(pieces::addAll);
    return pieces.stream().mapToInt(stored::indexOf).toArray();
  }

  /** Whether values with the same indices are in the same places. */
  boolean storesLike(Layout other) {
    return Arrays.equals(dims(), other.dims()) && steps().equals(other.steps());
  }

  /** Size of each stored piece and its step in ONNX's order; neighbours that are one are joined. */
  private List<Long> steps() {
    List<Piece> pieces = new ArrayList<>();
    dims.forEach(pieces::addAll);
    List<Long> steps = new ArrayList<>();
    for (Piece piece : stored) {
      long step = 1;
      for (int i = pieces.indexOf(piece) + 1; i < pieces.size(); i++) {
        step *= pieces.get(i).size;
      }
      int last = steps.size() - 1;
      if (last > 0 && steps.get(last) == step * piece.size) {
        steps.set(last - 1, steps.get(last - 1) * piece.size);
        steps.set(last, step);
      } else {
        steps.add((long) piece.size);
        steps.add(step);
      }
    }
    return steps;
  }
}
