package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.run.RunRecord;

/**
 * Classes of training images that look alike as training sees them: of what the network takes for
 * one a part has the label of the other, as if labels were wrong, though a linear classifier that
 * sees the images as they are tells them apart.
 */
public final class AlikeClasses {
  private AlikeClasses() {}

  /** Whether there are some. */
  public static boolean exist(RunRecord run) {
    return NoiseMatrix.of(run, true).stream().anyMatch(entry -> entry.label() >= 0);
  }
}
