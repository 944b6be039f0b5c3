package dev.limpid.insight.measure.run;

import dev.limpid.insight.check.DataChecks;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.StartHealth;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.LastValidation;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.RunRecord.State;
import dev.limpid.insight.trial.TrialOutcome;
import dev.limpid.layers.Loss.Task;
import dev.limpid.train.Epoch;
import dev.limpid.train.Evaluation;
import dev.limpid.train.History;
import dev.limpid.train.Predictions;
import dev.limpid.train.TrainingListener;
import dev.limpid.train.data.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Collects the {@link RunRecord} of a training and hands it on: at the start, after every epoch, at
 * the end, and when training fails.
 *
 * <p>Gap, health and checks are told by their own listeners; add those to the trainer before this
 * one, so that an epoch's record has them: {@code gapListener.onGap(collector::onGap)}.
 */
public final class RunCollector implements TrainingListener {
  /** Wrong images that are kept. */
  private static final int MOST_WRONG = 24;

  /** Those of them, the worst, in which it is shown where classes are seen. */
  private static final int MOST_MAPPED = 8;

  /** As many as in the paper, and in {@link dev.limpid.train.Metric#named}. */
  private static final int CALIBRATION_BINS = 15;

  private final Map<String, Object> settings;
  private final Consumer<RunRecord> consumer;
  private final List<EpochFigures> epochs = new ArrayList<>();
  private final List<EpochGap> gaps = new ArrayList<>();
  private final List<EpochHealth> health = new ArrayList<>();
  private final List<EpochChecks> epochChecks = new ArrayList<>();

  /** Null where trials are left out. */
  private List<TrialOutcome> trials;

  private final StepCollector steps = new StepCollector();

  private Plan plan;
  private RunRecord.Data data;
  private boolean goesOn;
  private int plannedEpochs;
  private LastValidation validation;
  private StartHealth start;
  private DataChecks checks;
  private State state = State.RUNNING;
  private String problem;

