package dev.limpid.bench.faults;

import dev.limpid.bench.faults.score.Share;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How often what findings propose lowered the loss in use, as Markdown. */
final class TreatedTable {
  private final List<Treated> treated;

  TreatedTable(List<Treated> treated) {
    this.treated = List.copyOf(treated);
  }

  String markdown() {
    StringBuilder text = new StringBuilder("\n## Proposals\n\n");
    if (treated.isEmpty()) {
      return text.append("In no training was a setting found to be wrong.\n").toString();
    }
    text.append("Each training in which a setting was found to be wrong was repeated in full with");
    text.append(" what is proposed\ninstead. The loss in use became lower in ");
    text.append(share(treated).withInterval()).append(".\n\n");
    text.append("| finding | helped | did not |\n| --- | --- | --- |\n");
    Map<String, List<Treated>> byFinding =
        treated.stream()
            .collect(Collectors.groupingBy(Treated::finding, TreeMap::new, Collectors.toList()));
    byFinding.forEach(
        (finding, all) ->
            text.append("| ")
                .append(finding)
                .append(" | ")
                .append(all.stream().filter(Treated::helped).count())
                .append(" | ")
                .append(all.stream().filter(one -> !one.helped()).count())
                .append(" |\n"));
    return text.toString();
  }

  private static Share share(List<Treated> all) {
    return new Share((int) all.stream().filter(Treated::helped).count(), all.size());
  }
}
