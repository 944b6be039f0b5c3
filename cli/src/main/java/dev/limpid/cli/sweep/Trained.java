package dev.limpid.cli.sweep;

import dev.limpid.insight.proof.Measure;
import dev.limpid.insight.run.RunRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A candidate and its trainings.
 *
 * @param candidate the values
 * @param runs one for each seed
 */
record Trained(Candidate candidate, List<RunRecord> runs) {
  /** The mean over the seeds. */
  double mean(Measure measure) {
    return runs.stream().mapToDouble(measure::of).average().orElseThrow();
  }

  /** How far it goes over the seeds, from the lowest to the highest. */
  double spread(Measure measure) {
    return runs.stream().mapToDouble(measure::of).max().orElseThrow()
        - runs.stream().mapToDouble(measure::of).min().orElseThrow();
  }

  boolean diverged() {
    return runs.stream().anyMatch(run -> run.state() == RunRecord.State.FAILED);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("values", candidate.values());
    json.put("folder", candidate.folder());
    json.put("best_validation_loss", mean(Measure.BEST_VALIDATION_LOSS));
    json.put("final_validation_accuracy", mean(Measure.FINAL_ACCURACY));
    json.put("diverged", diverged());
    return json;
  }
}
