package dev.limpid.insight.measure.trial;

import dev.limpid.insight.measure.trial.Losses.Look;
import dev.limpid.insight.trial.Trial;
import dev.limpid.insight.trial.TrialOutcome;
import dev.limpid.layers.Layer;
import dev.limpid.train.Epoch;
import dev.limpid.train.TrainingListener;
import dev.limpid.train.branch.Branch;
import dev.limpid.train.branch.Place;
import dev.limpid.train.branch.Variation;
import dev.limpid.train.data.Augmentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tries changes of settings on the training itself: the first steps of an epoch are taken once more
 * from the same weights, on the same batches, with one thing done otherwise. What the training did
 * there itself is what it is compared with, and costs nothing but a look at some images before and
 * after.
 *
 * <p>The steps are those of the second epoch, and of one of epochs 4, 8, 16, ... in the first half,
 * as late as possible; a copy is kept of where the training was there. What is {@linkplain #suspect
 * suspected} is tried, at the end of an epoch, as soon as the meter affords it; the training goes
 * on with the same bits as without.
 */
public final class TrialListener implements TrainingListener {
  /** Passes of an image in a step: forward, and backward to weights and input. */
  private static final double STEP = 3;

  /** Steps of a trial, as a share of those planned; and the fewest and the most. */
  private static final double STEPS = 0.015;

  private static final int FEWEST = 6;
  private static final int MOST = 32;

  /**
   * Images of each set that are looked at: a share of a trial's passes; the fewest and the most.
   */
  private static final double IMAGES = 0.06;

  private static final int FEWEST_IMAGES = 40;
  private static final int MOST_IMAGES = 256;

  /** Of all weights: two places with two moments, and those of the trial that is made. */
  private static final long COPIES = 9;

  private static final double USUAL_MOMENTUM = 0.9;
  private static final double HIGH_MOMENTUM = 0.95;

  private final List<Consumer<TrialOutcome>> consumers = new ArrayList<>();
  private Suspicion suspicion = () -> List.of();
  private final LongSupplier clock;
  private double share = 0.05;

  private Plan plan;
  private TrialMeter meter;
  private Losses losses;
  private int steps;
  private final List<Window> windows = new ArrayList<>();
  private final List<TrialOutcome> outcomes = new ArrayList<>();

  /** What of the settings is suspected. */
  @FunctionalInterface
  public interface Suspicion {
    /** What is to be tried, the most pressing first. */
    List<Trial> trials();
  }

  /** The first steps of an epoch, as training took them. */
  private static final class Window {
    final int epoch;
    final Place place;
    final Look before;
    Look after;

    Window(int epoch, Place place, Look before) {
      this.epoch = epoch;
      this.place = place;
      this.before = before;
    }
  }

  /** A listener that suspects nothing. */
  public TrialListener() {
    this(System::nanoTime);
  }

  /** One of another clock, in nanoseconds. */
  TrialListener(LongSupplier clock) {
    this.clock = clock;
  }

  /** Sets the share of the training's time that trials may take; 0.05 by default. */
  public TrialListener share(double newShare) {
    if (!(newShare > 0 && newShare <= 10)) {
      throw new IllegalArgumentException(
          "the trials' share of the training must be above 0 and at most 10, but is " + newShare);
    }
    share = newShare;
    return this;
  }

  /** Sets who is asked what to try, after each epoch. */
  public TrialListener suspect(Suspicion newSuspicion) {
    suspicion = newSuspicion;
    return this;
  }

  /** Adds somebody to tell what came of a trial. */
  public TrialListener onTrial(Consumer<TrialOutcome> consumer) {
    consumers.add(consumer);
    return this;
  }

  @Override
  public void onStart(Plan newPlan) {
    boolean possible = newPlan.branch() != null && hasRoom(newPlan);
    plan = possible ? newPlan : null;
    windows.clear();
    outcomes.clear();
    if (plan == null) {
      return;
    }
    meter = new TrialMeter(share, clock);
    double planned = (double) plan.epochs() * plan.stepsPerEpoch();
    int some = (int) Math.min(MOST, Math.max(FEWEST, STEPS * planned));
    steps = Math.min(some, plan.stepsPerEpoch());
    int images = (int) (IMAGES * STEP * steps * plan.batchSize());
    losses = new Losses(plan, Math.max(FEWEST_IMAGES, Math.min(MOST_IMAGES, images)));
  }

