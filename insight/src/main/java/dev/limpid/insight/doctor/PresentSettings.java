package dev.limpid.insight.doctor;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.progress.OptimizerWords;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/** The settings that a run has already, which nobody is advised to choose. */
final class PresentSettings {
  private final RunRecord run;

  PresentSettings(RunRecord run) {
    this.run = run;
  }

  /** The finding without changes that would change nothing. */
  Finding without(Finding finding) {
    List<Change> changes = finding.changes().stream().filter(change -> !has(change)).toList();
    List<Change> alternatives =
        finding.alternatives().stream().filter(change -> !has(change)).toList();
    return finding.with(changes, alternatives);
  }

  /** Whether the run has the setting that a change asks for. */
  boolean has(Change change) {
    Setting setting = change.setting();
    if (setting == Setting.CODE) {
      return false;
    }
    boolean augments =
        run.settings().get("augmentation") != null
            || run.gaps().stream().anyMatch(gap -> gap.loss().of(Term.AUGMENTATION).isPresent());
    if (setting == Setting.AUGMENT && augments) {
      return !Boolean.FALSE.equals(change.value()); // chosen steps are one too
    }
    Object present = run.settings().get(setting.option());
    present = present == null ? ofRecord(setting) : present;
    if (present == null) {
      return false;
    }
    if (change.value() == null) {
      return Boolean.TRUE.equals(present);
    }
    return change.value() instanceof Number wanted && present instanceof Number number
        ? Math.abs(wanted.doubleValue() - number.doubleValue())
            <= 1e-6 * Math.abs(wanted.doubleValue())
        : change.value().toString().equalsIgnoreCase(present.toString());
  }

  /** What plan, data and layers say; null where they say nothing, or layers differ. */
  private Object ofRecord(Setting setting) {
    return switch (setting) {
      case EPOCHS -> run.plan().epochs();
      case BATCH_SIZE -> run.plan().batchSize();
      case SHUFFLE -> run.plan().shuffled();
      case TRAINING_IMAGES -> Arrays.stream(run.data().training()).sum();
      case DROPOUT -> ofLayers("Dropout", "rate");
      case BATCHNORM_MOMENTUM -> ofLayers("BatchNorm", "momentum");
      case BATCHNORM_EPSILON -> ofLayers("BatchNorm", "epsilon");
      case MOMENTUM -> ofOptimizer("momentum");
      case BETA1 -> ofOptimizer("beta1");
      case ADAM_EPSILON -> ofOptimizer("epsilon");
      default -> null;
    };
  }

  private Double ofOptimizer(String name) {
    OptionalDouble number = OptimizerWords.number(run, name);
    return number.isPresent() ? (Double) number.getAsDouble() : null;
  }

  private Object ofLayers(String type, String option) {
    List<Object> values =
        run.layers().stream()
            .filter(layer -> layer.type().equals(type))
            .map(layer -> layer.config().get(option))
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    return values.size() == 1 ? values.get(0) : null;
  }
}
