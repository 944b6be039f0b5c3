package dev.limpid.bench.faults.score;

import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A published rule.
 *
 * @param name as it was published
 * @param names the findings that it may be credited with
 * @param fires whether it says that something is wrong with a run
 */
record Rule(String name, Set<String> names, Predicate<RunRecord> fires) {
  /** What those of the rules say that fire, in their order. */
  static List<Opinion> examine(List<Rule> rules, RunRecord run) {
    return rules.stream()
        .filter(rule -> rule.fires.test(run))
        .map(rule -> new Opinion(rule.name, rule.names, true))
        .toList();
  }
}
