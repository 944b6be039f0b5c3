package dev.limpid.bench.faults;

import java.util.Optional;

/**
 * A healthy training, and the same with a fault.
 *
 * @param faulty empty where no fault fits
 */
record Pair(Trial healthy, Optional<Trial> faulty) {}
