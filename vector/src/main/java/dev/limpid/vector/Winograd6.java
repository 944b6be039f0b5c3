package dev.limpid.vector;

import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * F(6, 3) at the points 0, ±1/2, ±1, ±2 and infinity.
 *
 * <p>Tiles of 6x6 have errors seven times those of 4x4 and are not used. Tiles that are six long
 * and three or two wide ({@link Winograd3}) are more exact than tiles of 5x5 ({@link Winograd5}):
 * the largest error of a product of 64 channels is 2.8e-6 of the largest value.
 */
final class Winograd6 {
  static final WinogradTransform TRANSFORM =
      new WinogradTransform(
          6, new Input(), new Output(), new OutputAdjoint(), new Kernel(), new KernelAdjoint());

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private static final float A = 0.5f;
  private static final float B = 1;
  private static final float C = 2;
  private static final float AA = A * A;
  private static final float BB = B * B;
  private static final float CC = C * C;
  private static final float G0 = 1 / (AA * BB * CC);
  private static final float GA = 1 / (2 * AA * (AA - BB) * (AA - CC));
  private static final float GB = 1 / (2 * BB * (BB - AA) * (BB - CC));
  private static final float GC = 1 / (2 * CC * (CC - AA) * (CC - BB));

  /** Of the polynomial whose roots are all points but 0: its coefficients are 1 and these. */
  private static final float E1 = AA + BB + CC;

  private static final float E2 = AA * BB + AA * CC + BB * CC;
  private static final float E3 = AA * BB * CC;

