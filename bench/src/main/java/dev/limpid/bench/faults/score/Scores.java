package dev.limpid.bench.faults.score;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * How right a judge is over many runs. Faults that do no harm are left out.
 *
 * @param runs with harmful faults, and healthy ones
 */
public record Scores(List<Judged> runs) {
  /** Keeps the runs that count. */
  public Scores {
    runs = runs.stream().filter(run -> run.healthy() || run.harmful()).toList();
  }

  /** How often the fault is named first. */
  public Share first() {
    return share(run -> !run.healthy(), Judged::first);
  }

  /** How often it is among the first three. */
  public Share amongThree() {
    return share(run -> !run.healthy(), Judged::amongThree);
  }

  /** How often a healthy run gets an alarm. */
  public Share falseAlarms() {
    return share(Judged::healthy, Judged::alarmed);
  }

  private Share share(Predicate<Judged> among, Predicate<Judged> which) {
    List<Judged> some = runs.stream().filter(among).toList();
    return new Share((int) some.stream().filter(which).count(), some.size());
  }

  /** The share of the runs first called by a name that have it; mean over the names. */
  public double precision() {
    return classes().stream()
        .mapToDouble(
            name -> {
              List<Judged> called =
                  runs.stream()
                      .filter(run -> run.called().filter(name::equals).isPresent())
                      .toList();
              return called.isEmpty()
                  ? 0
                  : called.stream().filter(Judged::first).count() / (double) called.size();
            })
        .average()
        .orElse(Double.NaN);
  }

  /** The share of the runs with a fault that are first called by its name; mean over the names. */
  public double recall() {
    return classes().stream()
        .mapToDouble(
            name -> {
              List<Judged> having =
                  runs.stream()
                      .filter(run -> !run.healthy() && run.expected().get(0).equals(name))
                      .toList();
              return having.stream().filter(Judged::first).count() / (double) having.size();
            })
        .average()
        .orElse(Double.NaN);
  }

  private Set<String> classes() {
    Set<String> names = new LinkedHashSet<>();
    runs.stream().filter(run -> !run.healthy()).forEach(run -> names.add(run.expected().get(0)));
    return names;
  }

  /** The scores of each fault, in the order of the runs. */
  public Map<String, Scores> byFault() {
    Map<String, Scores> scores = new LinkedHashMap<>();
    runs.stream()
        .filter(run -> !run.healthy())
        .map(Judged::fault)
        .distinct()
        .forEach(
            fault ->
                scores.put(
                    fault,
                    new Scores(runs.stream().filter(run -> fault.equals(run.fault())).toList())));
    return scores;
  }

  /** The runs with faults of a strength. */
  public Scores of(String strength) {
    return new Scores(runs.stream().filter(run -> strength.equals(run.strength())).toList());
  }

  /** The runs with these faults. */
  public Scores of(Set<String> faults) {
    return new Scores(
        runs.stream().filter(run -> !run.healthy() && faults.contains(run.fault())).toList());
  }

  /** What was said first where the fault was not, and how often; the most frequent first. */
  public String insteadOfIt() {
    Map<String, Integer> counts = new TreeMap<>();
    runs.stream()
        .filter(run -> !run.healthy() && !run.first())
        .forEach(
            run ->
                counts.merge(
                    run.opinions().isEmpty() ? "nothing" : run.opinions().get(0).text(),
                    1,
                    Integer::sum));
    return counts.entrySet().stream()
        .sorted((a, b) -> b.getValue() - a.getValue())
        .map(e -> e.getKey() + (e.getValue() == 1 ? "" : " x" + e.getValue()))
        .reduce((a, b) -> a + ", " + b)
        .orElse("");
  }
}
