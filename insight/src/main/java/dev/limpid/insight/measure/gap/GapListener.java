package dev.limpid.insight.measure.gap;

import dev.limpid.core.Rng;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.train.Epoch;
import dev.limpid.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Takes the gap between training and validation apart at the end of each epoch.
 *
 * <pre>{@code
 * trainer.listen(new GapListener().onGap(gap -> out.println(gap.line())));
 * }</pre>
 *
 * <p>The training is not disturbed: its weights are the same to the bit with and without. What is
 * left changed are the gradients of the parameters and the population statistics, which training
 * doesn't use. By default the probe is as large as 8 % of the epoch's time buys; the images are the
 * same in every epoch.
 */
public final class GapListener implements TrainingListener {
  private final List<Consumer<EpochGap>> consumers = new ArrayList<>();
  private final List<EpochGap> gaps = new ArrayList<>();
  private double share = 0.08;
  private boolean everything;
  private int trainingBatches;
  private int validationImages;
  private long seed;
  private GapMeter meter;

  /** A listener that takes gaps apart and keeps them. */
  public GapListener() {}

  /** Adds what is told of each epoch's gap. */
  public GapListener onGap(Consumer<EpochGap> consumer) {
    consumers.add(Objects.requireNonNull(consumer, "consumer"));
    return this;
  }

  /**
   * Sets the share of an epoch's time that the probe is chosen for; 0.08 by default. Small sets are
   * probed with at least 4 batches and 64 images, whatever the share.
   */
  public GapListener share(double newShare) {
    if (!(newShare > 0 && newShare <= 10)) {
      throw new IllegalArgumentException(
          "the probe's share of an epoch must be above 0 and at most 10, but is " + newShare);
    }
    share = newShare;
    return this;
  }

  /**
   * Sets the probe itself: batches of the training set (all their images take part in every pass)
   * and images of the validation set.
   */
  public GapListener probe(int newTrainingBatches, int newValidationImages) {
    if (newTrainingBatches < 2 || newValidationImages < 2) {
      throw new IllegalArgumentException(
          "a probe needs 2 batches and 2 images or more, but is to have "
              + newTrainingBatches
              + " and "
              + newValidationImages);
    }
    trainingBatches = newTrainingBatches;
    validationImages = newValidationImages;
    return this;
  }

  /**
   * Makes every pass see all images: no sampling error is left, at about three times the cost of
   * the validation for each pass.
   */
  public GapListener everything() {
    everything = true;
    return this;
  }

  /** Sets what the choice of the images depends on; 0 by default. */
  public GapListener seed(long newSeed) {
    seed = newSeed;
    return this;
  }

  /** The gaps of all epochs so far. */
  public List<EpochGap> gaps() {
    return List.copyOf(gaps);
  }

  @Override
  public void onStart(Plan plan) {
    meter = plan.validation() == null ? null : new GapMeter(plan, choose(plan));
  }

  private Probe choose(Plan plan) {
    Probe.Scope scope = GapMeter.scopeOf(plan);
    Rng rng = Rng.of(seed).split("probe");
    if (everything) {
      return Probe.everything(scope, rng);
    }
    if (trainingBatches > 0) {
      int images = (int) Math.min(Integer.MAX_VALUE, (long) trainingBatches * plan.batchSize());
      return Probe.of(scope, trainingBatches, images, validationImages, 64, rng);
    }
    return Probe.forShare(scope, share, rng);
  }

  @Override
  public void onEpoch(Epoch epoch) {
    if (meter != null) {
      EpochGap gap = meter.measure(epoch);
      gaps.add(gap);
      consumers.forEach(consumer -> consumer.accept(gap));
    }
  }
}
