package dev.limpid.bench;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Twelve chains of multiply-adds in registers: more than enough to hide the latency of four cycles
 * of two units. The factors are 0.5, so that the values stay between 0 and 1.
 */
final class VectorFmaLoop implements Peak.FmaLoop {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int CHAINS = 12;

  VectorFmaLoop() {}

  @Override
  public int stateSize() {
    return CHAINS * SPECIES.length();
  }

  @Override
  public void run(float[] state, int rounds) {
    int n = SPECIES.length();
    FloatVector half = FloatVector.broadcast(SPECIES, 0.5f);
    FloatVector a0 = FloatVector.fromArray(SPECIES, state, 0);
    FloatVector a1 = FloatVector.fromArray(SPECIES, state, n);
    FloatVector a2 = FloatVector.fromArray(SPECIES, state, 2 * n);
    FloatVector a3 = FloatVector.fromArray(SPECIES, state, 3 * n);
    FloatVector a4 = FloatVector.fromArray(SPECIES, state, 4 * n);
    FloatVector a5 = FloatVector.fromArray(SPECIES, state, 5 * n);
    FloatVector a6 = FloatVector.fromArray(SPECIES, state, 6 * n);
    FloatVector a7 = FloatVector.fromArray(SPECIES, state, 7 * n);
    FloatVector a8 = FloatVector.fromArray(SPECIES, state, 8 * n);
    FloatVector a9 = FloatVector.fromArray(SPECIES, state, 9 * n);
    FloatVector a10 = FloatVector.fromArray(SPECIES, state, 10 * n);
    FloatVector a11 = FloatVector.fromArray(SPECIES, state, 11 * n);
    for (int i = 0; i < rounds; i++) {
      a0 = a0.fma(half, half);
      a1 = a1.fma(half, half);
      a2 = a2.fma(half, half);
      a3 = a3.fma(half, half);
      a4 = a4.fma(half, half);
      a5 = a5.fma(half, half);
      a6 = a6.fma(half, half);
      a7 = a7.fma(half, half);
      a8 = a8.fma(half, half);
      a9 = a9.fma(half, half);
      a10 = a10.fma(half, half);
      a11 = a11.fma(half, half);
    }
    a0.intoArray(state, 0);
    a1.intoArray(state, n);
    a2.intoArray(state, 2 * n);
    a3.intoArray(state, 3 * n);
    a4.intoArray(state, 4 * n);
    a5.intoArray(state, 5 * n);
    a6.intoArray(state, 6 * n);
    a7.intoArray(state, 7 * n);
    a8.intoArray(state, 8 * n);
    a9.intoArray(state, 9 * n);
    a10.intoArray(state, 10 * n);
    a11.intoArray(state, 11 * n);
  }
}
