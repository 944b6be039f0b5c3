package dev.limpid.bench.faults;

import dev.limpid.bench.faults.score.Judge;
import dev.limpid.bench.faults.score.Judged;
import dev.limpid.bench.faults.score.Scores;
import dev.limpid.bench.faults.score.Share;
import java.util.List;
import java.util.Locale;

/** The result of the benchmark as Markdown. */
final class FaultTable {
  private static final String INTRODUCTION =
      """
      # Planted faults

      `java -jar bench/target/limpid-bench.jar fault-bench --first-seed %1$d --count %2$d` drew %2$d
      trainings by their seeds (images, network, optimizer, schedule, how long), ran each as it is
      and with a fault, and asked what is wrong. The doctor's thresholds are chosen with seeds below
      1,000, and reported with others.

      - %3$d of the trainings turned out healthy: the loss in use is at most a quarter of
        what guessing loses, validation loss has come to rest without jumps and is not past its
        minimum.
        The others are left out: %4$s.
      - A fault counts only where it does harm: its figure (the loss in use, most often) lies above
        that of the same training without it by a third, and by what is worth mentioning (0.05 of a
        loss); a term of the gap must also make a tenth of the loss. %5$d of %6$d faults count.
      - Named first: the first finding is the one expected, or one of those in the second column.
        A false alarm is a finding of severity warning or problem on a healthy training. Intervals
        are Wilson's, of 95 %%.
      - The two baselines are written from their published rules, and judge the same runs. Each rule
        is credited with every finding that it could mean; as they are not ranked, the more specific
        rule comes first.

      """;

  private final List<Judge> judges;
  private final List<Verdict> verdicts;

  /** A table; faults are listed as the first judge names them. */
  FaultTable(List<Judge> judges, List<Verdict> verdicts) {
    this.judges = judges;
    this.verdicts = verdicts;
  }

  /** The scores of a judge. */
  Scores scores(int judge) {
    return new Scores(verdicts.stream().flatMap(verdict -> verdict.by(judge).stream()).toList());
  }

  String markdown() {
    List<Judged> faulty =
        verdicts.stream().flatMap(verdict -> verdict.faulty().stream().limit(1)).toList();
    return String.format(
            Locale.ROOT,
            INTRODUCTION,
            verdicts.get(0).pair().healthy().seed(),
            verdicts.size(),
            count(Health.HEALTHY),
            unhealthy(),
            faulty.stream().filter(Judged::harmful).count(),
            faulty.size())
        + overall()
        + byFault()
        + harmless(faulty);
  }

  private long count(Health health) {
    return verdicts.stream().filter(verdict -> verdict.health() == health).count();
  }

  private String unhealthy() {
    return String.format(
        Locale.ROOT,
        "%d have not learnt, %d were not finished, %d were past their minimum, %d had jumps",
        count(Health.HAS_NOT_LEARNT),
        count(Health.NOT_FINISHED),
        count(Health.PAST_ITS_MINIMUM),
        count(Health.RESTLESS));
  }

  private String overall() {
    StringBuilder text = new StringBuilder();
    header(text, "judge", "named first", "among three", "precision", "recall", "false alarms");
    for (int i = 0; i < judges.size(); i++) {
      Scores scores = scores(i);
      row(
          text,
          judges.get(i).name(),
          scores.first().withInterval(),
          scores.amongThree().withInterval(),
          String.format(Locale.ROOT, "%.2f", scores.precision()),
          String.format(Locale.ROOT, "%.2f", scores.recall()),
          scores.falseAlarms().withInterval());
    }
    header(text.append('\n'), "the doctor, by strength and kind", "named first", "among three");
    for (Strength.Third third : Strength.Third.values()) {
      Scores scores = scores(0).of(third.toString());
      row(
          text,
          third.toString(),
          scores.first().withInterval(),
          scores.amongThree().withInterval());
    }
    Scores later = scores(0).of(Faults.LATER);
    row(
        text,
        "kinds that came to the benchmark later",
        later.first().withInterval(),
        later.amongThree().withInterval());
    if (verdicts.stream().anyMatch(FaultTable::hasManyClasses)) {
      Scores many =
          new Scores(
              verdicts.stream()
                  .filter(FaultTable::hasManyClasses)
                  .flatMap(verdict -> verdict.by(0).stream())
                  .toList());
      row(
          text,
          Images.MANY + " classes and more",
          many.first().withInterval(),
          many.amongThree().withInterval());
      text.append("\nFalse alarms of the doctor with ")
          .append(Images.MANY)
          .append(" classes and more: ")
          .append(many.falseAlarms().withInterval())
          .append(".\n");
    }
    return text.append('\n').toString();
  }

  private static boolean hasManyClasses(Verdict verdict) {
    return verdict.pair().healthy().configuration().classes() >= Images.MANY;
  }

  private String byFault() {
    StringBuilder text = new StringBuilder();
    header(text, "fault", "finding", "named first", "among three", "said instead");
    scores(0)
        .byFault()
        .forEach(
            (fault, own) ->
                row(
                    text,
                    fault,
                    String.join(" or ", own.runs().get(0).expected()),
                    count(own.first()),
                    count(own.amongThree()),
                    own.insteadOfIt()));
    return text + "\nFalse alarms of the doctor: " + alarms() + ".\n\n";
  }

  private static void header(StringBuilder text, String... cells) {
    row(text, cells);
    text.append("| --- ".repeat(cells.length)).append("|\n");
  }

  private static void row(StringBuilder text, String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private String alarms() {
    List<String> names =
        verdicts.stream()
            .flatMap(verdict -> verdict.healthy().stream().limit(1))
            .filter(Judged::alarmed)
            .map(judged -> judged.opinions().get(0).text())
            .toList();
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static String count(Share share) {
    return share.count() + " of " + share.of();
  }

  private static String harmless(List<Judged> faulty) {
    List<String> names =
        faulty.stream().filter(judged -> !judged.harmful()).map(Judged::fault).toList();
    List<String> lines =
        names.stream()
            .distinct()
            .map(name -> name + " (" + names.stream().filter(name::equals).count() + ")")
            .toList();
    return lines.isEmpty() ? "" : "Planted without harm: " + String.join(", ", lines) + ".\n";
  }
}
