package dev.limpid.bench.faults;

import dev.limpid.train.Epoch;
import dev.limpid.train.TrainingListener.Plan;

/** A user's own code that works out the figures of an epoch, wrongly. */
@FunctionalInterface
interface Misreport {
  /** The epoch as it is reported. */
  Epoch of(Epoch right, Plan plan);
}
