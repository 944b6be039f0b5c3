package dev.limpid.insight.measure.health;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.insight.population.Population;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.KnownStatistics;
import dev.limpid.train.Objective;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What dropout before BatchNorm costs in use: dropout keeps means, but adds variance, which is what
 * BatchNorm's averages see in training, and which is not there in inference.
 *
 * <pre>
 * shift = loss(statistics gathered with dropout) - loss(statistics gathered without)
 * </pre>
 *
 * <p>both of the same training images at the same weights, without dropout. So it is not the lag of
 * the averages: it would stay if the weights stood still. Li, Chen, Hu and Yang, "Understanding the
 * Disharmony between Dropout and Batch Normalization by Variance Shift", 2018, arXiv:1801.05134.
 */
final class DropoutShift {
  private static final Mode GATHER_WITH_DROPOUT =
      new Mode(Mode.Statistics.BATCH, Mode.Update.POPULATION, true, false);

  private static final int IMAGES = 64;

  private final Network network;
  private final List<BatchNorm> norms;
  private final Batch batch;
  private final Objective objective;

  private DropoutShift(Plan plan, Rng rng) {
    this.network = plan.network();
    this.objective = plan.objective();
    Dataset data = plan.training();
    this.norms = KnownStatistics.moved(network);
    int images = Math.min(IMAGES, data.size());
    this.batch = objective.batch("images", network, images);
    batch.fill(data, rng.permutation(data.size()), 0, images);
  }

  /** A probe, or null if no BatchNorm comes behind a dropout. */
  static DropoutShift of(Plan plan, Rng rng) {
    return isNormBehindDropout(plan.network()) ? new DropoutShift(plan, rng) : null;
  }

  private static boolean isNormBehindDropout(Network network) {
    Set<String> dropped = new HashSet<>();
    for (int i = 0; i < network.layers().size(); i++) {
      boolean behind = network.sources(i).stream().anyMatch(dropped::contains);
      for (Layer layer : network.layers().get(i).layers(Layer.class)) {
        if (layer instanceof BatchNorm && behind) {
          return true;
        }
        behind |= layer.isRandom();
      }
      if (behind) {
        dropped.add(network.layers().get(i).name());
      }
    }
    return false;
  }

  /** The shift at the present weights; the population statistics are put back. */
  double measure() {
    double[] losses = new double[2];
    Population.aside(
        norms,
        () -> {
          losses[0] = lossAfter(GATHER_WITH_DROPOUT);
          losses[1] = lossAfter(Mode.GATHER);
        });
    return losses[0] - losses[1];
  }

  private double lossAfter(Mode gathering) {
    Population.begin(norms);
    objective.scores(network, batch.x(), gathering);
    Tensor logits = objective.scores(network, batch.x(), Mode.POPULATION);
    return objective.forward(logits, batch, null, null);
  }
}
