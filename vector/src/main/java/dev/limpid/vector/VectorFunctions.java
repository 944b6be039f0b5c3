package dev.limpid.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Functions of each value, on the Vector API: the same bits for a value wherever it stands, and
 * whatever the width of a vector.
 *
 * <p>All come from {@code exp(z)}, cut as usual into {@code 2^n exp(r)}, with {@code n} the whole
 * number nearest to {@code z / ln 2}. Then {@code |r| <= ln(2) / 2}, where Taylor's series to the
 * seventh power is off by a quarter of the last place at most. With {@code p = exp(r) - 1} and
 * {@code s = 2^n},
 *
 * <pre>
 * exp(z) = s p + s          exp(z) - 1 = s p + (s - 1)
 * </pre>
 *
 * <p>and the second is as exact near zero as elsewhere. To round, a number is added at which floats
 * are a whole one apart: {@code n} is in its last bits then, and shifted into an exponent is {@code
 * s}. The steps stand in each loop, because no method of this module takes or gives a vector.
 */
final class VectorFunctions {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private static final float PER_LN2 = (float) (1 / Math.log(2));

  /** The natural logarithm of 2 in two parts; a product of the first with an n is exact. */
  private static final float LN2_HIGH = 0x1.62ep-1f;

  private static final float LN2_LOW = (float) (Math.log(2) - LN2_HIGH);

  /** Around it floats are whole numbers, one apart. */
  private static final float ROUNDER = 0x1.8p23f;

  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

  private static final int EXPONENT = 23;
  private static final int ONE = 127 << EXPONENT;

  /** Above it the hyperbolic tangent is 1, rounded. */
  private static final float TANH_END = 10;

  /** {@code exp(-87)} is the last that is no subnormal float. */
  private static final float EXP_END = 87;

  /** Beyond these {@code exp} is 0, or infinite. */
  private static final float LEAST_EXP = -105;

  private static final float GREATEST_EXP = 89;

  private VectorFunctions() {}

  /** A loop over whole vectors. */
  @FunctionalInterface
  private interface Loop {
    void run(float[] x, int from, float[] y, int to, int count);
  }

  private static final Loop TANH = VectorFunctions::tanhOfWhole;
  private static final Loop SIGMOID = VectorFunctions::sigmoidOfWhole;
  private static final Loop EXP = VectorFunctions::expOfWhole;

  /**
   * {@code y[i] = tanh(x[i])} for {@code from <= i < to}; at most 3 units in the last place off.
   */
  static void tanh(float[] x, float[] y, int from, int to) {
    run(TANH, x, y, from, to);
  }

  /**
   * {@code y[i] = 1 / (1 + exp(-x[i]))} for {@code from <= i < to}; at most 3 units in the last
   * place off; 0 below -87.
   */
  static void sigmoid(float[] x, float[] y, int from, int to) {
    run(SIGMOID, x, y, from, to);
  }

  /** {@code y[i] = exp(x[i])} for {@code from <= i < to}; at most 2 units in the last place off. */
  static void exp(float[] x, float[] y, int from, int to) {
    run(EXP, x, y, from, to);
  }

  /** Whole vectors where they are; the rest in a buffer, so that its bits are the same. */
  private static void run(Loop loop, float[] x, float[] y, int from, int to) {
    int whole = (to - from) / LANES * LANES;
    loop.run(x, from, y, from, whole);
    int rest = to - from - whole;
    if (rest > 0) {
      float[] buffer = Scratch.current().atLeast(Slot.ROWS, LANES);
      System.arraycopy(x, from + whole, buffer, 0, rest);
      loop.run(buffer, 0, buffer, 0, LANES);
      System.arraycopy(buffer, 0, y, from + whole, rest);
    }
  }

