package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.health.LayerStart;
import dev.limpid.insight.run.RunRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * What is proposed against first weights that hinder. He et al.'s are among it, except where scores
 * of the first step are larger than they should be though first weights are no larger than those:
 * larger weights would make these larger.
 */
final class FirstWeights {
  /** The first loss, of that of guessing. */
  private static final double LARGE = 2;

  /** First weights, of the usual deviation, with what a draw of few makes of it. */
  private static final double MORE = 1.3;

  private FirstWeights() {}

  /** He et al.'s first weights, as a change in code; none where they would make it worse. */
  static List<Change> ofHe(RunRecord run, String why) {
    return mayHelp(run) ? List.of(Change.inCode("Layer.initializer HE_NORMAL", why)) : List.of();
  }

  /** What is worth a try. */
  static List<Change> tries(RunRecord run) {
    List<Change> tries = new ArrayList<>();
    if (mayHelp(run)) {
      tries.add(new Change(Setting.INITIALIZER, "he_normal", "made for ReLU; He et al. 2015"));
    }
    tries.add(new Change(Setting.SCHEDULE, "warmup", "small steps at first"));
    return tries;
  }

  private static boolean mayHelp(RunRecord run) {
    if (run.start() == null) {
      return true;
    }
    Progress progress = Progress.of(run);
    boolean large = progress.above(run.start().loss()) > LARGE * progress.guessing();
    List<LayerStart> layers = run.start().layers();
    boolean larger =
        layers.stream()
            .anyMatch(
                layer ->
                    layer.kernelDeviation() > 0
                        && layer.kernelDeviation() > MORE * layer.usualDeviation());
    return larger || layers.stream().anyMatch(LayerStart::sameUnits) || !large;
  }
}
