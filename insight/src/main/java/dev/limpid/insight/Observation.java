package dev.limpid.insight;

import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.measure.check.CheckListener;
import dev.limpid.insight.measure.gap.GapListener;
import dev.limpid.insight.measure.health.HealthListener;
import dev.limpid.insight.measure.run.RunCollector;
import dev.limpid.insight.measure.trial.TrialListener;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.Loss.Task;
import dev.limpid.train.Epoch;
import dev.limpid.train.History;
import dev.limpid.train.TrainingListener;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Observes a training: takes the gap between training and validation apart after each epoch, checks
 * the images and the printed figures, reads the signals of health, tries the settings that it
 * suspects, and keeps the record of it all.
 *
 * <pre>{@code
 * Observation observation = new Observation().printGaps(out);
 * trainer.listen(observation).fit(training, validation, 20);
 * List<Finding> findings = new Doctor().diagnose(observation.record());
 * }</pre>
 *
 * <p>The training has the same bits with and without it. What it costs, as a share of an epoch's
 * time (its steps and its validation): the gap 8 % ({@link #gapShare}), health about 2 %, checks 2
 * to 4 %, trials at most 5 % ({@link #trialShare}); each can be left out. The first epoch has some
 * more once, the check of the gradients above all. How many images are passed through the network
 * hangs on the sizes of the sets alone, so that the figures do not hang on the machine's speed;
 * bench's {@code GapCost} measures what that takes, of the network of the question. In each epoch
 * the gap is measured first, and leaves in the BatchNorm layers the population statistics that it
 * gathered; then come checks and health, which put those back where they gather others; then
 * whoever is told of the record; then trials, of which the record tells once more.
 */
public final class Observation implements TrainingListener {
  private final GapListener gap = new GapListener();
  private final CheckListener check = new CheckListener();
  private final HealthListener health = new HealthListener();
  private final List<Consumer<RunRecord>> consumers = new ArrayList<>();
  private final TrialListener trials = new TrialListener();
  private final RunCollector collector;
  private List<TrainingListener> measuring = List.of(gap, check, health);
  private boolean tries = true;
  private RunRecord record;

  /** Creates an observation whose record has no settings. */
  public Observation() {
    this(Map.of());
  }

  /**
   * Creates an observation.
   *
   * @param settings of the user, by name, which the record keeps: text, numbers, booleans
   */
  public Observation(Map<String, Object> settings) {
    collector = new RunCollector(settings, this::tell);
    gap.onGap(collector::onGap);
    check.onChecks(collector::onChecks).onEpochChecks(collector::onEpochChecks);
    health.onStartHealth(collector::onStartHealth).onHealth(collector::onHealth);
    trials.onTrial(collector::onTrial).suspect(() -> Suspicions.of(record));
  }

  private void tell(RunRecord newRecord) {
    record = newRecord;
    consumers.forEach(consumer -> consumer.accept(newRecord));
  }

  /** Leaves the gap out. */
  public Observation withoutGap() {
    return without(gap);
  }

  /** Leaves the checks of images and figures out. */
  public Observation withoutChecks() {
    return without(check);
  }

  /** Leaves the signals of health out. */
  public Observation withoutHealth() {
    return without(health);
  }

  /** Leaves trials out: no change of a setting is tried on the training. */
  public Observation withoutTrials() {
    tries = false;
    return this;
  }

  /**
   * Sets the share of the training's time that trials may take; 0.05 by default.
   *
   * @throws IllegalArgumentException unless it is above 0 and at most 10
   */
  public Observation trialShare(double share) {
    trials.share(share);
    return this;
  }

  private Observation without(TrainingListener listener) {
    measuring = measuring.stream().filter(each -> each != listener).toList();
    return this;
  }

  /**
   * Sets the share of an epoch's time that the images which measure the gap are chosen for; 0.08 by
   * default. Small sets are measured with at least 4 batches and 64 images, whatever the share.
   *
   * @throws IllegalArgumentException unless it is above 0 and at most 10
   */
  public Observation gapShare(double share) {
    gap.share(share);
    return this;
  }

  /**
   * Sets the number of images that measure the gap.
   *
   * @param trainingBatches of the training set; all their images take part in every pass
   * @param validationImages of the validation set
   * @throws IllegalArgumentException if one is below 2
   */
  public Observation gapImages(int trainingBatches, int validationImages) {
    gap.probe(trainingBatches, validationImages);
    return this;
  }

  /**
   * Makes all images measure the gap: no sampling error is left, at about three times the cost of
   * the validation for each pass.
   */
  public Observation gapOnAllImages() {
    gap.everything();
    return this;
  }

  /** Sets what the choice of the images that measure the gap depends on; 0 by default. */
  public Observation seed(long seed) {
    gap.seed(seed);
    return this;
  }

  /**
   * Sets the images in each of the two half-batches that measure the gradient's noise; 0 for none.
   * By default they cost 0.6 % of an epoch, and are none with fewer than 200 training images.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Observation noiseImages(int images) {
    health.noiseImages(images);
    return this;
  }

  /** Adds a consumer of each epoch's gap. */
  public Observation onGap(Consumer<EpochGap> consumer) {
    gap.onGap(consumer);
    return this;
  }

  /** Prints a line of each epoch's gap: what it is made of. */
  public Observation printGaps(PrintWriter out) {
    Objects.requireNonNull(out, "out");
    return onGap(
        epoch -> {
          out.println("  " + epoch.line());
          out.flush();
        });
  }

  /** Adds a consumer of each epoch's signals of health. */
  public Observation onHealth(Consumer<EpochHealth> consumer) {
    health.onHealth(consumer);
    return this;
  }

  /**
   * Adds a consumer of the record, who is told at the start, after each epoch, at the end, and when
   * the training fails.
   */
  public Observation onRecord(Consumer<RunRecord> consumer) {
    consumers.add(Objects.requireNonNull(consumer, "consumer"));
    return this;
  }

  /** The record so far; null before the training starts. */
  public RunRecord record() {
    return record;
  }

  /** Checks and what the doctor reads of them are about one class an image. */
  @Override
  public void onStart(Plan plan) {
    if (plan.objective().task() != Task.CLASSIFICATION || plan.training().classNames().isEmpty()) {
      withoutChecks();
    }
    try {
      measuring.forEach(listener -> listener.onStart(plan));
      if (tries) {
        trials.onStart(plan);
      }
      if (tries && trials.canTry()) {
        collector.withTrials();
      }
    } finally {
      collector.onStart(plan); // so that a failure of those is recorded
    }
  }

  /**
   * Goes on with the record of a training that was interrupted; before the training is resumed.
   *
   * @param earlier its record
   * @param epochs that count; later ones, which come again, are left out
   * @param steps batches before it is resumed
   */
  public void goOnFrom(RunRecord earlier, int epochs, long steps) {
    collector.goOnFrom(earlier, epochs, steps);
    health.goOnFrom(earlier.health().stream().filter(each -> each.epoch() <= epochs).toList());
  }

  @Override
  public void onBackward(Step step) {
    measuring.forEach(listener -> listener.onBackward(step));
    if (tries) {
      trials.onBackward(step);
    }
  }

  @Override
  public void onStep(Step step) {
    measuring.forEach(listener -> listener.onStep(step));
    collector.onStep(step);
    if (tries) {
      trials.onStep(step);
    }
  }

  @Override
  public void onEvaluation(int done, int total) {
    measuring.forEach(listener -> listener.onEvaluation(done, total));
  }

  @Override
  public void onEpoch(Epoch epoch) {
    measuring.forEach(listener -> listener.onEpoch(epoch));
    collector.onEpoch(epoch);
    if (tries) {
      trials.onEpoch(epoch);
    }
  }

  @Override
  public void onEnd(History history) {
    collector.onEnd(history);
  }

  @Override
  public void onStop(History history) {
    collector.onStop(history);
  }

  @Override
  public void onFailure(Throwable problem) {
    try {
      measuring.forEach(listener -> listener.onFailure(problem));
    } finally {
      collector.onFailure(problem);
    }
  }
}
