package dev.limpid.bench.faults.score;

import dev.limpid.insight.check.ChannelChecks;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.LayerHealth;
import dev.limpid.insight.health.LayerStart;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The rules for training that are built into Amazon SageMaker Debugger, with their default
 * thresholds, written from its documentation ("List of Debugger built-in rules") on what a run
 * recorded. The documentation ranks none above another: here the more specific come first. A rule
 * is credited with every finding that it could mean.
 */
public final class SageMakerRules implements Judge {
  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "ExplodingTensor",
              Set.of(
                  "exploding-gradients",
                  "learning-rate-too-high",
                  "inputs-not-scaled",
                  "momentum-too-high",
                  "poor-initialisation",
                  "wrong-gradient"),
              SageMakerRules::explodingTensor),
          new Rule(
              "PoorWeightInitialization",
              Set.of(
                  "poor-initialisation",
                  "exploding-gradients",
                  "vanishing-gradients",
                  "saturated-outputs"),
              SageMakerRules::poorWeightInitialization),
          new Rule(
              "VanishingGradient",
              Set.of(
                  "vanishing-gradients",
                  "frozen-layer",
                  "dead-units",
                  "poor-initialisation",
                  "saturated-outputs",
                  "wrong-gradient"),
              SageMakerRules::vanishingGradient),
          new Rule(
              "WeightUpdateRatio",
              Set.of(
                  "learning-rate-too-high",
                  "learning-rate-too-low",
                  "frozen-layer",
                  "loss-not-decreasing",
                  "epsilon-too-large"),
              SageMakerRules::weightUpdateRatio),
          new Rule(
              "UnchangedTensor",
              Set.of(
                  "frozen-layer",
                  "learning-rate-too-low",
                  "loss-not-decreasing",
                  "statistics-never-updated"),
              SageMakerRules::unchangedTensor),
          new Rule(
              "DeadRelu",
              Set.of("dead-units", "learning-rate-too-high", "poor-initialisation"),
              SageMakerRules::deadRelu),
          new Rule(
              "SaturatedActivation",
              Set.of("saturated-outputs", "vanishing-gradients"),
              SageMakerRules::saturatedActivation),
          new Rule(
              "ClassImbalance",
              Set.of("class-imbalance", "label-shift", "ordered-split"),
              SageMakerRules::classImbalance),
          new Rule(
              "CheckInputImages",
              Set.of("inputs-not-scaled", "broken-images", "broken-channel"),
              SageMakerRules::checkInputImages),
          new Rule(
              "LossNotDecreasing",
              Set.of(
                  "loss-not-decreasing",
                  "learning-rate-too-low",
                  "random-labels",
                  "learning-rate-too-high",
                  "underfitting",
                  "softmax-twice",
                  "epsilon-too-large"),
              SageMakerRules::lossNotDecreasing),
          new Rule(
              "Overtraining",
              Set.of("overfitting", "too-few-samples"),
              SageMakerRules::overtraining),
          new Rule(
              "Overfit",
              Set.of(
                  "overfitting",
                  "too-few-samples",
                  "noisy-labels",
                  "random-labels",
                  "covariate-shift",
                  "preprocessing-differs"),
              SageMakerRules::overfit),
          new Rule(
              "Confusion",
              Set.of("underfitting", "labels-misaligned", "noisy-labels"),
              SageMakerRules::confusion));

  /** The rules with their defaults. */
  public SageMakerRules() {}

  @Override
  public String name() {
    return "SageMaker Debugger's rules";
  }

  @Override
  public List<Opinion> examine(RunRecord run) {
    return Rule.examine(RULES, run);
  }

  /** A tensor has a value that is not finite. */
  private static boolean explodingTensor(RunRecord run) {
    return run.state() == RunRecord.State.FAILED
        || run.epochs().stream().anyMatch(epoch -> !Double.isFinite(epoch.loss()));
  }

  /** Largest over smallest variance of the layers' first weights above 10. */
  private static boolean poorWeightInitialization(RunRecord run) {
    if (run.start() == null) {
      return false;
    }
    double[] variances =
        run.start().layers().stream()
            .mapToDouble(LayerStart::kernelDeviation)
            .filter(Double::isFinite)
            .map(deviation -> deviation * deviation)
            .toArray();
    double least = DoubleStream.of(variances).min().orElse(1);
    double greatest = DoubleStream.of(variances).max().orElse(1);
    return least == 0 || greatest / least > 10;
  }

  /**
   * A layer's mean absolute gradient below 1e-7. The record has the norm: for normal gradients the
   * mean is its share of the root of their number, times the root of 2 / pi.
   */
  private static boolean vanishingGradient(RunRecord run) {
    return layers(run)
        .anyMatch(
            layer ->
                layer.gradientNorm() / Math.sqrt(parameters(run, layer)) * Math.sqrt(2 / Math.PI)
                    < 1e-7);
  }

  private static double parameters(RunRecord run, LayerHealth layer) {
    return run.layers().stream()
        .filter(figures -> figures.name().equals(layer.layer()))
        .mapToDouble(RunRecord.LayerFigures::parameters)
        .findFirst()
        .orElse(1);
  }

  /** Update over weight above 10 or below 1e-8. */
  private static boolean weightUpdateRatio(RunRecord run) {
    return layers(run).anyMatch(layer -> layer.updateRatio() > 10 || layer.updateRatio() < 1e-8);
  }

  /** A layer's weights stay as they are. */
  private static boolean unchangedTensor(RunRecord run) {
    return layers(run).anyMatch(layer -> layer.unchangedShare() == 1);
  }

  /** More than half of a layer's units dead. */
  private static boolean deadRelu(RunRecord run) {
    return layers(run).anyMatch(layer -> layer.deadShare() > 0.5);
  }

  /** More than half of the outputs saturated. */
  private static boolean saturatedActivation(RunRecord run) {
    return run.health().stream().limit(1).anyMatch(epoch -> epoch.saturatedShare() > 0.5);
  }

  /** The most frequent class more than 10 times as frequent as the least. */
  private static boolean classImbalance(RunRecord run) {
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (int count : run.data().training()) {
      least = Math.min(least, count);
      most = Math.max(most, count);
    }
    return most > 10.0 * least;
  }

  /** The mean of the inputs farther than 0.2 from 0: they are not normalised. */
  private static boolean checkInputImages(RunRecord run) {
    return run.checks() != null
        && run.checks().training().channels().stream()
            .mapToDouble(ChannelChecks::mean)
            .anyMatch(mean -> Math.abs(mean) > 0.2);
  }

  /** In 10 steps the loss has not fallen by 0.1 %; of the steps' losses the means of ten. */
  private static boolean lossNotDecreasing(RunRecord run) {
    double[] losses = run.stepLosses();
    int ten = Math.max(1, 10 / Math.max(1, run.stepLossEvery()));
    for (int i = 0; i + 2 * ten <= losses.length; i += ten) {
      double before = DoubleStream.of(losses).skip(i).limit(ten).average().orElseThrow();
      double after = DoubleStream.of(losses).skip(i + ten).limit(ten).average().orElseThrow();
      if (after > before * 0.999) {
        return true;
      }
    }
    return false;
  }

  /** Validation loss has not fallen for 10 epochs, or training loss for 5. */
  private static boolean overtraining(RunRecord run) {
    return sinceBest(run.epochs().stream().mapToDouble(EpochFigures::validationLoss).toArray())
            >= 10
        || sinceBest(run.epochs().stream().mapToDouble(EpochFigures::loss).toArray()) >= 5;
  }

  private static int sinceBest(double[] losses) {
    int best = 0;
    for (int i = 1; i < losses.length; i++) {
      best = losses[i] < losses[best] - 0.01 ? i : best;
    }
    return losses.length - 1 - best;
  }

  /** (validation - training) / training above 0.1 at the end. */
  private static boolean overfit(RunRecord run) {
    if (run.epochs().isEmpty()) {
      return false;
    }
    EpochFigures last = run.lastEpoch();
    return (last.validationLoss() - last.loss()) / last.loss() > 0.1;
  }

  /** A class is recognised in less than 90 %, or taken for another in more than 10 %. */
  private static boolean confusion(RunRecord run) {
    if (run.validation() == null) {
      return false;
    }
    for (int[] row : run.validation().confusion()) {
      int all = 0;
      int most = 0;
      for (int count : row) {
        all += count;
        most = Math.max(most, count);
      }
      if (all > 0 && most < 0.9 * all) {
        return true;
      }
    }
    return false;
  }

  private static Stream<LayerHealth> layers(RunRecord run) {
    return run.health().stream().map(EpochHealth::layers).flatMap(List::stream);
  }
}
