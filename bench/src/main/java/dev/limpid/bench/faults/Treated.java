package dev.limpid.bench.faults;

import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.trial.SettingCause;
import dev.limpid.layers.Dropout;
import dev.limpid.train.data.Augmentation;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What came of a change that a finding proposes, when the training was repeated with it.
 *
 * @param trial the training in which it was found
 * @param finding that proposes it
 * @param change what was changed
 * @param before loss in use without the change
 * @param after with it
 */
record Treated(Trial trial, String finding, Change change, double before, double after) {
  /** The findings that are treated: those that blame a setting. */
  static final Set<String> FINDINGS =
      Doctor.standardCauses().entrySet().stream()
          .filter(cause -> cause.getValue() instanceof SettingCause)
          .map(Map.Entry::getKey)
          .collect(Collectors.toUnmodifiableSet());

  /** A loss that is lower by less is not. */
  private static final double NEGLIGIBLE = 0.02;

  /** Repeats a training with the first change of a finding that can be made here; empty if none. */
  static Optional<Treated> of(Trial trial, Finding finding, TrialOutcome outcome) {
    for (Change change : finding.changes()) {
      Optional<Consumer<TrialTraining>> made = made(change, trial);
      if (made.isPresent()) {
        return Optional.of(
            new Treated(
                trial,
                finding.name(),
                change,
                outcome.heldOutLoss(),
                trial.run(made.get()).heldOutLoss()));
      }
    }
    return Optional.empty();
  }

  /** Whether the loss in use became lower. */
  boolean helped() {
    return after < (1 - NEGLIGIBLE) * before;
  }

  private static Optional<Consumer<TrialTraining>> made(Change change, Trial trial) {
    boolean adam = trial.configuration().optimization().get().isAdam();
    return switch (change.setting()) {
      case LEARNING_RATE -> number(change, (t, x) -> t.optimization.learningRate = x);
      case MOMENTUM ->
          adam ? Optional.empty() : number(change, (t, x) -> t.optimization.momentum = x);
      case BETA1 -> adam ? number(change, (t, x) -> t.optimization.momentum = x) : Optional.empty();
      case WEIGHT_DECAY -> number(change, (t, x) -> t.optimization.weightDecay = x);
      case BATCH_SIZE -> number(change, (t, x) -> t.batchSize = (int) x);
      case EPOCHS -> number(change, (t, x) -> t.epochs = (int) x);
      case DROPOUT ->
          number(
              change,
              (t, x) ->
                  t.positionsOf(Dropout.class).forEach(at -> t.layers.set(at, new Dropout(x))));
      case AUGMENT ->
          "none".equals(change.value())
              ? Optional.of(t -> t.augmentation = Augmentation.NONE)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private interface Setter {
    void set(TrialTraining training, double value);
  }

  private static Optional<Consumer<TrialTraining>> number(Change change, Setter setter) {
    return change.value() instanceof Number number
        ? Optional.of(training -> setter.set(training, number.doubleValue()))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %s, %s: loss in use %.3f, then %.3f%s",
        trial,
        finding,
        change.option(),
        before,
        after,
        helped() ? "" : " (did not help)");
  }
}
