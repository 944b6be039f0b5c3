package dev.limpid.insight.doctor.data;

import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.run.RunRecord;

/**
 * What it costs that validation images are others than training images: the network loses more on
 * them at the same weights.
 */
final class Harm {
  /** Of what guessing loses. */
  private static final double LITTLE = 0.05;

  private static final double HALF = 0.5;

  private Harm() {}

  /** Whether the network has learnt, and what validation images lose more is next to nothing. */
  static boolean isLittle(RunRecord run) {
    Progress progress = Progress.of(run);
    return progress.epochs() > 0
        && progress.remaining() < HALF
        && of(run) < LITTLE * progress.guessing();
  }

  /** By how much validation loss is above training loss at the last weights. */
  static double of(RunRecord run) {
    Progress progress = Progress.of(run);
    return progress.validation(progress.epochs() - 1) - progress.last();
  }
}
