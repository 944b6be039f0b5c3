package dev.limpid.insight.measure.check;

import dev.limpid.core.Rng;
import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.check.EpochChecks.BatchMean;
import dev.limpid.train.Epoch;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.TrainingListener.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Computes the figures of an epoch anew; see {@link EpochChecks}. */
final class EpochMeter {
  /** Share of an epoch's time, a training step counted as two forward passes. */
  private static final double SHARE = 0.015;

  private static final int FEWEST = 128;

  private static final int OFFSET = 2;

  private final Plan plan;
  private final ConfidenceMeter confidence;
  private final InferenceMeter inference;
  private final ClassLabelsMeter labels;
  private final int images;

  private double sumByImage;
  private double sumByStep;
  private long imagesSeen;
  private int steps;

  /** Whether the epoch's first steps were in another process, and its sums are of the others. */
  private boolean resumedWithin;

  private int epochs;

  EpochMeter(Plan plan) {
    this.plan = plan;
    this.confidence = new ConfidenceMeter(plan);
    this.labels = new ClassLabelsMeter(plan);
    this.inference = plan.validation() == null ? null : new InferenceMeter(plan);
    double passes = 2.0 * plan.trainingSize() + plan.validationSize();
    this.images = Math.max(FEWEST, (int) (SHARE / 2 * passes));
  }

  /** While the scores of the step are there. */
  void addScores(Step step) {
    labels.add(step);
  }

  void add(Step step) {
    int size = step.batch().size();
    resumedWithin = steps == 0 ? step.step() > 1 : resumedWithin;
    sumByImage += step.loss() * size;
    sumByStep += step.loss();
    imagesSeen += size;
    steps++;
  }

  EpochChecks measure(Epoch epoch) {
    epochs++;
    Rng rng = Rng.of(plan.seed()).split("epoch checks").split(epoch.number());
    double[] losses =
        epoch.validation() == null ? new double[0] : epoch.validation().predictions().losses();
    EpochChecks checks =
        new EpochChecks(
            epoch.number(),
            resumedWithin ? epoch.loss() : sumByImage / imagesSeen,
            resumedWithin ? epoch.loss() : sumByStep / steps,
            mean(losses, 0, losses.length),
            byBatch(losses),
            inference == null || !looksAtInference(epoch.number())
                ? null
                : inference.measure(losses, rng.split("inference")),
            confidence.measure(plan.training(), images, rng.split("training")),
            inference == null
                ? null
                : confidence.measure(plan.validation(), images, rng.split("validation")),
            answers(epoch),
            labels.ofEpoch());
    sumByImage = 0;
    sumByStep = 0;
    imagesSeen = 0;
    steps = 0;
    return checks;
  }

  private List<Agreement> answers(Epoch epoch) {
    List<Agreement> answers = new ArrayList<>();
    if (epoch.validation() != null) {
      int[] predicted = epoch.validation().predictions().predicted();
      int classes = plan.network().outputShape().dim(0);
      for (int places = -OFFSET; places <= OFFSET; places++) {
        int[] labels = new int[predicted.length];
        for (int i = 0; i < labels.length; i++) {
          labels[i] = plan.validation().label(Math.floorMod(i + places, labels.length));
        }
        answers.add(LabelMeter.agreement(predicted, labels, classes));
      }
    }
    return answers;
  }

  /** In the first epochs, then less and less often, and in the last. */
  private boolean looksAtInference(int number) {
    return Integer.bitCount(number) == 1 || epochs == plan.epochs();
  }

  private List<BatchMean> byBatch(double[] losses) {
    Set<Integer> sizes = new TreeSet<>(List.of(10, 20, 25, 50, 100, 200, 250, 500, 1000));
    for (int factor = 1; factor <= 1024; factor *= 2) {
      sizes.add(factor);
      sizes.add((int) Math.min(Integer.MAX_VALUE, (long) factor * plan.batchSize()));
    }
    return sizes.stream()
        .filter(size -> size > 1 && size < losses.length && losses.length % size != 0)
        .map(size -> new BatchMean(size, meanOfMeans(losses, size)))
        .toList();
  }

  private static double meanOfMeans(double[] losses, int size) {
    double sum = 0;
    int batches = 0;
    for (int from = 0; from < losses.length; from += size) {
      sum += mean(losses, from, Math.min(from + size, losses.length));
      batches++;
    }
    return sum / batches;
  }

  private static double mean(double[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i];
    }
    return sum / (to - from);
  }
}
