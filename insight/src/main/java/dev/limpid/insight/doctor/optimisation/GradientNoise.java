package dev.limpid.insight.doctor.optimisation;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.trial.SettingCause;
import dev.limpid.insight.doctor.trial.Suspicion;
import dev.limpid.insight.doctor.trial.Suspicion.Stands;
import dev.limpid.insight.doctor.trial.Trials;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Batches are too small for the noise of their gradient: even at the first weights, where it is
 * smallest beside the signal, signal and noise would be alike only with a batch eight times as
 * large, sure to 95 %; and training loss has stayed high. Where there is no signal at all,
 * something else is wrong.
 *
 * <p>With a batch of a share s of the noise scale, a step does {@code s / (1 + s)} of what the step
 * along the true gradient does (McCandlish et al. 2018, equation 2.7): a ninth, for an eighth. A
 * gradient of more images shows where steps have come to the floor of their noise, later than a
 * trial ends.
 */
final class GradientNoise implements SettingCause {
  private static final double HIGH = 0.1;
  private static final double BATCHES = 8;

  @Override
  public Trial trial() {
    return Trial.LARGER_BATCHES;
  }

  @Override
  public Optional<Suspicion> suspect(RunRecord run) {
    Progress progress = Progress.of(run);
    if (run.start() == null || !(progress.remaining() > HIGH)) {
      return Optional.empty();
    }
    double scale = run.start().leastNoiseScale();
    double batches = scale / run.plan().batchSize();
    if (!(batches > BATCHES) || Double.isInfinite(run.start().noiseScale())) {
      return Optional.empty();
    }
    Change larger =
        new Change(
            Setting.BATCH_SIZE,
            Math.max(32, 4 * run.plan().batchSize()),
            "the mean of more gradients");
    Change smaller = LearningRates.times(run, 0.3, "smaller steps, which average over time");
    Change cosine =
        new Change(Setting.SCHEDULE, "cosine", "small steps at the end average the noise");
    List<Change> tries = new ArrayList<>(List.of(larger, smaller, cosine));
    List<Change> proposed = supported(run, larger, smaller);
    tries.removeAll(proposed);
    return Optional.of(
        new Suspicion(
            Finding.of(
                    Names.GRADIENT_NOISE,
                    progress.remaining() > 0.5 ? Severity.PROBLEM : Severity.WARNING,
                    "Batches are too small for their noise",
                    "The gradient of a batch says little about that of all images: even at the start,"
                        + " signal and noise would be alike with "
                        + Figures.number(batches)
                        + " times as many images, and training loss has stayed high.")
                .withEvidence(
                    "gradient noise scale at the first weights, in images, at least",
                    Figures.whole(scale),
                    Section.HEALTH)
                .withEvidence("batch size", run.plan().batchSize(), Section.RUN)
                .withEvidence(progress.share())
                .withOtherwise("At the start, the noise scale would be at most a few batches.")
                .with(proposed, tries)
                .withSource(
                    "McCandlish et al., An Empirical Model of Large-Batch Training, 2018,"
                        + " arXiv:1812.06162")
                .withConsequences(
                    Names.DEAD_UNITS,
                    Names.LEARNING_RATE_TOO_HIGH,
                    Names.UNDERFITTING,
                    Names.LOSS_NOT_DECREASING,
                    Names.AVERAGING),
            Stands.ALWAYS));
  }

  /**
   * What a trial showed to help. Larger batches make fewer steps of the same images, which costs a
   * training more than their noise where it has few to make.
   */
  private static List<Change> supported(RunRecord run, Change larger, Change smaller) {
    if (Trials.support(run, Trial.LARGER_BATCHES)) {
      return List.of(larger);
    }
    return Trials.support(run, Trial.THIRD_OF_RATE) ? List.of(smaller) : List.of();
  }
}
