package dev.limpid.insight.doctor.finding;

import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Optional;

/** Something that may be wrong with a training, and how it would show. */
public interface Cause {
  /** The finding, if the run shows this cause. */
  Optional<Finding> examine(RunRecord run);

  /**
   * The finding, if the run shows this cause beside others; by default what it shows alone.
   *
   * @param found what causes found that were asked before this one
   */
  default Optional<Finding> examine(RunRecord run, List<Finding> found) {
    return examine(run);
  }
}
