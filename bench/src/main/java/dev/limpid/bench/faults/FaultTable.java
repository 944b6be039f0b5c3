package dev.limpid.bench.faults;

import dev.limpid.bench.faults.HarmComparison.Planted;
import dev.limpid.bench.faults.score.Judged;
import dev.limpid.bench.faults.score.Scores;
import dev.limpid.bench.faults.score.Share;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The result of the benchmark as Markdown. */
final class FaultTable {
  private static final String INTRODUCTION =
      """
      # Planted faults

      `java -jar bench/target/limpid-bench.jar fault-bench --preset full --table bench/FAULTS.md`
      plants each fault into a healthy training, mildly and severely, in different networks and
      data, and asks the doctor what is wrong. Thresholds are chosen on the development half; the
      test half has other seeds, networks and images.

      - A fault counts only where it does harm: its figure (the loss in use, most often) lies above
        that of the healthy trainings of the same kind with p below 0.05 (Welch's t) and Cohen's d
        of 0.5 or more, ratios of losses being compared; a term of the gap must also make a tenth
        of the loss, on average over the epochs. The others are listed below.
      - Named first: the doctor's first finding is the one expected, or one of those in the second
        column. Precision and recall are means over the findings, of what is named first.
      - A false alarm is a finding of severity warning or problem on a healthy training. Intervals
        are those of Clopper and Pearson.
      - The two baselines are written from their published rules, and judge the same runs. Each rule
        is credited with every finding that it could mean; as they are not ranked, the more specific
        rule comes first.

      """;

  private final Map<String, List<Judged>> judged;
  private final Map<Planted, HarmComparison.Result> harm;

  /**
   * A table.
   *
   * @param judged what each judge said, by the judge's name; the first one's faults are listed
   * @param harm what each fault does
   */
  FaultTable(Map<String, List<Judged>> judged, Map<Planted, HarmComparison.Result> harm) {
    this.judged = judged;
    this.harm = harm;
  }

  String markdown() {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    for (Half half : List.of(Half.TEST, Half.DEV)) {
      List<Judged> runs = of(half, judged.values().iterator().next());
      if (!runs.isEmpty()) {
        text.append("## ").append(half == Half.TEST ? "Test half" : "Development half");
        text.append("\n\n");
        overall(text, half);
        faults(text, new Scores(runs));
        harmless(text, half);
      }
    }
    return text.toString();
  }

  private static List<Judged> of(Half half, List<Judged> runs) {
    return runs.stream().filter(run -> run.half().equals(half.name())).toList();
  }

  private void overall(StringBuilder text, Half half) {
    text.append("| judge | named first | among the first three | first, mild | first, severe |");
    text.append(" precision | recall | false alarms on healthy runs |\n");
    text.append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    judged.forEach(
        (judge, all) -> {
          Scores scores = new Scores(of(half, all));
          text.append(
              String.format(
                  Locale.ROOT,
                  "| %s | %s | %s | %s | %s | %.2f | %.2f | %s |%n",
                  judge,
                  scores.first().percent(),
                  scores.amongThree().percent(),
                  scores.of(FaultSeverity.MILD.name()).first().percent(),
                  scores.of(FaultSeverity.SEVERE.name()).first().percent(),
                  scores.precision(),
                  scores.recall(),
                  scores.falseAlarms().of() == 0 ? "-" : scores.falseAlarms().withInterval()));
        });
    text.append('\n');
  }

  private static void faults(StringBuilder text, Scores scores) {
    text.append("| fault | finding | first, mild | first, severe | first three | said instead |\n");
    text.append("| --- | --- | --- | --- | --- | --- |\n");
    scores
        .byFault()
        .forEach(
            (fault, own) ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "| %s | %s | %s | %s | %s | %s |%n",
                        fault,
                        String.join(" or ", own.runs().get(0).expected()),
                        count(own.of(FaultSeverity.MILD.name()).first()),
                        count(own.of(FaultSeverity.SEVERE.name()).first()),
                        count(own.amongThree()),
                        own.insteadOfIt())));
    text.append('\n');
  }

  private static String count(Share share) {
    return share.of() == 0 ? "-" : share.count() + " of " + share.of();
  }

  private void harmless(StringBuilder text, Half half) {
    StringBuilder list = new StringBuilder();
    harm.forEach(
        (planted, result) -> {
          if (planted.half() == half && !result.harmful()) {
            list.append(
                String.format(
                    Locale.ROOT,
                    "- %s, %s: %s %.3g with, %.3g without (p %.2g, d %.2g)%n",
                    planted.fault(),
                    planted.severity().name().toLowerCase(Locale.ROOT),
                    planted.fault().harm().name().toLowerCase(Locale.ROOT),
                    result.faulty(),
                    result.healthy(),
                    result.test().orElseThrow().p(),
                    result.test().orElseThrow().d()));
          }
        });
    if (list.length() > 0) {
      text.append("No harm could be shown, and so they do not count:\n\n")
          .append(list)
          .append('\n');
    }
  }
}
