package dev.limpid.vector;

import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * F(4x4, 3x3) at the points 0, ±3/4, ±3/2 and infinity.
 *
 * <p>Lavin and Gray use ±1 and ±2. Points around 1 that are no powers of each other make smaller
 * numbers in the matrices: the largest error of a product of 64 channels, measured against float64
 * and relative to the largest value, falls from 4.5e-6 to 1.3e-6, of 512 channels from 7.3e-6 to
 * 2.2e-6 (direct summation in float32: 2e-7 and 3e-7). All constants of the input and the output
 * are exact in binary. (Barabasz, Anderson, Soodhalter and Gregg, "Error Analysis and Improving the
 * Accuracy of Winograd Convolution for Deep Neural Networks", 2020, on the choice of points.)
 */
final class Winograd4 {
  static final WinogradTransform TRANSFORM =
      new WinogradTransform(
          4, new Input(), new Output(), new OutputAdjoint(), new Kernel(), new KernelAdjoint());

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private static final float A = 0.75f;
  private static final float B = 1.5f;
  private static final float AA = A * A;
  private static final float BB = B * B;
  private static final float G0 = 1 / (AA * BB);
  private static final float GA = 1 / (2 * AA * (AA - BB));
  private static final float GB = 1 / (2 * BB * (BB - AA));

  private Winograd4() {}

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
          FloatVector evenA = d2.lanewise(FMA, -BB, d4);
          FloatVector oddA = d1.lanewise(FMA, -BB, d3);
          FloatVector evenB = d2.lanewise(FMA, -AA, d4);
          FloatVector oddB = d1.lanewise(FMA, -AA, d3);
          FloatVector first = d2.lanewise(FMA, -AA - BB, d0.lanewise(FMA, AA * BB, d4));
          FloatVector last = d3.lanewise(FMA, -AA - BB, d1.lanewise(FMA, AA * BB, d5));
          first.intoArray(target, into + x);
          oddA.lanewise(FMA, A, evenA).intoArray(target, into + targetStride + x);
          oddA.lanewise(FMA, -A, evenA).intoArray(target, into + 2 * targetStride + x);
          oddB.lanewise(FMA, B, evenB).intoArray(target, into + 3 * targetStride + x);
          oddB.lanewise(FMA, -B, evenB).intoArray(target, into + 4 * targetStride + x);
          last.intoArray(target, into + 5 * targetStride + x);
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
          FloatVector evenA = d1.add(d2);
          FloatVector oddA = d1.sub(d2);
          FloatVector evenB = d3.add(d4);
          FloatVector oddB = d3.sub(d4);
          d0.add(evenA).add(evenB).intoArray(target, into + x);
          oddB.lanewise(FMA, B, oddA.mul(A)).intoArray(target, into + targetStride + x);
          evenB.lanewise(FMA, BB, evenA.mul(AA)).intoArray(target, into + 2 * targetStride + x);
          oddB.lanewise(FMA, B * BB, oddA.lanewise(FMA, A * AA, d5))
              .intoArray(target, into + 3 * targetStride + x);
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
          FloatVector evenA = d2.lanewise(FMA, AA, d0);
          FloatVector oddA = d3.lanewise(FMA, AA, d1);
          FloatVector evenB = d2.lanewise(FMA, BB, d0);
          FloatVector oddB = d3.lanewise(FMA, BB, d1);
          d0.intoArray(target, into + x);
          oddA.lanewise(FMA, A, evenA).intoArray(target, into + targetStride + x);
          oddA.lanewise(FMA, -A, evenA).intoArray(target, into + 2 * targetStride + x);
          oddB.lanewise(FMA, B, evenB).intoArray(target, into + 3 * targetStride + x);
          oddB.lanewise(FMA, -B, evenB).intoArray(target, into + 4 * targetStride + x);
          d3.intoArray(target, into + 5 * targetStride + x);
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
          d0.mul(G0).intoArray(target, into + x);
          evenA.add(oddA).intoArray(target, into + targetStride + x);
          evenA.sub(oddA).intoArray(target, into + 2 * targetStride + x);
          evenB.add(oddB).intoArray(target, into + 3 * targetStride + x);
          evenB.sub(oddB).intoArray(target, into + 4 * targetStride + x);
          d2.intoArray(target, into + 5 * targetStride + x);
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
          FloatVector evenA = d1.add(d2).mul(GA);
          FloatVector evenB = d3.add(d4).mul(GB);
          FloatVector odd = d1.sub(d2).mul(A * GA).add(d3.sub(d4).mul(B * GB));
          d0.mul(G0).add(evenA).add(evenB).intoArray(target, into + x);
          odd.intoArray(target, into + targetStride + x);
          evenA.mul(AA).add(evenB.mul(BB)).add(d5).intoArray(target, into + 2 * targetStride + x);
        }
      }
    }
  }
}
