package dev.limpid.vector;

import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * F(3, 3) at the points ±1/2, ±5/4 and infinity.
 *
 * <p>Points in pairs of opposite signs, and none at 0, keep the numbers of the matrices near each
 * other: the largest error of a product of 64 channels with tiles of 3x3 is 8e-7 of the largest
 * value, with the points 0, ±3/4 and 3/2 it was 1.2e-6.
 */
final class Winograd3 {
  static final WinogradTransform TRANSFORM =
      new WinogradTransform(
          3, new Input(), new Output(), new OutputAdjoint(), new Kernel(), new KernelAdjoint());

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private static final float A = 0.5f;
  private static final float B = 1.25f;
  private static final float AA = A * A;
  private static final float BB = B * B;
  private static final float GA = 1 / (2 * A * (AA - BB));
  private static final float GB = 1 / (2 * B * (BB - AA));

  private Winograd3() {}

  private static final class Input implements SpanTransform {
    @Override
    public void apply(float[] source, int at, float[] target, int to, Spans spans) {
      int stride = spans.stride();
      int targetStride = spans.targetStride();
      int length = spans.length();
      for (int n = 0; n < spans.count(); n++) {
        int from = at + n * spans.advance();
        int into = to + n * spans.targetAdvance();
        for (int x = 0; x < length; x += LANES) {
          FloatVector d0 = FloatVector.fromArray(SPECIES, source, from + x);
          FloatVector d1 = FloatVector.fromArray(SPECIES, source, from + stride + x);
          FloatVector d2 = FloatVector.fromArray(SPECIES, source, from + 2 * stride + x);
          FloatVector d3 = FloatVector.fromArray(SPECIES, source, from + 3 * stride + x);
          FloatVector d4 = FloatVector.fromArray(SPECIES, source, from + 4 * stride + x);
          FloatVector evenA = d0.lanewise(FMA, -BB, d2).mul(A);
          FloatVector oddA = d1.lanewise(FMA, -BB, d3);
          FloatVector evenB = d0.lanewise(FMA, -AA, d2).mul(B);
          FloatVector oddB = d1.lanewise(FMA, -AA, d3);
          FloatVector last = d2.lanewise(FMA, -AA - BB, d0.lanewise(FMA, AA * BB, d4));
          evenA.add(oddA).intoArray(target, into + x);
          evenA.sub(oddA).intoArray(target, into + targetStride + x);
          evenB.add(oddB).intoArray(target, into + 2 * targetStride + x);
          evenB.sub(oddB).intoArray(target, into + 3 * targetStride + x);
          last.intoArray(target, into + 4 * targetStride + x);
        }
      }
    }
  }

  private static final class Output implements SpanTransform {
    @Override
    public void apply(float[] source, int at, float[] target, int to, Spans spans) {
      int stride = spans.stride();
      int targetStride = spans.targetStride();
      int length = spans.length();
      for (int n = 0; n < spans.count(); n++) {
        int from = at + n * spans.advance();
        int into = to + n * spans.targetAdvance();
        for (int x = 0; x < length; x += LANES) {
          FloatVector d0 = FloatVector.fromArray(SPECIES, source, from + x);
          FloatVector d1 = FloatVector.fromArray(SPECIES, source, from + stride + x);
          FloatVector d2 = FloatVector.fromArray(SPECIES, source, from + 2 * stride + x);
          FloatVector d3 = FloatVector.fromArray(SPECIES, source, from + 3 * stride + x);
          FloatVector d4 = FloatVector.fromArray(SPECIES, source, from + 4 * stride + x);
          FloatVector evenA = d0.add(d1);
          FloatVector oddA = d0.sub(d1);
          FloatVector evenB = d2.add(d3);
          FloatVector oddB = d2.sub(d3);
          evenA.add(evenB).intoArray(target, into + x);
          oddB.lanewise(FMA, B, oddA.mul(A)).intoArray(target, into + targetStride + x);
          evenB
              .lanewise(FMA, BB, evenA.lanewise(FMA, AA, d4))
              .intoArray(target, into + 2 * targetStride + x);
        }
      }
    }
  }