  /**
   * A collector.
   *
   * @param settings the user's, by name; text, numbers and booleans
   * @param consumer is given the record whenever it has changed
   */
  public RunCollector(Map<String, Object> settings, Consumer<RunRecord> consumer) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.consumer = Objects.requireNonNull(consumer, "consumer");
  }

  /** Goes on with the record of a training that was interrupted. */
  public void goOnFrom(RunRecord earlier, int wholeEpochs, long wholeSteps) {
    earlier.epochs().stream().filter(each -> each.epoch() <= wholeEpochs).forEach(epochs::add);
    earlier.gaps().stream().filter(each -> each.epoch() <= wholeEpochs).forEach(gaps::add);
    earlier.health().stream().filter(each -> each.epoch() <= wholeEpochs).forEach(health::add);
    earlier.epochChecks().stream()
        .filter(each -> each.epoch() <= wholeEpochs)
        .forEach(epochChecks::add);
    earlier.triedOut().stream()
        .filter(each -> each.triedAfter() <= wholeEpochs)
        .forEach(this::onTrial);
    validation = earlier.validation();
    start = earlier.start();
    checks = earlier.checks();
    goesOn = true;
    steps.goOnFrom(earlier.stepLossEvery(), earlier.stepLosses(), wholeSteps);
  }

  /** Takes an epoch's gap. */
  public void onGap(EpochGap gap) {
    gaps.add(gap);
    tellAgain(gap.epoch());
  }

  /** Takes an epoch's signals of health. */
  public void onHealth(EpochHealth signals) {
    health.add(signals);
    tellAgain(signals.epoch());
  }

  /** Takes how the training set out. */
  public void onStartHealth(StartHealth health) {
    start = goesOn && start != null ? start : health;
  }

  /** Takes what was measured on the images. */
  public void onChecks(DataChecks dataChecks) {
    checks = goesOn && checks != null ? checks : dataChecks;
  }

  /** Takes an epoch's figures, computed anew. */
  public void onEpochChecks(EpochChecks anew) {
    epochChecks.add(anew);
    tellAgain(anew.epoch());
  }

  /** Takes that changes will be tried. */
  public void withTrials() {
    trials = trials == null ? new ArrayList<>() : trials;
  }

  /** Takes what came of a trial. */
  public void onTrial(TrialOutcome outcome) {
    withTrials();
    trials.add(outcome);
    tellAgain(outcome.triedAfter());
  }

  /** If the epoch has been told without it. */
  private void tellAgain(int epoch) {
    if (!epochs.isEmpty() && epochs.get(epochs.size() - 1).epoch() == epoch) {
      tell();
    }
  }

  @Override
  public void onStart(Plan newPlan) {
    plan = newPlan;
    data = Describe.data(newPlan);
    plannedEpochs = epochs.size() + newPlan.epochs();
    state = State.RUNNING;
    problem = null;
    tell();
  }

  @Override
  public void onStep(Step step) {
    steps.add(step.loss());
  }

  @Override
  public void onEpoch(Epoch epoch) {
    epochs.add(EpochFigures.of(epoch));
    if (epoch.validation() != null && plan.objective().task() == Task.CLASSIFICATION) {
      validation = lastValidation(epoch);
    }
    tell();
  }

  @Override
  public void onEnd(History history) {
    state = State.FINISHED;
    tell();
  }

  /** It may be resumed: its record says that it is running still. */
  @Override
  public void onStop(History history) {
    tell();
  }

  @Override
  public void onFailure(Throwable cause) {
    state = State.FAILED;
    problem = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    tell();
  }

  private void tell() {
    consumer.accept(
        new RunRecord(
            state,
            problem,
            new RunRecord.PlanFigures(
                plannedEpochs,
                plan.batchSize(),
                plan.stepsPerEpoch(),
                plan.shuffled(),
                plan.seed()),
            Describe.settings(settings, plan),
            Describe.machine(plan.network().compute()),
            data,
            Describe.layers(plan.network()),
            epochs,
            gaps,
            health,
            validation,
            steps.every(),
            steps.losses(),
            start,
            checks,
            epochChecks,
            trials));
  }

  private LastValidation lastValidation(Epoch epoch) {
    Evaluation evaluation = epoch.validation();
    List<Integer> wrong = new ArrayList<>();
    for (int i = 0; i < evaluation.predictions().size(); i++) {
      if (!evaluation.predictions().correct()[i]) {
        wrong.add(i);
      }
    }
    float[] confidence = evaluation.predictions().confidence();
    wrong.sort((a, b) -> Float.compare(confidence[b], confidence[a]));
    List<LastValidation.WrongImage> wrongImages = new ArrayList<>();
    ClassMaps maps = wrong.isEmpty() ? ClassMaps.NONE : ClassMaps.of(plan.network());
    for (int i : wrong.subList(0, Math.min(MOST_WRONG, wrong.size()))) {
      wrongImages.add(
          wrongImage(i, evaluation, wrongImages.size() < MOST_MAPPED ? maps : ClassMaps.NONE));
    }
    return new LastValidation(
        epoch.number(),
        evaluation.topK(),
        evaluation.confusion(),
        Collections.unmodifiableList(wrongImages),
        calibration(evaluation.predictions()));
  }

  private LastValidation.WrongImage wrongImage(int i, Evaluation evaluation, ClassMaps maps) {
    Dataset images = plan.validation();
    Predictions said = evaluation.predictions();
    float[] image = new float[images.sampleShape().size()];
    images.read(i, image, 0);
    return new LastValidation.WrongImage(
        images.nameOf(i),
        images.label(i),
        said.predicted()[i],
        said.confidence()[i],
        said.losses()[i],
        Png.base64(image, images.sampleShape()),
        maps.png(image, said.predicted()[i]),
        maps.png(image, images.label(i)));
  }

  private static LastValidation.Calibration calibration(Predictions predictions) {
    int[] images = new int[CALIBRATION_BINS];
    int[] right = new int[CALIBRATION_BINS];
    double[] confidence = new double[CALIBRATION_BINS];
    for (int i = 0; i < predictions.size(); i++) {
      int above = (int) Math.ceil(predictions.confidence()[i] * CALIBRATION_BINS);
      int bin = Math.max(0, Math.min(CALIBRATION_BINS, above) - 1);
      images[bin]++;
      right[bin] += predictions.correct()[i] ? 1 : 0;
      confidence[bin] += predictions.confidence()[i];
    }
    Arrays.setAll(confidence, bin -> confidence[bin] / images[bin]);
    return new LastValidation.Calibration(images, right, confidence);
  }
}
