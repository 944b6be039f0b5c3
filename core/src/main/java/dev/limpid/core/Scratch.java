package dev.limpid.core;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Buffers that a thread lends to the piece of work it is doing, so that steady state allocates
 * nothing. Each thread has its own, and each use a slot of its own: a convolution that holds its
 * patches in one slot can call a matrix product that packs into others.
 *
 * <p>What a buffer holds when it is lent is undefined.
 */
public final class Scratch {
  /** The use of a buffer. Two uses that can be active at once need two slots. */
  public enum Slot {
    /** Unfolded image patches. */
    PATCHES,
    /** The product of the patches and the kernels, before it is copied out. */
    PRODUCT,
    /** The transpose of a product, before it is turned. */
    TURNED_PRODUCT,
    /** Sums of a block and a panel of a product, between two slices of the depth. */
    PANEL_SUMS,
    /** Packed panels of a product's left operand. */
    PACKED_A,
    /** Packed panels of a product's right operand. */
    PACKED_B,
    /** A copy of exactly a left operand, for native code. */
    NATIVE_A,
    /** A copy of exactly a right operand, for native code. */
    NATIVE_B,
    /** A copy of exactly a result, for native code. */
    NATIVE_C,
    /** A transposed or padded copy of an image or a kernel. */
    TRANSFORMED,
    /** Partial sums. */
    PARTIAL,
    /** Sums over some rows of a matrix. */
    SUMS,
    /** Other sums over the same rows. */
    MORE_SUMS,
    /** Some rows of a matrix. */
    ROWS,
    /** Some rows of a second matrix. */
    MORE_ROWS,
    /** Some rows of a third matrix. */
    THIRD_ROWS,
    /** Transformed tiles of an input. */
    INPUT_TILES,
    /** Products of transformed tiles, or transformed tiles of a gradient. */
    OUTPUT_TILES,
    /** A row of tiles, half transformed. */
    STRIP,
    /** Rows of an image at its border, with zeros where it ends. */
    BORDER,
    /** A transformed or packed kernel. */
    KERNEL,
    /** Rows of images between layers that are gone through by rows. */
    BANDS
  }

  /** Sizes of exactly sized buffers that are kept for each slot; a network has about ten. */
  private static final int KEPT_SIZES = 64;

  private static final ThreadLocal<Scratch> CURRENT = ThreadLocal.withInitial(Scratch::new);

  private final float[][] growing = new float[Slot.values().length][];
  private final Map<Slot, float[][]> exact = new EnumMap<>(Slot.class);

  private double[] sums = {};

  private Scratch() {}

  /** The buffers of the current thread. */
  public static Scratch current() {
    return CURRENT.get();
  }

  /** A buffer of {@code size} floats or more. */
  public float[] atLeast(Slot slot, int size) {
    float[] buffer = growing[slot.ordinal()];
    if (buffer == null || buffer.length < size) {
      buffer = new float[size];
      growing[slot.ordinal()] = buffer;
    }
    return buffer;
  }

  /** A buffer of {@code size} doubles or more, for sums; there is one. */
  public double[] sums(int size) {
    if (sums.length < size) {
      sums = new double[size];
    }
    return sums;
  }

  /** A buffer of exactly {@code size} floats: native code that copies whole arrays wants it so. */
  public float[] exactly(Slot slot, int size) {
    float[][] buffers = exact.computeIfAbsent(slot, s -> new float[0][]);
    for (float[] buffer : buffers) {
      if (buffer.length == size) {
        return buffer;
      }
    }
    float[] added = new float[size];
    int kept = Math.min(buffers.length, KEPT_SIZES - 1);
    float[][] grown = new float[kept + 1][];
    grown[0] = added;
    System.arraycopy(buffers, 0, grown, 1, kept);
    exact.put(slot, grown);
    return added;
  }

  /** Gives all buffers of the current thread back to the garbage collector. */
  public void clear() {
    Arrays.fill(growing, null);
    sums = new double[0];
    exact.clear();
  }
}
