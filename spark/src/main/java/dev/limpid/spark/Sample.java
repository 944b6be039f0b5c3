package dev.limpid.spark;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.zip.CRC32C;

/**
 * A row as a network sees it: the values of its image, its label, and what to call it; or why it
 * can't be used. No record, which some of Spark's serialisers can't read.
 */
final class Sample implements Serializable, Comparable<Sample> {
  private static final long serialVersionUID = 1L;

  private static final Comparator<Sample> BY_CONTENT =
      Comparator.comparingInt((Sample sample) -> sample.hash)
          .thenComparing(sample -> sample.pixels, Comparator.nullsFirst(Arrays::compare))
          .thenComparing(sample -> sample.values, Comparator.nullsFirst(Arrays::compare))
          .thenComparingInt(sample -> sample.label)
          .thenComparing(sample -> sample.isValidation);

  /** Of an image: a byte for each value, 255 for 1; otherwise null. */
  private final byte[] pixels;

  /** Of numbers; otherwise null. */
  private final float[] values;

  private final int hash;
  private final int label;
  private final boolean isValidation;
  private final String name;
  private final String fault;
  private final boolean isBrokenImage;

  private Sample(
      byte[] pixels,
      float[] values,
      int label,
      boolean isValidation,
      String name,
      String fault,
      boolean isBrokenImage) {
    this.pixels = pixels;
    this.values = values;
    this.label = label;
    this.isValidation = isValidation;
    this.name = name;
    this.fault = fault;
    this.isBrokenImage = isBrokenImage;
    this.hash = hash(pixels, values);
  }

  /** An image whose values are multiples of 1/255: a quarter of the memory. */
  static Sample ofImage(float[] unit, int label, boolean isValidation, String name) {
    byte[] pixels = new byte[unit.length];
    for (int i = 0; i < unit.length; i++) {
      pixels[i] = (byte) Math.round(unit[i] * 255);
    }
    return new Sample(pixels, null, label, isValidation, name, null, false);
  }

  /** Numbers, which are kept. */
  static Sample ofNumbers(float[] values, int label, boolean isValidation, String name) {
    return new Sample(null, values, label, isValidation, name, null, false);
  }

  /** A row whose image can't be read. */
  static Sample ofBrokenImage(String name, String fault) {
    return new Sample(null, null, 0, false, name, fault, true);
  }

  /** A row that is an error in any case. */
  static Sample ofFault(String name, String fault) {
    return new Sample(null, null, 0, false, name, fault, false);
  }

  private static int hash(byte[] pixels, float[] values) {
    CRC32C checksum = new CRC32C();
    if (pixels != null) {
      checksum.update(pixels);
    }
    if (values != null) {
      ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
      bytes.asFloatBuffer().put(values);
      checksum.update(bytes);
    }
    return (int) checksum.getValue();
  }

  /** How many values it has. */
  int size() {
    return pixels != null ? pixels.length : values.length;
  }

  void read(float[] target, int offset) {
    if (pixels == null) {
      System.arraycopy(values, 0, target, offset, values.length);
      return;
    }
    for (int i = 0; i < pixels.length; i++) {
      target[offset + i] = (pixels[i] & 0xff) / 255f;
    }
  }

  int label() {
    return label;
  }

  boolean isValidation() {
    return isValidation;
  }

  String name() {
    return name;
  }

  /** Of its image, its label and what it is for; made to be added to those of other rows. */
  long checksum() {
    long mixed = ((long) hash << 32 | label) * 2 + (isValidation ? 1 : 0);
    mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L; // of SplitMix64
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }

  /** Why it can't be used; null if it can. */
  String fault() {
    return fault;
  }

  /** Whether it is the image alone that can't be used. */
  boolean isBrokenImage() {
    return isBrokenImage;
  }

  /**
   * An order that depends on what is in the rows alone, and not on how Spark reads, cuts and moves
   * them: it looks random, and rows that are equal in it are equal to a network.
   */
  @Override
  public int compareTo(Sample other) {
    return BY_CONTENT.compare(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sample sample && compareTo(sample) == 0;
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
