package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.gap.Contribution;
import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.LayerDrift;
import dev.limpid.insight.gap.Levels;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import java.util.ArrayList;
import java.util.List;

/** Runs whose gaps are made up, epoch by epoch; the rest is that of {@link SampleRuns#typical}. */
final class GapRuns {
  private final List<EpochGap> gaps = new ArrayList<>();
  private final List<EpochFigures> figures = new ArrayList<>();
  private double lowest = Double.NaN;
  private List<LayerDrift> drift = List.of();
  private Estimate dependence;

  /** BatchNorm's averages remember this in the epochs that are added from now on. */
  GapRuns memory(double steps, int stepsPerEpoch) {
    LayerDrift.Quantiles none = new LayerDrift.Quantiles(0, 0, 0, 0);
    drift = List.of(new LayerDrift("batchnorm_1", 8, none, none, none, steps, stepsPerEpoch));
    return this;
  }

  /** Their means are off by so many deviations in every channel. */
  GapRuns shift(double deviations) {
    LayerDrift.Quantiles shift = new LayerDrift.Quantiles(deviations, deviations, deviations, 0);
    LayerDrift layer = drift.get(0);
    drift =
        List.of(
            new LayerDrift(
                layer.layer(),
                layer.channels(),
                shift,
                layer.logDeviationRatio(),
                layer.divergence(),
                layer.memorySteps(),
                layer.stepsPerEpoch()));
    return this;
  }

  /** What batches tell of their other images in the epochs that are added from now on. */
  GapRuns dependence(double value, double error) {
    dependence = estimate(value, error);
    return this;
  }

  /**
   * Adds an epoch.
   *
   * @param training loss at the epoch's last weights
   * @param averaging by how much the printed training loss is above it
   * @param generalisation validation with the population's statistics less training with them
   * @param lag validation with the averages less that
   * @param error standard error of generalisation on new images
   * @param paired that of the rise since the lowest epoch
   */
  GapRuns epoch(
      double training,
      double averaging,
      double generalisation,
      double lag,
      double error,
      double paired) {
    double trainPopulation = training + (dependence == null ? 0 : dependence.value());
    double population = trainPopulation + generalisation;
    double validation = population + lag;
    List<Contribution> terms = new ArrayList<>();
    terms.add(new Contribution(Term.AVERAGING, estimate(-averaging, 0.002)));
    if (dependence != null) {
      terms.add(new Contribution(Term.BATCH_DEPENDENCE, dependence));
    }
    terms.add(new Contribution(Term.GENERALISATION, estimate(generalisation, 0.01)));
    terms.add(new Contribution(Term.LAG, estimate(lag, 0.002)));
    Decomposition loss = new Decomposition(training + averaging, validation, terms);
    Levels levels =
        new Levels(
            estimate(training, 0.01),
            estimate(training, 0.01),
            estimate(trainPopulation, 0.01),
            estimate(trainPopulation + lag, 0.01),
            estimate(population, 0.01),
            Estimate.exact(validation));
    int number = gaps.size() + 1;
    gaps.add(
        new EpochGap(
            number,
            loss,
            loss,
            levels,
            levels,
            estimate(lag, 0.002),
            estimate(generalisation, error),
            gaps.isEmpty() ? null : estimate(population - lowest, paired),
            drift,
            256,
            256,
            1));
    lowest = gaps.size() == 1 ? population : Math.min(lowest, population);
    figures.add(
        new EpochFigures(
            number,
            training + averaging,
            Math.exp(-training),
            Double.NaN,
            validation,
            Math.exp(-validation),
            Double.NaN,
            0.001,
            1,
            1));
    return this;
  }

  private static Estimate estimate(double value, double error) {
    return new Estimate(value, error, 255);
  }

  RunRecord run() {
    return RunCopy.of(SampleRuns.typical(gaps.size()))
        .epochs(figures)
        .gaps(gaps)
        .health(List.of())
        .start(null)
        .epochChecks(List.of())
        .record();
  }
}
