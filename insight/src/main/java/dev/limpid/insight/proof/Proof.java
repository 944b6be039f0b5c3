package dev.limpid.insight.proof;

import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * The effect of a change on a training: the same training with and without it, with several seeds.
 *
 * <p>Runs are paired by their seeds, and each measure's difference has the 95 % interval of
 * Student's t over the pairs (Student, "The Probable Error of a Mean", 1908). It says how far the
 * seed of weights and order alone would move the mean difference; not what other images would do.
 *
 * @param finding that the change was proposed for
 * @param seeds of the pairs
 * @param differences one for each {@link Measure}
 * @param foundBefore in how many of the runs without the change the doctor finds it
 * @param foundAfter in how many of those with it
 */
public record Proof(
    String finding,
    List<Long> seeds,
    List<Difference> differences,
    int foundBefore,
    int foundAfter) {
  /** A difference of less than this share of what it was does not matter. */
  private static final double NEGLIGIBLE = 0.02;

  /** The verdict on a change. */
  public enum Verdict {
    /** The interval is wholly on the better side. */
    HELPED,
    /** It is wholly on the worse side, or rules an improvement of 2 % out. */
    DID_NOT_HELP,
    /** It covers zero and an improvement that would matter. */
    UNDECIDED,
    /** Better by one measure, worse by another. */
    MIXED
  }

  /**
   * The effect of the change on one measure.
   *
   * @param measure the measure
   * @param before mean over the seeds without the change
   * @param after mean over the seeds with it
   * @param change mean of {@code after - before} of the pairs, with its interval
   * @param verdict what it says
   */
  public record Difference(
      Measure measure, double before, double after, Estimate change, Verdict verdict) {}

  /** Copies the lists. */
  public Proof {
    seeds = List.copyOf(seeds);
    differences = List.copyOf(differences);
  }

  /**
   * Compares runs, judged by a {@link Doctor} who knows all causes.
   *
   * @param before without the change
   * @param after with it
   * @throws IllegalArgumentException if the seeds of the two are not the same, or there are none
   */
  public static Proof of(String finding, List<RunRecord> before, List<RunRecord> after) {
    return of(finding, before, after, new Doctor()::diagnose);
  }

  static Proof of(
      String finding,
      List<RunRecord> before,
      List<RunRecord> after,
      Function<RunRecord, List<Finding>> doctor) {
    List<Long> seeds = seeds(before);
    if (seeds.isEmpty() || !seeds.equals(seeds(after))) {
      throw new IllegalArgumentException(
          "runs are compared seed by seed, but one side has the seeds "
              + seeds
              + " and the other "
              + seeds(after));
    }
    List<Difference> differences = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      differences.add(difference(measure, values(measure, before), values(measure, after)));
    }
    return new Proof(
        finding, seeds, differences, found(finding, before, doctor), found(finding, after, doctor));
  }

  private static List<Long> seeds(List<RunRecord> runs) {
    return runs.stream().map(run -> run.plan().seed()).toList();
  }

  private static double[] values(Measure measure, List<RunRecord> runs) {
    return runs.stream().mapToDouble(measure::of).toArray();
  }

  private static int found(
      String finding, List<RunRecord> runs, Function<RunRecord, List<Finding>> doctor) {
    return (int)
        runs.stream()
            .filter(run -> doctor.apply(run).stream().anyMatch(f -> f.name().equals(finding)))
            .count();
  }

  private static Difference difference(Measure measure, double[] before, double[] after) {
    double[] change = new double[before.length];
    for (int i = 0; i < change.length; i++) {
      change[i] = after[i] - before[i];
    }
    Estimate estimate = mean(change);
    double level = mean(before).value();
    return new Difference(
        measure, level, mean(after).value(), estimate, verdict(measure, estimate, level));
  }

  /** The mean; of one value nothing is known but itself. */
  private static Estimate mean(double[] values) {
    int n = values.length;
    double mean = DoubleStream.of(values).average().orElseThrow();
    double squares = DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum();
    double error = n == 1 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
    return new Estimate(mean, error, n - 1.0);
  }

  private static Verdict verdict(Measure measure, Estimate change, double level) {
    if (Double.isNaN(change.standardError())) {
      return Verdict.UNDECIDED;
    }
    double least = measure.lowerIsBetter() ? -change.high() : change.low();
    double most = measure.lowerIsBetter() ? -change.low() : change.high();
    if (least > 0) {
      return Verdict.HELPED;
    }
    boolean nothingGained = most < NEGLIGIBLE * Math.abs(level) || most <= 0;
    return nothingGained ? Verdict.DID_NOT_HELP : Verdict.UNDECIDED;
  }

  /**
   * What can be said in all: it helped where a measure says so and none became worse; it did not
   * help where none says that it might have.
   */
  public Verdict verdict() {
    boolean helped = has(Verdict.HELPED);
    if (helped && differences.stream().anyMatch(Proof::isWorse)) {
      return Verdict.MIXED;
    }
    return helped
        ? Verdict.HELPED
        : has(Verdict.UNDECIDED) ? Verdict.UNDECIDED : Verdict.DID_NOT_HELP;
  }

  private boolean has(Verdict verdict) {
    return differences.stream().anyMatch(d -> d.verdict() == verdict);
  }

  /** Whether the interval is wholly on the worse side, by more than is negligible. */
  private static boolean isWorse(Difference difference) {
    Estimate change = difference.change();
    double loss = difference.measure().lowerIsBetter() ? change.low() : -change.high();
    double mean = Math.abs(change.value());
    return loss > 0 && mean > NEGLIGIBLE * Math.abs(difference.before());
  }
}
