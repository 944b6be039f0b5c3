package dev.limpid.insight.measure.gap;

import dev.limpid.core.Rng;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.LayerDrift;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.KnownStatistics;
import dev.limpid.train.Epoch;
import dev.limpid.train.Evaluator;
import dev.limpid.train.Predictions;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import java.util.Arrays;
import java.util.List;

/**
 * Runs the passes of one epoch over the probe, and takes the gap apart. No pass feeds anything that
 * training uses: neither weights nor moving averages, nor the masks of dropout.
 */
final class GapMeter {
  private final Plan plan;
  private final Network network;
  private final Probe probe;
  private final List<BatchNorm> norms;
  private final boolean sameSet;
  private final Dataset trainingBatches;
  private final Dataset paired;
  private final Dataset validation;
  private final Sensitivity sensitivity;

  /** Validation loss without lag in the epoch in which it was lowest. */
  private Sampled lowest;

  GapMeter(Plan plan, Probe probe) {
    this.plan = plan;
    this.network = plan.network();
    this.probe = probe;
    KnownStatistics.require(network, "the gap");
    this.norms = KnownStatistics.moved(network);
    this.sameSet = sameSet(plan.training(), plan.validation());
    this.trainingBatches = Datasets.subset(plan.training(), probe.training());
    this.paired = Datasets.subset(plan.training(), probe.pairedImages());
    this.validation = Datasets.subset(plan.validation(), probe.validation());
    this.sensitivity = new Sensitivity(network, plan.objective());
  }

  /** What a probe of this training can be chosen from. */
  static Probe.Scope scopeOf(Plan plan) {
    int passes = 1 + (hasDropout(plan.network()) ? 1 : 0) + (isAugmented(plan) ? 1 : 0);
    return new Probe.Scope(
        plan.trainingSize(),
        plan.validationSize(),
        plan.batchSize(),
        plan.shuffled(),
        passes,
        !KnownStatistics.moved(plan.network()).isEmpty());
  }

  /** Whether training drops anything. */
  static boolean hasDropout(Network network) {
    return network.layers(Layer.class).stream().anyMatch(Layer::isRandom);
  }

  /** Whether training changes its images. */
  static boolean isAugmented(Plan plan) {
    return plan.augmentation() != Augmentation.NONE;
  }

  /**
   * Whether two sets have the same images in the same order; then nothing is there to generalise.
   */
  private static boolean sameSet(Dataset a, Dataset b) {
    if (a == b) {
      return true;
    }
    if (a.size() != b.size() || a.targetSize() != b.targetSize()) {
      return false;
    }
    float[] imageOfA = new float[a.sampleShape().size()];
    float[] imageOfB = new float[imageOfA.length];
    float[] targetOfA = new float[a.targetSize()];
    float[] targetOfB = new float[a.targetSize()];
    for (int i = 0; i < a.size(); i++) {
      a.read(i, imageOfA, 0);
      b.read(i, imageOfB, 0);
      a.readTarget(i, targetOfA, 0);
      b.readTarget(i, targetOfB, 0);
      if (!Arrays.equals(targetOfA, targetOfB) || !Arrays.equals(imageOfA, imageOfB)) {
        return false;
      }
    }
    return true;
  }

  EpochGap measure(Epoch epoch) {
    long start = System.nanoTime();
    Passes passes = run(epoch.number(), epoch.validation().predictions());
    int size = plan.trainingSize();
    MetricGap loss = new MetricGap(Metric.LOSS, epoch.loss(), probe, passes, size, sameSet);
    MetricGap accuracy =
        new MetricGap(Metric.ACCURACY, epoch.accuracy(), probe, passes, size, sameSet);
    List<LayerDrift> drift = DriftMeter.measure(network, plan.stepsPerEpoch());
    return new EpochGap(
        epoch.number(),
        loss.decomposition(),
        accuracy.decomposition(),
        loss.levels(),
        accuracy.levels(),
        loss.lagOnTraining(),
        loss.generalisationOnNewImages(),
        rise(loss),
        drift,
        probe.training().length,
        probe.validation().length,
        (System.nanoTime() - start) * 1e-9);
  }

  /** Validation against the lowest before; null where there is none, or no validation set. */
  private Estimate rise(MetricGap loss) {
    if (sameSet) {
      return null;
    }
    Sampled now = loss.validationOnNewImages();
    Estimate rise = lowest == null ? null : now.minus(lowest).estimate();
    lowest = lowest == null || now.value() < lowest.value() ? now : lowest;
    return rise;
  }

  private Passes run(int epoch, Predictions validationMoving) {
    GatheredBatches gathered = null;
    Predictions batch;
    if (norms.isEmpty()) {
      batch = predict(trainingBatches, Mode.BATCH);
    } else if (plan.recalibrated()) {
      // The trainer has just gathered the statistics of the whole training set
      gathered = GatheredBatches.ofAll(norms);
      batch = predict(trainingBatches, Mode.BATCH);
    } else {
      gathered = GatheredBatches.begin(norms);
      batch = predict(trainingBatches, Mode.GATHER, gathered::batchDone);
    }
    Predictions withDropout =
        hasDropout(network) ? predict(trainingBatches, Mode.TRAIN_FROZEN) : batch;
    Predictions trainMode =
        isAugmented(plan) ? predict(augmented(epoch), Mode.TRAIN_FROZEN) : withDropout;
    if (gathered == null) {
      return new Passes(
          trainMode, withDropout, batch, null, null, null, validationMoving, null, null, null);
    }
    return new Passes(
        trainMode,
        withDropout,
        batch,
        predict(paired, Mode.POPULATION),
        predict(paired, Mode.INFERENCE),
        sameSet ? null : predict(validation, Mode.POPULATION),
        validationMoving,
        gathered,
        sensitivity.measure(paired, spread(paired.size())),
        sameSet ? null : sensitivity.measure(validation, spread(validation.size())));
  }

  /** Some of the first {@code count} indices, evenly. */
  private int[] spread(int count) {
    int[] some = new int[Math.min(probe.sensed(), count)];
    for (int i = 0; i < some.length; i++) {
      some[i] = (int) ((long) i * count / some.length);
    }
    return some;
  }

  /** The batches changed as those of training are, but by other random numbers. */
  private Dataset augmented(int epoch) {
    Rng rng = Rng.of(plan.seed()).split("augmentation of the probe").split(epoch);
    return Datasets.augmented(trainingBatches, plan.augmentation(), rng);
  }

  private Predictions predict(Dataset data, Mode mode) {
    return predict(data, mode, () -> {});
  }

  private Predictions predict(Dataset data, Mode mode, Runnable batchDone) {
    return new Evaluator(network, plan.objective(), plan.batchSize(), 1, done -> batchDone.run())
        .evaluate(data, mode)
        .predictions();
  }
}
