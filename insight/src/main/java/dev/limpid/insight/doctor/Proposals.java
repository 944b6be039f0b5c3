package dev.limpid.insight.doctor;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What findings propose, taken together. */
final class Proposals {
  private Proposals() {}

  /**
   * The findings without changes that contradict one of a finding before them: of what sets the
   * same to different values, the first is proposed. A new list.
   */
  static List<Finding> withoutContradictions(List<Finding> ranked) {
    Map<String, Change> proposed = new HashMap<>();
    List<Finding> kept = new ArrayList<>();
    for (Finding finding : ranked) {
      List<Change> changes =
          finding.changes().stream().filter(change -> agrees(change, proposed)).toList();
      List<Change> alternatives =
          finding.alternatives().stream().filter(change -> agrees(change, proposed)).toList();
      kept.add(finding.with(changes, alternatives));
      changes.forEach(change -> proposed.putIfAbsent(what(change), change));
    }
    return kept;
  }

  private static boolean agrees(Change change, Map<String, Change> proposed) {
    Change before = proposed.get(what(change));
    return before == null
        || before.setting() == change.setting() && Objects.equals(before.text(), change.text());
  }

  /** What is changed; in code too, where that is a method that a setting stands for. */
  private static String what(Change change) {
    return change.setting() == Setting.CODE ? change.text() : change.setting().method();
  }
}
