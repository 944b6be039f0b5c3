package dev.limpid.bench.faults;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs trainings beside each other, each on one thread, and keeps what came of them. */
final class Bench {
  private final Path folder;
  private final int threads;
  private final PrintWriter out;

  /**
   * A bench.
   *
   * @param folder where outcomes are kept
   * @param threads trainings at once
   */
  Bench(Path folder, int threads, PrintWriter out) {
    this.folder = folder;
    this.threads = threads;
    this.out = out;
  }

  /**
   * Runs trainings.
   *
   * @param resume whether what is in the folder is taken from there; it is replaced if not
   */
  Map<Trial, TrialOutcome> run(List<Trial> trials, boolean resume) {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Trial> order = Trials.byImages(trials);
      List<Future<TrialOutcome>> running = new ArrayList<>();
      order.forEach(trial -> running.add(executor.submit(() -> runOne(trial, resume))));
      Map<Trial, TrialOutcome> outcomes = new LinkedHashMap<>();
      long start = System.nanoTime();
      for (int i = 0; i < order.size(); i++) {
        outcomes.put(order.get(i), get(running.get(i), order.get(i)));
        if ((i + 1) % 25 == 0 || i + 1 == order.size()) {
          out.printf(
              Locale.ROOT,
              "%d of %d trainings, %.0f s%n",
              i + 1,
              order.size(),
              (System.nanoTime() - start) * 1e-9);
          out.flush();
        }
      }
      return inOrder(trials, outcomes);
    } finally {
      executor.shutdownNow();
    }
  }

  private TrialOutcome runOne(Trial trial, boolean resume) {
    if (resume && TrialOutcome.isIn(trial.in(folder))) {
      return TrialOutcome.read(trial.in(folder));
    }
    TrialOutcome outcome = trial.run();
    outcome.write(trial.in(folder));
    return outcome;
  }

  private static TrialOutcome get(Future<TrialOutcome> running, Trial trial) {
    try {
      return running.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(trial + " failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + trial, e);
    }
  }

  /** Reads what an earlier run has kept; trials that it has not run are left out. */
  Map<Trial, TrialOutcome> read(List<Trial> trials) {
    Map<Trial, TrialOutcome> outcomes = new LinkedHashMap<>();
    for (Trial trial : trials) {
      if (TrialOutcome.isIn(trial.in(folder))) {
        outcomes.put(trial, TrialOutcome.read(trial.in(folder)));
      }
    }
    return outcomes;
  }

  private static Map<Trial, TrialOutcome> inOrder(
      List<Trial> trials, Map<Trial, TrialOutcome> outcomes) {
    Map<Trial, TrialOutcome> ordered = new LinkedHashMap<>();
    trials.forEach(trial -> ordered.put(trial, outcomes.get(trial)));
    return ordered;
  }
}
