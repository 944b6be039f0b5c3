package dev.limpid.vector;

import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * F(3x3, 3x3) at the points 0, ±3/4, 3/2 and infinity, for images that tiles of 4x4 cover badly:
 * for 6x6 results it takes 100 multiplications for each pair of channels instead of 144. With these
 * points it is as exact as {@link Winograd4}: the largest error of a product of 64 channels,
 * measured against float64 and relative to the largest value, is 1.2e-6, of 512 channels 3.3e-6.
 */
final class Winograd3 {
  static final WinogradTransform TRANSFORM =
      new WinogradTransform(
          3, new Input(), new Output(), new OutputAdjoint(), new Kernel(), new KernelAdjoint());

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private static final float A = 0.75f;
  private static final float B = 1.5f;
  private static final float AA = A * A;
  private static final float BB = B * B;
  private static final float G0 = 1 / (AA * B);
  private static final float GA = 1 / (2 * AA * (A - B));
  private static final float GMA = -1 / (2 * AA * (A + B));
  private static final float GB = 1 / (B * (BB - AA));

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
          FloatVector even = d2.lanewise(FMA, -B, d3);
          FloatVector odd = d1.lanewise(FMA, -B, d2);
          FloatVector middle = d1.lanewise(FMA, -AA, d3);
          FloatVector first = d0.lanewise(FMA, -AA, d2).lanewise(FMA, -B, middle);
          FloatVector last = middle.lanewise(FMA, -B, d2.lanewise(FMA, -AA, d4));
          first.intoArray(target, into + x);
          odd.lanewise(FMA, A, even).intoArray(target, into + targetStride + x);
          odd.lanewise(FMA, -A, even).intoArray(target, into + 2 * targetStride + x);
          middle.intoArray(target, into + 3 * targetStride + x);
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
          FloatVector even = d1.add(d2);
          d0.add(even).add(d3).intoArray(target, into + x);
          d3.lanewise(FMA, B, d1.sub(d2).mul(A)).intoArray(target, into + targetStride + x);
          d3.lanewise(FMA, BB, even.lanewise(FMA, AA, d4))
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
          FloatVector even = d2.lanewise(FMA, AA, d0);
          d0.intoArray(target, into + x);
          d1.lanewise(FMA, A, even).intoArray(target, into + targetStride + x);
          d1.lanewise(FMA, -A, even).intoArray(target, into + 2 * targetStride + x);
          d2.lanewise(FMA, BB, d1.lanewise(FMA, B, d0))
              .intoArray(target, into + 3 * targetStride + x);
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
          FloatVector even = d0.add(d2.mul(AA));
          FloatVector odd = d1.mul(A);
          FloatVector atB = d0.add(d1.mul(B)).add(d2.mul(BB));
          d0.mul(G0).intoArray(target, into + x);
          even.add(odd).mul(GA).intoArray(target, into + targetStride + x);
          even.sub(odd).mul(GMA).intoArray(target, into + 2 * targetStride + x);
          atB.mul(GB).intoArray(target, into + 3 * targetStride + x);
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
          FloatVector a = d1.mul(GA);
          FloatVector minusA = d2.mul(GMA);
          FloatVector b = d3.mul(GB);
          FloatVector even = a.add(minusA);
          d0.mul(G0).add(even).add(b).intoArray(target, into + x);
          a.sub(minusA).mul(A).add(b.mul(B)).intoArray(target, into + targetStride + x);
          even.mul(AA).add(b.mul(BB)).add(d4).intoArray(target, into + 2 * targetStride + x);
        }
      }
    }
  }
}
