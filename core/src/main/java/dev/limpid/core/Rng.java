package dev.limpid.core;

import java.util.SplittableRandom;

/**
 * Random numbers that are the same for the same seed on every machine and every JDK.
 *
 * <p>The bits come from {@link SplittableRandom}, whose sequence has been fixed since Java 8;
 * everything made from them (bounded integers, floats, normals) is computed here, because the
 * default methods of {@code RandomGenerator} may change between releases. A generator is never
 * shared: each purpose gets its own by {@link #split(String)}, and so adding a user of random
 * numbers does not change those of another.
 *
 * <p>Not safe for several threads at once.
 */
public final class Rng {
  private final long seed;
  private final SplittableRandom bits;
  private double spareGaussian = Double.NaN;

  private Rng(long seed) {
    this.seed = seed;
    this.bits = new SplittableRandom(seed);
  }

  /** The generator of this seed. */
  public static Rng of(long seed) {
    return new Rng(seed);
  }

  /**
   * A generator for one purpose. It depends on this generator's seed and on the purpose, not on how
   * many numbers were drawn before.
   */
  public Rng split(String purpose) {
    long hash = 0xcbf29ce484222325L; // FNV-1a, 64 bits
    for (int i = 0; i < purpose.length(); i++) {
      hash = (hash ^ purpose.charAt(i)) * 0x100000001b3L;
    }
    return new Rng(mix(seed ^ mix(hash)));
  }

  /** A generator for item {@code index} of a series: an epoch, an image, a piece of work. */
  public Rng split(long index) {
    return new Rng(mix(seed + mix(index + 0x9e3779b97f4a7c15L)));
  }

  /** The seed that this generator started from. */
  public long seed() {
    return seed;
  }

  /** 64 random bits. */
  public long nextLong() {
    return bits.nextLong();
  }

  /** Uniform in [0, 1), 24 bits. */
  public float nextFloat() {
    return (bits.nextLong() >>> 40) * 0x1p-24f;
  }

  /** Uniform in [low, high). */
  public float nextFloat(float low, float high) {
    return low + (high - low) * nextFloat();
  }

  /** Uniform in [0, 1), 53 bits. */
  public double nextDouble() {
    return (bits.nextLong() >>> 11) * 0x1p-53;
  }

  /**
   * Uniform in 0 ... bound - 1, without bias.
   *
   * @throws IllegalArgumentException if {@code bound} is not positive
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive, but is " + bound);
    }
    // Lemire, "Fast Random Integer Generation in an Interval" (2019): multiply and reject.
    long product = (bits.nextLong() >>> 32) * bound;
    long low = product & 0xffffffffL;
    if (low < bound) {
      long threshold = (0x100000000L - bound) % bound;
      while (low < threshold) {
        product = (bits.nextLong() >>> 32) * bound;
        low = product & 0xffffffffL;
      }
    }
    return (int) (product >>> 32);
  }

  /** Normal with mean 0 and deviation 1, by Marsaglia's polar method. */
  public double nextGaussian() {
    if (!Double.isNaN(spareGaussian)) {
      double spare = spareGaussian;
      spareGaussian = Double.NaN;
      return spare;
    }
    while (true) {
      double u = 2 * nextDouble() - 1;
      double v = 2 * nextDouble() - 1;
      double s = u * u + v * v;
      if (s > 0 && s < 1) {
        double scale = Math.sqrt(-2 * StrictMath.log(s) / s);
        spareGaussian = v * scale;
        return u * scale;
      }
    }
  }

  /** Puts the elements into a random order (Fisher and Yates). */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }

  /** The numbers 0 ... n - 1 in a random order. */
  public int[] permutation(int n) {
    int[] values = new int[n];
    for (int i = 0; i < n; i++) {
      values[i] = i;
    }
    shuffle(values);
    return values;
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