  /** Whether anything can be tried on the training that has begun. */
  public boolean canTry() {
    return plan != null;
  }

  /** Whether the copies of weights and of what the optimizer remembers are few beside the heap. */
  private static boolean hasRoom(Plan plan) {
    long values =
        plan.network().parameters().stream().mapToLong(parameter -> parameter.value().size()).sum();
    return COPIES * Float.BYTES * values <= Runtime.getRuntime().maxMemory() / 4;
  }

  @Override
  public void onBackward(Step step) {
    if (plan != null && step.step() == 1 && opens(step.epoch())) {
      Window opened =
          meter.look(
              losses.passes(), () -> new Window(step.epoch(), plan.branch().here(), losses.look()));
      while (windows.size() > 1) {
        windows.remove(1);
      }
      windows.add(opened);
    }
  }

  private boolean opens(int epoch) {
    boolean powerOfTwo = Integer.bitCount(epoch) == 1;
    boolean first = 2 * epoch <= plan.epochs() + 1;
    boolean middle = 4 * epoch > plan.epochs();
    if (windows.isEmpty()) {
      return epoch >= 2 || plan.epochs() == 1; // in the first one, all passes are slow at first
    }
    return powerOfTwo && first && meter.affords((middle ? 2 : 20) * losses.passes());
  }

  @Override
  public void onStep(Step step) {
    if (plan == null || windows.isEmpty() || step.step() != steps) {
      return;
    }
    Window last = windows.get(windows.size() - 1);
    if (last.epoch == step.epoch()) {
      last.after = meter.look(losses.passes(), losses::look);
    }
  }

  @Override
  public void onEpoch(Epoch epoch) {
    if (plan == null) {
      return;
    }
    double passes = STEP * plan.trainingSize() + plan.validationSize();
    meter.trained(epoch.trainSeconds() + epoch.validationSeconds(), passes);
    for (Trial trial : suspicion.trials()) {
      for (int i = windows.size() - 1; i >= 0; i--) {
        attempt(trial, windows.get(i), epoch.number());
      }
    }
  }

  private void attempt(Trial trial, Window window, int now) {
    boolean known =
        outcomes.stream().anyMatch(o -> o.trial() == trial && o.epoch() == window.epoch);
    Optional<Variation> change = change(trial);
    double passes = STEP * plan.batchSize() * steps + losses.passes();
    if (known || change.isEmpty() || window.after == null || !meter.affords(passes)) {
      return;
    }
    Optional<Look> changed =
        meter.time(
            passes,
            () -> plan.branch().run(window.place, window.epoch, steps, change.get(), losses::look));
    TrialOutcome outcome =
        new TrialOutcome(
            trial,
            window.epoch,
            now,
            steps,
            losses.images(),
            Losses.compare(
                window.before.training(), window.after.training(), changed.map(Look::training)),
            window.before.validation() == null
                ? null
                : Losses.compare(
                    window.before.validation(),
                    window.after.validation(),
                    changed.map(Look::validation)));
    outcomes.add(outcome);
    consumers.forEach(consumer -> consumer.accept(outcome));
  }

  /** What is done otherwise; empty where it is so already. */
  private Optional<Variation> change(Trial trial) {
    Branch branch = plan.branch();
    Variation same = branch.asItIs();
    Variation change =
        switch (trial) {
          case LOWER_RATE, HIGHER_RATE, THIRD_OF_RATE, TRIPLE_RATE ->
              same.withRate(trial.rateFactor());
          case USUAL_MOMENTUM ->
              same.momentum() > HIGH_MOMENTUM ? same.withMomentum(USUAL_MOMENTUM) : same;
          case NO_WEIGHT_DECAY -> same.withWeightDecay(0).withoutPenalty();
          case LARGER_BATCHES -> same.withBatches(4);
          case NO_DROPOUT -> drops() ? same.withoutDropout() : same;
          case NO_AUGMENTATION ->
              plan.augmentation() == Augmentation.NONE ? same : same.withoutAugmentation();
        };
    return change.equals(same) ? Optional.empty() : Optional.of(change);
  }

  private boolean drops() {
    return plan.network().layers(Layer.class).stream().anyMatch(Layer::isRandom);
  }
}
