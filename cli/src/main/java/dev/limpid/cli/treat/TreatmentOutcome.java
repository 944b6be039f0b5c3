package dev.limpid.cli.treat;

import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.proof.Measure;
import dev.limpid.insight.proof.Proof;
import dev.limpid.insight.run.RunRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came of a treatment.
 *
 * @param finding that was treated
 * @param treatment what was done
 * @param runs with it, one a seed
 * @param proof what it did
 */
record TreatmentOutcome(Finding finding, Treatment treatment, List<RunRecord> runs, Proof proof) {
  /** The verdict in words. */
  static String words(Proof.Verdict verdict) {
    return switch (verdict) {
      case HELPED -> "it helped";
      case DID_NOT_HELP -> "it did not help";
      case UNDECIDED -> "undecided";
      case MIXED -> "better by one measure, worse by another";
    };
  }

  /** The verdict on one measure in words. */
  static String shortly(Proof.Verdict verdict) {
    return switch (verdict) {
      case HELPED -> "better";
      case DID_NOT_HELP -> "not better";
      case UNDECIDED, MIXED -> "undecided";
    };
  }

  /** Whether the finding is gone, in words. */
  String cured() {
    int runs = proof.seeds().size();
    if (proof.foundBefore() == 0) {
      return "without the change it is found in none of " + runs + " runs";
    }
    return "the finding is there in "
        + proof.foundAfter()
        + " of "
        + runs
        + " runs, was in "
        + proof.foundBefore();
  }

  /** A measure of one side, as it is shown. */
  String level(Measure measure, double value) {
    int planned = runs.get(0).plan().epochs();
    return switch (measure) {
      case FINAL_ACCURACY -> String.format(Locale.ROOT, "%.1f %%", 100 * value);
      case BEST_VALIDATION_LOSS -> String.format(Locale.ROOT, "%.4f", value);
      case EPOCHS_UNTIL_SYNC ->
          value > planned
              ? "never in " + planned
              : String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.1f", value);
    };
  }

  /** A difference with its interval, as it is shown. */
  static String change(Measure measure, Estimate change) {
    int factor = measure == Measure.FINAL_ACCURACY ? 100 : 1;
    String unit = measure == Measure.FINAL_ACCURACY ? " points" : "";
    double half = factor * change.halfWidth();
    return String.format(Locale.ROOT, "%+.3g", factor * change.value())
        + (Double.isNaN(half) ? "" : String.format(Locale.ROOT, " (+-%.2g)", half))
        + unit;
  }

  /** For the file. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("finding", finding.name());
    json.put("change", treatment.option());
    json.put("why", treatment.change().why());
    json.put("verdict", proof.verdict().name().toLowerCase(Locale.ROOT));
    json.put("seeds", proof.seeds());
    json.put("found_before", proof.foundBefore());
    json.put("found_after", proof.foundAfter());
    json.put("folder", treatment.folder());
    for (Proof.Difference difference : proof.differences()) {
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("before", difference.before());
      figures.put("after", difference.after());
      figures.put("change", difference.change().value());
      figures.put("low", finite(difference.change().low()));
      figures.put("high", finite(difference.change().high()));
      figures.put("verdict", difference.verdict().name().toLowerCase(Locale.ROOT));
      json.put(difference.measure().name().toLowerCase(Locale.ROOT), figures);
    }
    return json;
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
