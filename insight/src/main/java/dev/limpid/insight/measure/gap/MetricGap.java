package dev.limpid.insight.measure.gap;

import dev.limpid.insight.gap.Contribution;
import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Levels;
import dev.limpid.insight.gap.Term;
import dev.limpid.train.Predictions;
import java.util.ArrayList;
import java.util.List;

/**
 * The levels of one metric, from the passes over the probe, and their differences.
 *
 * <p>Levels of the training set hang on the pass over its batches, those of the validation set on
 * the epoch's own validation, which knows all images; see {@link Regression}.
 */
final class MetricGap {
  private final Metric metric;
  private final Probe probe;
  private final Passes passes;
  private final int trainingSize;
  private final boolean sameSet;
  private final boolean printed;

  private final Sampled running;
  private final Sampled trainMode;
  private final Sampled withDropout;
  private final Sampled batch;
  private final Sampled population;
  private final Sampled moving;
  private final Sampled validationPopulation;
  private final Sampled validationMoving;

  /**
   * Computes the levels.
   *
   * @param running what training printed; NaN where that is not known: then nothing is averaged,
   *     and the chain begins in training mode
   * @param trainingSize images of the training set
   * @param sameSet whether training and validation set are the same
   */
  MetricGap(
      Metric metric,
      double running,
      Probe probe,
      Passes passes,
      int trainingSize,
      boolean sameSet) {
    this.metric = metric;
    this.probe = probe;
    this.passes = passes;
    this.trainingSize = trainingSize;
    this.sameSet = sameSet;
    this.validationMoving = Sampled.known(Sampled.mean(metric.of(passes.validationMoving())));
    // Without BatchNorm the two modes are one, and the validation has measured it on all images
    boolean measured = sameSet && passes.gathered() == null;
    this.batch = measured ? validationMoving : ofBatches(passes.batch());
    this.withDropout =
        passes.withDropout() == passes.batch() ? batch : ofBatches(passes.withDropout());
    this.trainMode =
        passes.trainMode() == passes.withDropout() ? withDropout : ofBatches(passes.trainMode());
    this.printed = !Double.isNaN(running);
    this.running = printed ? Sampled.known(running) : trainMode;
    if (passes.gathered() == null) {
      this.population = batch;
      this.moving = batch;
      this.validationPopulation = validationMoving;
    } else {
      this.population = ofPaired(passes.population()).withNoise(noise(passes.ofTraining()));
      this.moving = ofPaired(passes.moving());
      this.validationPopulation =
          sameSet ? population : ofValidation(false).withNoise(noise(passes.ofValidation()));
    }
  }

  private Sampled ofBatches(Predictions predictions) {
    return Sampled.ofBatches(metric.of(predictions), probe.starts(), trainingSize);
  }

  private Sampled ofPaired(Predictions predictions) {
    double[] x = Regression.pick(metric.of(passes.batch()), probe.paired());
    double[] y = metric.of(predictions);
    double slope = Regression.slope(x, y);
    Sampled residual =
        Sampled.ofBatches(Regression.residuals(slope, x, y), probe.pairedStarts(), trainingSize);
    return batch.times(slope).plus(residual);
  }

  /**
   * The validation set with population statistics.
   *
   * @param newImages whether its error is about other images of the same kind, or about this set
   */
  private Sampled ofValidation(boolean newImages) {
    double[] all = metric.of(passes.validationMoving());
    double[] x = Regression.pick(all, probe.validation());
    double[] y = metric.of(passes.validationPopulation());
    double slope = Regression.slope(x, y);
    double[] residuals = Regression.residuals(slope, x, y);
    double anchor = slope * Sampled.mean(all);
    if (!newImages) {
      return Sampled.ofImages(residuals, all.length).plus(Sampled.known(anchor));
    }
    Sampled ofAll = Sampled.ofImages(all, Double.POSITIVE_INFINITY).times(slope);
    Sampled ofSome = Sampled.ofImages(residuals, Double.POSITIVE_INFINITY);
    double[] influence = ofAll.images();
    for (int i = 0; i < probe.validation().length; i++) {
      influence[probe.validation()[i]] += ofSome.images()[i];
    }
    return new Sampled(anchor + ofSome.value(), new double[0], influence);
  }

  private double[] noise(Sensitivity.Result sensitivity) {
    double scale = Sampled.scale(probe.batches(), probe.training().length, trainingSize);
    return passes.gathered().noise(sensitivity.of(metric), scale);
  }

  Decomposition decomposition() {
    List<Contribution> terms = new ArrayList<>();
    if (printed) {
      add(terms, Term.AVERAGING, running, trainMode);
    }
    if (passes.withDropout() != passes.trainMode()) {
      add(terms, Term.AUGMENTATION, trainMode, withDropout);
    }
    if (passes.batch() != passes.withDropout()) {
      add(terms, Term.DROPOUT, withDropout, batch);
    }
    if (passes.gathered() != null) {
      add(terms, Term.BATCH_DEPENDENCE, batch, population);
    }
    add(terms, Term.GENERALISATION, population, validationPopulation);
    if (passes.gathered() != null) {
      add(terms, Term.LAG, validationPopulation, validationMoving);
    }
    return new Decomposition(running.value(), validationMoving.value(), terms);
  }

  private static void add(List<Contribution> terms, Term term, Sampled from, Sampled to) {
    terms.add(new Contribution(term, to.minus(from).estimate()));
  }

  Levels levels() {
    boolean statistics = passes.gathered() != null;
    return new Levels(
        trainMode.estimate(),
        batch.estimate(),
        statistics ? population.estimate() : null,
        moving.estimate(),
        statistics ? validationPopulation.estimate() : null,
        validationMoving.estimate());
  }

  /** The lag on training images, or null without BatchNorm. */
  Estimate lagOnTraining() {
    return passes.gathered() == null ? null : moving.minus(population).estimate();
  }

  /** The generalisation, with the error that it has for other validation images. */
  Estimate generalisationOnNewImages() {
    if (sameSet) {
      return Estimate.exact(0);
    }
    return validationOnNewImages().minus(population).estimate();
  }

  /** Validation without lag, with the error that it has for other validation images. */
  Sampled validationOnNewImages() {
    return passes.gathered() != null
        ? ofValidation(true).withNoise(noise(passes.ofValidation()))
        : Sampled.ofImages(metric.of(passes.validationMoving()), Double.POSITIVE_INFINITY);
  }
}
