package dev.limpid.cli.treat;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * What can be run against a finding: the changes that it proposes, as far as {@code train} has
 * options for them, and further ones that are customary.
 */
final class Treatments {
  private final Recipe base;
  private final Supplier<OptionalDouble> rangeTest;
  private final List<Treatment> runnable = new ArrayList<>();
  private final List<String> others = new ArrayList<>();

  private Treatments(Recipe base, Supplier<OptionalDouble> rangeTest) {
    this.base = base;
    this.rangeTest = rangeTest;
  }

  /**
   * The treatments of a finding.
   *
   * @param base the training in which it was found
   * @param rangeTest suggests a learning rate; asked only where one is to be changed
   */
  static Treatments of(Finding finding, Recipe base, Supplier<OptionalDouble> rangeTest) {
    Treatments treatments = new Treatments(base, rangeTest);
    finding.changes().forEach(treatments::add);
    treatments.customary(finding.name()).forEach(treatments::add);
    return treatments;
  }

  /** Those that can be run; none changes nothing. */
  List<Treatment> runnable() {
    return runnable;
  }

  /** The other changes, each with the reason why it can't be run here. */
  List<String> others() {
    return others;
  }

  private void add(Change change) {
    if (!Recipe.knows(change.option())) {
      others.add(change + ": no option of 'train'");
      return;
    }
    boolean flag = Recipe.isFlag(change.option());
    if (!flag && change.value() == null) {
      others.add(change + ": no value is proposed");
      return;
    }
    try {
      Recipe changed = base.with(change.option(), flag ? flagValue(change) : change.value());
      changed.check();
      boolean known = runnable.stream().anyMatch(t -> t.recipe().equals(changed));
      if (!known && !changed.equals(base)) {
        runnable.add(new Treatment(change, changed));
      }
    } catch (UserException | IllegalArgumentException e) {
      others.add(change + ": " + e.getMessage());
    }
  }

  private static String flagValue(Change change) {
    return change.value() == null ? "true" : change.value();
  }

  private List<Change> customary(String finding) {
    return switch (finding) {
      case "batchnorm-lag", "statistics-never-updated" ->
          List.of(
              new Change("--recalibrate", null, "statistics of the whole training set"),
              new Change("--batchnorm-momentum", "0.9", "averages that remember ten steps"),
              new Change("--batchnorm-average", "debiased", "averages without their first values"));
      case "batch-dependence" -> List.of(times("--batch-size", 2, "steadier statistics"));
      case "overfitting", "too-few-samples", "noisy-labels" ->
          List.of(
              new Change("--early-stopping", "3", "go back to the best epoch"),
              new Change("--augment", null, "images that are never quite the same"),
              new Change("--dropout", "0.3", "features that don't rely on each other"),
              new Change("--weight-decay", "0.001", "smaller weights"));
      case "learning-rate-too-high",
          "learning-rate-too-low",
          "loss-not-decreasing",
          "momentum-too-high",
          "stopped-early" ->
          learningRate();
      case "exploding-gradients" -> {
        List<Change> changes = new ArrayList<>(learningRate());
        changes.add(new Change("--clip-norm", "1", "no gradient is longer than 1"));
        yield changes;
      }
      case "gradient-noise" ->
          List.of(
              times("--batch-size", 2, "gradients with less noise"),
              new Change("--schedule", "cosine", "small steps at the end average the noise"));
      case "poor-initialisation", "vanishing-gradients", "dead-units" ->
          List.of(
              new Change("--initializer", "he_normal", "made for ReLU; He et al. 2015"),
              new Change("--schedule", "warmup", "small steps at first"));
      case "label-shift", "ordered-split", "covariate-shift" ->
          List.of(new Change("--split", "stratified", "both sides drawn alike from each class"));
      case "batches-not-shuffled" ->
          List.of(new Change("--shuffle", null, "a new order each epoch"));
      case "underfitting" -> List.of(times("--width", 2, "a larger network"));
      case "no-bias-correction" ->
          List.of(new Change("--bias-correction", null, "as in Adam's paper"));
      case "epsilon-too-large" -> List.of(new Change("--adam-epsilon", "1e-7", "Keras's"));
      default -> List.of();
    };
  }

  private List<Change> learningRate() {
    List<Change> changes = new ArrayList<>();
    OptionalDouble rate = rangeTest.get();
    if (rate.isPresent()) {
      changes.add(
          new Change(
              "--learning-rate",
              RangeRun.number(rate.getAsDouble()),
              "what a range test suggests"));
    }
    changes.add(new Change("--schedule", "cosine", "large steps at first, small ones at the end"));
    return changes;
  }

  private Change times(String option, int factor, String why) {
    Object now = base.setting(option.substring(2));
    String value =
        now instanceof Integer number
            ? Integer.toString(factor * number)
            : Double.toString(factor * (Double) now);
    return new Change(option, value, why);
  }
}