  private static final class OutputAdjoint implements SpanTransform {
    @Override
    public void apply(float[] source, int at, float[] target, int to, Spans spans) {
      int stride = spans.stride();
      int targetStride = spans.targetStride();
      int length = spans.length();
      for (int n = 0; n < spans.count(); n++) {
        int from = at + n * spans.advance();
        int into = to + n * spans.targetAdvance();
        for (int x = 0; x < length; x += LANES) {
          FloatVector d0 = FloatVector.fromArray(SPECIES, source, from + x);
          FloatVector d1 = FloatVector.fromArray(SPECIES, source, from + stride + x);
          FloatVector d2 = FloatVector.fromArray(SPECIES, source, from + 2 * stride + x);
          FloatVector evenA = d2.lanewise(FMA, AA, d0);
          FloatVector evenB = d2.lanewise(FMA, BB, d0);
          d1.lanewise(FMA, A, evenA).intoArray(target, into + x);
          d1.lanewise(FMA, -A, evenA).intoArray(target, into + targetStride + x);
          d1.lanewise(FMA, B, evenB).intoArray(target, into + 2 * targetStride + x);
          d1.lanewise(FMA, -B, evenB).intoArray(target, into + 3 * targetStride + x);
          d2.intoArray(target, into + 4 * targetStride + x);
        }
      }
    }
  }

  private static final class Kernel implements SpanTransform {
    @Override
    public void apply(float[] source, int at, float[] target, int to, Spans spans) {
      int stride = spans.stride();
      int targetStride = spans.targetStride();
      int length = spans.length();
      for (int n = 0; n < spans.count(); n++) {
        int from = at + n * spans.advance();
        int into = to + n * spans.targetAdvance();
        for (int x = 0; x < length; x += LANES) {
          FloatVector d0 = FloatVector.fromArray(SPECIES, source, from + x);
          FloatVector d1 = FloatVector.fromArray(SPECIES, source, from + stride + x);
          FloatVector d2 = FloatVector.fromArray(SPECIES, source, from + 2 * stride + x);
          FloatVector evenA = d0.add(d2.mul(AA)).mul(GA);
          FloatVector oddA = d1.mul(A * GA);
          FloatVector evenB = d0.add(d2.mul(BB)).mul(GB);
          FloatVector oddB = d1.mul(B * GB);
          evenA.add(oddA).intoArray(target, into + x);
          evenA.sub(oddA).intoArray(target, into + targetStride + x);
          evenB.add(oddB).intoArray(target, into + 2 * targetStride + x);
          evenB.sub(oddB).intoArray(target, into + 3 * targetStride + x);
          d2.intoArray(target, into + 4 * targetStride + x);
        }
      }
    }
  }

  private static final class KernelAdjoint implements SpanTransform {
    @Override
    public void apply(float[] source, int at, float[] target, int to, Spans spans) {
      int stride = spans.stride();
      int targetStride = spans.targetStride();
      int length = spans.length();
      for (int n = 0; n < spans.count(); n++) {
        int from = at + n * spans.advance();
        int into = to + n * spans.targetAdvance();
        for (int x = 0; x < length; x += LANES) {
          FloatVector d0 = FloatVector.fromArray(SPECIES, source, from + x);
          FloatVector d1 = FloatVector.fromArray(SPECIES, source, from + stride + x);
          FloatVector d2 = FloatVector.fromArray(SPECIES, source, from + 2 * stride + x);
          FloatVector d3 = FloatVector.fromArray(SPECIES, source, from + 3 * stride + x);
          FloatVector d4 = FloatVector.fromArray(SPECIES, source, from + 4 * stride + x);
          FloatVector evenA = d0.add(d1).mul(GA);
          FloatVector evenB = d2.add(d3).mul(GB);
          FloatVector odd = d0.sub(d1).mul(A * GA).add(d2.sub(d3).mul(B * GB));
          evenA.add(evenB).intoArray(target, into + x);
          odd.intoArray(target, into + targetStride + x);
          evenA.mul(AA).add(evenB.mul(BB)).add(d4).intoArray(target, into + 2 * targetStride + x);
        }
      }
    }
  }
}
