package dev.limpid.bench.faults;

/** How badly a fault is planted. */
enum FaultSeverity {
  /** As it happens by oversight. */
  MILD,
  /** So that nobody would miss it. */
  SEVERE
}
