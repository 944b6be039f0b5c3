package dev.limpid.train.doctor;

import dev.limpid.train.run.RunRecord;
import java.util.Optional;

/** Something that may be wrong with a training, and how it would show. */
interface Cause {
  /** The finding, if the run shows this cause. */
  Optional<Finding> examine(RunRecord run);
}
