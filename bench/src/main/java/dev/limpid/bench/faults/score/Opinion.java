package dev.limpid.bench.faults.score;

import java.util.Set;

/**
 * One thing that a judge says of a run.
 *
 * @param text what it says, such as a rule's name
 * @param names the findings that it may be credited with; for the doctor, its own
 * @param alarm whether it says that something is wrong, and not only worth knowing
 */
public record Opinion(String text, Set<String> names, boolean alarm) {
  /** Copies the set. */
  public Opinion {
    names = Set.copyOf(names);
  }
}
