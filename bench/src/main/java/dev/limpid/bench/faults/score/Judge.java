package dev.limpid.bench.faults.score;

import dev.limpid.insight.run.RunRecord;
import java.util.List;

/** Somebody who says what is wrong with a run. */
public interface Judge {
  /** The name as it is shown. */
  String name();

  /** What is wrong, the most important first; empty if nothing is. */
  List<Opinion> examine(RunRecord run);
}
