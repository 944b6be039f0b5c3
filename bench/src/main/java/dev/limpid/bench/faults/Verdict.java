package dev.limpid.bench.faults;

import dev.limpid.bench.faults.score.Judge;
import dev.limpid.bench.faults.score.Judged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What came of a pair, and what each judge said of its trainings. Of one that is not healthy
 * nothing is asked, and its fault is not run.
 *
 * @param pair the trainings
 * @param health of the healthy one
 * @param healthy what each judge said of it, in the order of the judges; empty if it is not healthy
 * @param faulty likewise of the training with the fault; empty if there is none
 */
record Verdict(Pair pair, Health health, List<Judged> healthy, List<Judged> faulty) {

  /** Asks the judges. */
  static Verdict of(
      Pair pair, List<Judge> judges, TrialOutcome healthy, Optional<TrialOutcome> faulty) {
    Health health = Health.of(healthy);
    List<Judged> ofHealthy = new ArrayList<>();
    List<Judged> ofFaulty = new ArrayList<>();
    if (health == Health.HEALTHY) {
      for (Judge judge : judges) {
        ofHealthy.add(new Judged(null, null, List.of(), false, judge.examine(healthy.record())));
        faulty.ifPresent(
            outcome -> ofFaulty.add(judged(judge, pair.faulty().orElseThrow(), outcome, healthy)));
      }
    }
    return new Verdict(pair, health, ofHealthy, ofFaulty);
  }

  private static Judged judged(
      Judge judge, Trial trial, TrialOutcome outcome, TrialOutcome healthy) {
    return new Judged(
        trial.fault().name(),
        trial.strength().third().toString(),
        trial.fault().expected(),
        trial.fault().harm().isDone(outcome, healthy),
        judge.examine(outcome.record()));
  }

  /** What a judge said of both trainings. */
  List<Judged> by(int judge) {
    List<Judged> both = new ArrayList<>();
    if (!healthy.isEmpty()) {
      both.add(healthy.get(judge));
    }
    if (!faulty.isEmpty()) {
      both.add(faulty.get(judge));
    }
    return both;
  }
}
