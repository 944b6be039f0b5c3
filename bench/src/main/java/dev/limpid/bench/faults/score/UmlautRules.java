package dev.limpid.bench.faults.score;

import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Set;

/**
 * The heuristics of UMLAUT (Schoop, Huang and Hartmann, "UMLAUT: Debugging Deep Learning Programs
 * using Program Structure and Model Behavior", CHI 2021) that apply to a classifier of images,
 * written from the paper on what a run recorded. It ranks none above another: here those that name
 * a setting come first. A heuristic is credited with every finding that it could mean.
 */
public final class UmlautRules implements Judge {
  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "loss is NaN",
              Set.of(
                  "learning-rate-too-high",
                  "exploding-gradients",
                  "inputs-not-scaled",
                  "momentum-too-high"),
              run ->
                  run.state() == RunRecord.State.FAILED
                      || run.epochs().stream().anyMatch(e -> !Double.isFinite(e.loss()))),
          new Rule(
              "inputs not normalised",
              Set.of("inputs-not-scaled", "preprocessing-differs"),
              UmlautRules::inputsOutsideUnit),
          new Rule(
              "missing or double softmax",
              Set.of("softmax-twice"),
              run -> run.layers().stream().filter(l -> l.type().endsWith("Softmax")).count() != 1),
          new Rule(
              "learning rate too high",
              Set.of("learning-rate-too-high"),
              run -> run.epochs().stream().anyMatch(e -> e.learningRate() > 0.01)),
          new Rule(
              "learning rate too low",
              Set.of("learning-rate-too-low", "loss-not-decreasing"),
              run -> run.epochs().stream().anyMatch(e -> e.learningRate() < 1e-7)),
          new Rule(
              "dropout too high",
              Set.of("dropout", "dropout-before-batchnorm"),
              UmlautRules::dropoutAboveHalf),
          new Rule(
              "validation accuracy above training accuracy",
              Set.of(
                  "dropout",
                  "augmentation",
                  "averaging",
                  "duplicates-across-split",
                  "small-validation-set",
                  "training-mode-in-validation"),
              run ->
                  run.epochs().stream()
                      .anyMatch(e -> e.validationAccuracy() > e.accuracy() + 0.05)),
          new Rule(
              "overfitting",
              Set.of(
                  "overfitting",
                  "too-few-samples",
                  "random-labels",
                  "noisy-labels",
                  "covariate-shift",
                  "preprocessing-differs",
                  "batchnorm-lag"),
              UmlautRules::overfitting));

  /** The heuristics with the paper's thresholds. */
  public UmlautRules() {}

  @Override
  public String name() {
    return "UMLAUT's heuristics";
  }

  @Override
  public List<Opinion> examine(RunRecord run) {
    return Rule.examine(RULES, run);
  }

  /** A value of the training images outside -1 ... 1. */
  private static boolean inputsOutsideUnit(RunRecord run) {
    return run.checks() != null
        && run.checks().training().channels().stream()
            .anyMatch(channel -> channel.least() < -1 || channel.greatest() > 1);
  }

  private static boolean dropoutAboveHalf(RunRecord run) {
    return run.layers().stream()
        .map(layer -> layer.config().get("rate"))
        .anyMatch(rate -> rate instanceof Number number && number.doubleValue() > 0.5);
  }

  /** In some epoch the validation loss rises while the training loss does not. */
  private static boolean overfitting(RunRecord run) {
    List<EpochFigures> epochs = run.epochs();
    for (int i = 1; i < epochs.size(); i++) {
      if (epochs.get(i).validationLoss() > epochs.get(i - 1).validationLoss()
          && epochs.get(i).loss() <= epochs.get(i - 1).loss()) {
        return true;
      }
    }
    return false;
  }
}
