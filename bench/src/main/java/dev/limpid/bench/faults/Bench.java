package dev.limpid.bench.faults;

import dev.limpid.bench.faults.score.Judge;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Severity;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Runs trainings beside each other, each on one thread, and asks the judges. What came of a
 * training is kept in a folder, and taken from there the next time.
 */
final class Bench {
  private final Path folder;
  private final List<Judge> judges;
  private final int threads;
  private final PrintWriter out;

  /**
   * A bench.
   *
   * @param folder where outcomes are kept
   * @param threads trainings at once
   */
  Bench(Path folder, List<Judge> judges, int threads, PrintWriter out) {
    this.folder = folder;
    this.judges = judges;
    this.threads = threads;
    this.out = out;
  }

  /** Runs each pair, as far as the folder does not hold it; the verdicts in the same order. */
  List<Verdict> run(List<Pair> pairs) {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Verdict>> running =
          pairs.stream().map(pair -> executor.submit(() -> run(pair))).toList();
      List<Verdict> verdicts = new ArrayList<>();
      long start = System.nanoTime();
      for (Future<Verdict> one : running) {
        verdicts.add(get(one, pairs.get(verdicts.size())));
        if (verdicts.size() % 25 == 0 || verdicts.size() == pairs.size()) {
          out.printf(
              Locale.ROOT,
              "%d of %d pairs of trainings, %.0f s%n",
              verdicts.size(),
              pairs.size(),
              (System.nanoTime() - start) * 1e-9);
          out.flush();
        }
      }
      return verdicts;
    } finally {
      executor.shutdownNow();
    }
  }

  private Verdict run(Pair pair) {
    TrialOutcome healthy = run(pair.healthy());
    Optional<TrialOutcome> faulty =
        Health.of(healthy) == Health.HEALTHY ? pair.faulty().map(this::run) : Optional.empty();
    return Verdict.of(pair, judges, healthy, faulty);
  }

  private TrialOutcome run(Trial trial) {
    Path kept = trial.in(folder);
    if (TrialOutcome.isIn(kept)) {
      return TrialOutcome.read(kept);
    }
    TrialOutcome outcome = trial.run();
    outcome.write(kept);
    return outcome;
  }

  /**
   * Repeats each training, with a fault or without, in which the doctor finds a setting to be
   * wrong, with the change that he proposes; prints each.
   */
  List<Treated> treat(List<Pair> pairs) {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<List<Treated>>> running = new ArrayList<>();
      for (Pair pair : pairs) {
        for (Trial trial :
            Stream.concat(Stream.of(pair.healthy()), pair.faulty().stream()).toList()) {
          if (TrialOutcome.isIn(trial.in(folder))) {
            running.add(executor.submit(() -> treat(trial)));
          }
        }
      }
      List<Treated> all = new ArrayList<>();
      for (Future<List<Treated>> one : running) {
        one.get().forEach(out::println);
        out.flush();
        all.addAll(one.get());
      }
      return all;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      executor.shutdownNow();
    }
  }

  private List<Treated> treat(Trial trial) {
    TrialOutcome outcome = TrialOutcome.read(trial.in(folder));
    return new Doctor()
        .diagnose(outcome.record()).stream()
            .filter(finding -> Treated.FINDINGS.contains(finding.name()))
            .filter(finding -> finding.severity().compareTo(Severity.NOTE) < 0)
            .flatMap(finding -> Treated.of(trial, finding, outcome).stream())
            .toList();
  }

  private static Verdict get(Future<Verdict> running, Pair pair) {
    try {
      return running.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          pair.faulty().orElse(pair.healthy()) + " failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + pair.healthy(), e);
    }
  }
}