  /** With {@code m = exp(-2|x|) - 1}, {@code tanh |x| = -m / (2 + m)}. */
  private static void tanhOfWhole(float[] x, int from, float[] y, int to, int count) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, from + i);
      FloatVector z = v.abs().min(TANH_END).mul(-2);
      FloatVector t = z.fma(broadcast(SPECIES, PER_LN2), broadcast(SPECIES, ROUNDER));
      FloatVector n = t.sub(ROUNDER);
      FloatVector r = n.fma(broadcast(SPECIES, -LN2_HIGH), z);
      r = n.fma(broadcast(SPECIES, -LN2_LOW), r);
      FloatVector q = r.mul(1f / 5040).add(1f / 720);
      q = q.fma(r, broadcast(SPECIES, 1f / 120));
      q = q.fma(r, broadcast(SPECIES, 1f / 24));
      q = q.fma(r, broadcast(SPECIES, 1f / 6));
      q = q.fma(r, broadcast(SPECIES, 0.5f));
      FloatVector p = q.fma(r.mul(r), r);
      IntVector bits = t.reinterpretAsInts().lanewise(VectorOperators.LSHL, EXPONENT).add(ONE);
      FloatVector s = bits.reinterpretAsFloats();
      FloatVector m = s.fma(p, s.sub(1));
      FloatVector tanh = m.neg().div(m.add(2)).abs();
      IntVector sign = v.reinterpretAsInts().and(Integer.MIN_VALUE);
      tanh.reinterpretAsInts().or(sign).reinterpretAsFloats().intoArray(y, to + i);
    }
  }

  /**
   * With {@code e = exp(-|x|)}, and 0 beyond the end, {@code 1 / (1 + e)} where x is not negative,
   * else {@code e / (1 + e)}.
   */
  private static void sigmoidOfWhole(float[] x, int from, float[] y, int to, int count) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, from + i);
      FloatVector size = v.abs();
      FloatVector z = size.min(EXP_END).neg();
      FloatVector t = z.fma(broadcast(SPECIES, PER_LN2), broadcast(SPECIES, ROUNDER));
      FloatVector n = t.sub(ROUNDER);
      FloatVector r = n.fma(broadcast(SPECIES, -LN2_HIGH), z);
      r = n.fma(broadcast(SPECIES, -LN2_LOW), r);
      FloatVector q = r.mul(1f / 5040).add(1f / 720);
      q = q.fma(r, broadcast(SPECIES, 1f / 120));
      q = q.fma(r, broadcast(SPECIES, 1f / 24));
      q = q.fma(r, broadcast(SPECIES, 1f / 6));
      q = q.fma(r, broadcast(SPECIES, 0.5f));
      FloatVector p = q.fma(r.mul(r), r);
      IntVector bits = t.reinterpretAsInts().lanewise(VectorOperators.LSHL, EXPONENT).add(ONE);
      FloatVector s = bits.reinterpretAsFloats();
      FloatVector e = s.fma(p, s).blend(0, size.compare(VectorOperators.GT, EXP_END));
      FloatVector above = broadcast(SPECIES, 1).blend(e, v.compare(VectorOperators.LT, 0));
      above.div(e.add(1)).intoArray(y, to + i);
    }
  }

  /** {@code s} in two factors: neither is infinite or subnormal where the result is. */
  private static void expOfWhole(float[] x, int from, float[] y, int to, int count) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector z = fromArray(SPECIES, x, from + i).max(LEAST_EXP).min(GREATEST_EXP);
      FloatVector t = z.fma(broadcast(SPECIES, PER_LN2), broadcast(SPECIES, ROUNDER));
      FloatVector n = t.sub(ROUNDER);
      FloatVector r = n.fma(broadcast(SPECIES, -LN2_HIGH), z);
      r = n.fma(broadcast(SPECIES, -LN2_LOW), r);
      FloatVector q = r.mul(1f / 5040).add(1f / 720);
      q = q.fma(r, broadcast(SPECIES, 1f / 120));
      q = q.fma(r, broadcast(SPECIES, 1f / 24));
      q = q.fma(r, broadcast(SPECIES, 1f / 6));
      q = q.fma(r, broadcast(SPECIES, 0.5f));
      FloatVector p = q.fma(r.mul(r), r);
      IntVector whole = t.reinterpretAsInts().sub(ROUNDER_BITS);
      IntVector half = whole.lanewise(VectorOperators.ASHR, 1);
      IntVector rest = whole.sub(half);
      IntVector first = half.lanewise(VectorOperators.LSHL, EXPONENT).add(ONE);
      IntVector second = rest.lanewise(VectorOperators.LSHL, EXPONENT).add(ONE);
      p.add(1)
          .mul(first.reinterpretAsFloats())
          .mul(second.reinterpretAsFloats())
          .intoArray(y, to + i);
    }
  }
}