  private Winograd6() {}

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
          FloatVector d5 = FloatVector.fromArray(SPECIES, source, from + 5 * stride + x);
          FloatVector d6 = FloatVector.fromArray(SPECIES, source, from + 6 * stride + x);
          FloatVector d7 = FloatVector.fromArray(SPECIES, source, from + 7 * stride + x);
          d4.lanewise(FMA, E1, d2.lanewise(FMA, -E2, d0.lanewise(FMA, E3, d6.neg())))
              .intoArray(target, into + x);
          FloatVector evenA = d4.lanewise(FMA, -BB - CC, d2.lanewise(FMA, BB * CC, d6));
          FloatVector oddA = d3.lanewise(FMA, -BB - CC, d1.lanewise(FMA, BB * CC, d5));
          oddA.lanewise(FMA, A, evenA).intoArray(target, into + targetStride + x);
          oddA.lanewise(FMA, -A, evenA).intoArray(target, into + 2 * targetStride + x);
          FloatVector evenB = d4.lanewise(FMA, -AA - CC, d2.lanewise(FMA, AA * CC, d6));
          FloatVector oddB = d3.lanewise(FMA, -AA - CC, d1.lanewise(FMA, AA * CC, d5));
          oddB.lanewise(FMA, B, evenB).intoArray(target, into + 3 * targetStride + x);
          oddB.lanewise(FMA, -B, evenB).intoArray(target, into + 4 * targetStride + x);
          FloatVector evenC = d4.lanewise(FMA, -AA - BB, d2.lanewise(FMA, AA * BB, d6));
          FloatVector oddC = d3.lanewise(FMA, -AA - BB, d1.lanewise(FMA, AA * BB, d5));
          oddC.lanewise(FMA, C, evenC).intoArray(target, into + 5 * targetStride + x);
          oddC.lanewise(FMA, -C, evenC).intoArray(target, into + 6 * targetStride + x);
          d5.lanewise(FMA, -E1, d3.lanewise(FMA, E2, d1.lanewise(FMA, -E3, d7)))
              .intoArray(target, into + 7 * targetStride + x);
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
          FloatVector d5 = FloatVector.fromArray(SPECIES, source, from + 5 * stride + x);
          FloatVector d6 = FloatVector.fromArray(SPECIES, source, from + 6 * stride + x);
          FloatVector d7 = FloatVector.fromArray(SPECIES, source, from + 7 * stride + x);
          FloatVector evenA = d1.add(d2);
          FloatVector oddA = d1.sub(d2);
          FloatVector evenB = d3.add(d4);
          FloatVector oddB = d3.sub(d4);
          FloatVector evenC = d5.add(d6);
          FloatVector oddC = d5.sub(d6);
          d0.add(evenA).add(evenB).add(evenC).intoArray(target, into + x);
          oddC.lanewise(FMA, C, oddB.lanewise(FMA, B, oddA.mul(A)))
              .intoArray(target, into + targetStride + x);
          evenC
              .lanewise(FMA, CC, evenB.lanewise(FMA, BB, evenA.mul(AA)))
              .intoArray(target, into + 2 * targetStride + x);
          oddC.lanewise(FMA, C * CC, oddB.lanewise(FMA, B * BB, oddA.mul(A * AA)))
              .intoArray(target, into + 3 * targetStride + x);
          evenC
              .lanewise(FMA, CC * CC, evenB.lanewise(FMA, BB * BB, evenA.mul(AA * AA)))
              .intoArray(target, into + 4 * targetStride + x);
          oddC.lanewise(
                  FMA,
                  C * CC * CC,
                  oddB.lanewise(FMA, B * BB * BB, oddA.lanewise(FMA, A * AA * AA, d7)))
              .intoArray(target, into + 5 * targetStride + x);
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
          FloatVector d3 = FloatVector.fromArray(SPECIES, source, from + 3 * stride + x);
          FloatVector d4 = FloatVector.fromArray(SPECIES, source, from + 4 * stride + x);
          FloatVector d5 = FloatVector.fromArray(SPECIES, source, from + 5 * stride + x);
          d0.intoArray(target, into + x);
          FloatVector evenA = d4.lanewise(FMA, AA, d2).lanewise(FMA, AA, d0);
          FloatVector oddA = d5.lanewise(FMA, AA, d3).lanewise(FMA, AA, d1);
          oddA.lanewise(FMA, A, evenA).intoArray(target, into + targetStride + x);
          oddA.lanewise(FMA, -A, evenA).intoArray(target, into + 2 * targetStride + x);
          FloatVector evenB = d4.lanewise(FMA, BB, d2).lanewise(FMA, BB, d0);
          FloatVector oddB = d5.lanewise(FMA, BB, d3).lanewise(FMA, BB, d1);
          oddB.lanewise(FMA, B, evenB).intoArray(target, into + 3 * targetStride + x);
          oddB.lanewise(FMA, -B, evenB).intoArray(target, into + 4 * targetStride + x);
          FloatVector evenC = d4.lanewise(FMA, CC, d2).lanewise(FMA, CC, d0);
          FloatVector oddC = d5.lanewise(FMA, CC, d3).lanewise(FMA, CC, d1);
          oddC.lanewise(FMA, C, evenC).intoArray(target, into + 5 * targetStride + x);
          oddC.lanewise(FMA, -C, evenC).intoArray(target, into + 6 * targetStride + x);
          d5.intoArray(target, into + 7 * targetStride + x);
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
          d0.mul(G0).intoArray(target, into + x);
          FloatVector evenA = d0.add(d2.mul(AA)).mul(GA);
          FloatVector oddA = d1.mul(A * GA);
          evenA.add(oddA).intoArray(target, into + targetStride + x);
          evenA.sub(oddA).intoArray(target, into + 2 * targetStride + x);
          FloatVector evenB = d0.add(d2.mul(BB)).mul(GB);
          FloatVector oddB = d1.mul(B * GB);
          evenB.add(oddB).intoArray(target, into + 3 * targetStride + x);
          evenB.sub(oddB).intoArray(target, into + 4 * targetStride + x);
          FloatVector evenC = d0.add(d2.mul(CC)).mul(GC);
          FloatVector oddC = d1.mul(C * GC);
          evenC.add(oddC).intoArray(target, into + 5 * targetStride + x);
          evenC.sub(oddC).intoArray(target, into + 6 * targetStride + x);
          d2.intoArray(target, into + 7 * targetStride + x);
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
          FloatVector d5 = FloatVector.fromArray(SPECIES, source, from + 5 * stride + x);
          FloatVector d6 = FloatVector.fromArray(SPECIES, source, from + 6 * stride + x);
          FloatVector d7 = FloatVector.fromArray(SPECIES, source, from + 7 * stride + x);
          FloatVector evenA = d1.add(d2).mul(GA);
          FloatVector evenB = d3.add(d4).mul(GB);
          FloatVector evenC = d5.add(d6).mul(GC);
          FloatVector odd =
              d1.sub(d2).mul(A * GA).add(d3.sub(d4).mul(B * GB)).add(d5.sub(d6).mul(C * GC));
          d0.mul(G0).add(evenA).add(evenB).add(evenC).intoArray(target, into + x);
          odd.intoArray(target, into + targetStride + x);
          evenA
              .mul(AA)
              .add(evenB.mul(BB))
              .add(evenC.mul(CC))
              .add(d7)
              .intoArray(target, into + 2 * targetStride + x);
        }
      }
    }
  }
}
