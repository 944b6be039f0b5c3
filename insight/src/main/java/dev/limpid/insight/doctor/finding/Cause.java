package dev.limpid.insight.doctor.finding;

import dev.limpid.insight.run.RunRecord;
import java.util.Optional;

/** Something that may be wrong with a training, and how it would show. */
public interface Cause {
  /** The finding, if the run shows this cause. */
  Optional<Finding> examine(RunRecord run);
}
