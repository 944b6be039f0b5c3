package dev.limpid.insight.examine;

import dev.limpid.insight.gap.LayerDrift;
import dev.limpid.insight.measure.gap.DriftMeter;
import dev.limpid.layers.Network;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.KnownStatistics;
import java.util.stream.IntStream;

/**
 * How far what the first BatchNorm layer remembers is from what it sees. Batch statistics hide the
 * scale of pixels from all layers behind it; its moving averages still tell it.
 *
 * <p>The averages began at mean 0 and variance 1. What lag alone can leave of that beginning, a
 * variance of up to 1 where the images have a smaller one, does not count as another scale.
 *
 * @param drift of the layer; see {@link DriftMeter}
 * @param logScale median over the channels of |ln(seen deviation / remembered deviation)|, without
 *     what the beginning may have left; 0 where the averages never moved
 */
record FirstStatistics(LayerDrift drift, double logScale) {
  /** Of deviations. Averages that lag after {@code n} steps are less off: 1 / sqrt(1 - m^n). */
  private static final double OTHER_SCALE = Math.log(10);

  /** Divergences in nats: of averages that fit all channels, and of some that do not. */
  private static final double FITS = 0.1;

  private static final double DOES_NOT_FIT = 1;

  /** The statistics of a network that has such a layer, and has just gathered its population's. */
  static FirstStatistics of(Network network) {
    BatchNorm first = KnownStatistics.moved(network).get(0);
    float[] means = first.movingMean().value().data();
    float[] variances = first.movingVariance().value().data();
    boolean moved = false;
    double[] scales = new double[means.length];
    for (int c = 0; c < scales.length; c++) {
      moved |= means[c] != 0 || variances[c] != 1;
      double remembered = variances[c] + first.epsilon();
      double seen = first.population().variance(c) + first.epsilon();
      double explained = remembered > seen ? Math.min(remembered, Math.max(seen, 1)) : seen;
      scales[c] = Math.abs(Math.log(explained / remembered)) / 2;
    }
    double median =
        IntStream.range(0, scales.length)
            .mapToDouble(c -> scales[c])
            .sorted()
            .skip(scales.length / 2)
            .findFirst()
            .orElseThrow();
    return new FirstStatistics(DriftMeter.measure(network, 1).get(0), moved ? median : 0);
  }

  /** Whether what the layer remembers comes from values of another scale. */
  boolean areOfAnotherScale() {
    return logScale >= OTHER_SCALE;
  }

  /** Whether the layer remembers in all channels what it sees, as nearly as makes no difference. */
  boolean fit() {
    return drift.divergence().ninetieth() <= FITS;
  }

  /** Whether these, of images as they were given, show that others are those of the training. */
  boolean giveWayTo(FirstStatistics other) {
    return other.fit() && drift.divergence().median() >= DOES_NOT_FIT
        || areOfAnotherScale() && other.logScale < logScale / 2;
  }
}
