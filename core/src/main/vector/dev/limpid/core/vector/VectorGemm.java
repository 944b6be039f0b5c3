package dev.limpid.core.vector;

import jdk.incubator.vector.FloatVector;

final class VectorGemm {
  private VectorGemm() {}

  static int lanes() {
    return FloatVector.SPECIES_PREFERRED.length();
  }
}
