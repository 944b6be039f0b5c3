package dev.limpid.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * F(2x2, 3x3) at the points 0, ±1 and infinity (Lavin and Gray). With whole numbers its arithmetic
 * is exact up to the range of float32. The largest error of a product of 64 channels, measured
 * against float64 and relative to the largest value, is 3e-7, of 512 channels 5e-7.
 */
final class Winograd2 {
  static final WinogradTransform TRANSFORM =
      new WinogradTransform(
          2, new Input(), new Output(), new OutputAdjoint(), new Kernel(), new KernelAdjoint());

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private Winograd2() {}

  private static final class Input implements RunTransform {
    @Override
    public void apply(float[] source, int at, float[] target, int to, Runs runs) {
      int step = runs.step();
      int targetStep = runs.targetStep();
      int length = runs.length();
      for (int n = 0; n < runs.count(); n++) {
        int from = at + n * runs.advance();
        int into = to + n * runs.targetAdvance();
        for (int x = 0; x < length; x += LANES) {
          FloatVector d0 = FloatVector.fromArray(SPECIES, source, from + x);
          FloatVector d1 = FloatVector.fromArray(SPECIES, source, from + step + x);
          FloatVector d2 = FloatVector.fromArray(SPECIES, source, from + 2 * step + x);
          FloatVector d3 = FloatVector.fromArray(SPECIES, source, from + 3 * step + x);
          d0.sub(d2).intoArray(target, into + x);
          d1.add(d2).intoArray(target, into + targetStep + x);
          d2.sub(d1).intoArray(target, into + 2 * targetStep + x);
          d3.sub(d1).intoArray(target, into + 3 * targetStep + x);
        }
      }
    }
  }

  private static final class Output implements RunTransform {
    @Override
    public void apply(float[] source, int at, float[] target, int to, Runs runs) {
      int step = runs.step();
      int targetStep = runs.targetStep();
      int length = runs.length();
      for (int n = 0; n < runs.count(); n++) {
        int from = at + n * runs.advance();
        int into = to + n * runs.targetAdvance();
        for (int x = 0; x < length; x += LANES) {
          FloatVector d0 = FloatVector.fromArray(SPECIES, source, from + x);
          FloatVector d1 = FloatVector.fromArray(SPECIES, source, from + step + x);
          FloatVector d2 = FloatVector.fromArray(SPECIES, source, from + 2 * step + x);
          FloatVector d3 = FloatVector.fromArray(SPECIES, source, from + 3 * step + x);
          d0.add(d1).add(d2).intoArray(target, into + x);
          d1.sub(d2).add(d3).intoArray(target, into + targetStep + x);
        }
      }
    }
  }

  private static final class OutputAdjoint implements RunTransform {
    @Override
    public void apply(float[] source, int at, float[] target, int to, Runs runs) {
      int step = runs.step();
      int targetStep = runs.targetStep();
      int length = runs.length();
      for (int n = 0; n < runs.count(); n++) {
        int from = at + n * runs.advance();
        int into = to + n * runs.targetAdvance();
        for (int x = 0; x < length; x += LANES) {
          FloatVector d0 = FloatVector.fromArray(SPECIES, source, from + x);
          FloatVector d1 = FloatVector.fromArray(SPECIES, source, from + step + x);
          d0.intoArray(target, into + x);
          d0.add(d1).intoArray(target, into + targetStep + x);
          d0.sub(d1).intoArray(target, into + 2 * targetStep + x);
          d1.intoArray(target, into + 3 * targetStep + x);
        }
      }
    }
  }

  private static final class Kernel implements RunTransform {
    @Override
    public void apply(float[] source, int at, float[] target, int to, Runs runs) {
      int step = runs.step();
      int targetStep = runs.targetStep();
      int length = runs.length();
      for (int n = 0; n < runs.count(); n++) {
        int from = at + n * runs.advance();
        int into = to + n * runs.targetAdvance();
        for (int x = 0; x < length; x += LANES) {
          FloatVector d0 = FloatVector.fromArray(SPECIES, source, from + x);
          FloatVector d1 = FloatVector.fromArray(SPECIES, source, from + step + x);
          FloatVector d2 = FloatVector.fromArray(SPECIES, source, from + 2 * step + x);
          FloatVector even = d0.add(d2).mul(0.5f);
          FloatVector odd = d1.mul(0.5f);
          d0.intoArray(target, into + x);
          even.add(odd).intoArray(target, into + targetStep + x);
          even.sub(odd).intoArray(target, into + 2 * targetStep + x);
          d2.intoArray(target, into + 3 * targetStep + x);
        }
      }
    }
  }

  private static final class KernelAdjoint implements RunTransform {
    @Override
    public void apply(float[] source, int at, float[] target, int to, Runs runs) {
      int step = runs.step();
      int targetStep = runs.targetStep();
      int length = runs.length();
      for (int n = 0; n < runs.count(); n++) {
        int from = at + n * runs.advance();
        int into = to + n * runs.targetAdvance();
        for (int x = 0; x < length; x += LANES) {
          FloatVector d0 = FloatVector.fromArray(SPECIES, source, from + x);
          FloatVector d1 = FloatVector.fromArray(SPECIES, source, from + step + x);
          FloatVector d2 = FloatVector.fromArray(SPECIES, source, from + 2 * step + x);
          FloatVector d3 = FloatVector.fromArray(SPECIES, source, from + 3 * step + x);
          FloatVector even = d1.add(d2).mul(0.5f);
          FloatVector odd = d1.sub(d2).mul(0.5f);
          d0.add(even).intoArray(target, into + x);
          odd.intoArray(target, into + targetStep + x);
          even.add(d3).intoArray(target, into + 2 * targetStep + x);
        }
      }
    }
  }
}
