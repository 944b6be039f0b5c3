package dev.limpid.insight.doctor;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.progress.OptimizerWords;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.health.LayerStart;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;

/** The settings that a run has already, which nobody is advised to choose. */
final class PresentSettings {
  private static final String HE_NORMAL = "he_normal";

  /** The first loss, of that of guessing. */
  private static final double LARGE = 2;

  /** First weights, of the usual deviation, with what a draw of few makes of it. */
  private static final double MORE = 1.3;

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

  /**
   * Whether the run has the setting that a change asks for, or the change would make worse what is
   * wrong.
   */
  boolean has(Change change) {
    if (isHeNormal(change) && !isSmallerThanFirstWeights()) {
      return true;
    }
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

  private static boolean isHeNormal(Change change) {
    String value = String.valueOf(change.value()).toLowerCase(Locale.ROOT);
    return value.endsWith(HE_NORMAL)
        && (change.setting() == Setting.CODE || change.setting() == Setting.INITIALIZER);
  }

  /**
   * Whether He et al.'s first weights are no larger than those that there were, or scores of the
   * first step are no larger than they should be: larger weights would make these larger.
   */
  private boolean isSmallerThanFirstWeights() {
    if (run.start() == null) {
      return true;
    }
    Progress progress = Progress.of(run);
    boolean large = progress.above(run.start().loss()) > LARGE * progress.guessing();
    List<LayerStart> kernels =
        run.start().layers().stream().filter(layer -> layer.kernelDeviation() > 0).toList();
    boolean larger =
        kernels.stream().anyMatch(l -> l.kernelDeviation() > MORE * l.usualDeviation());
    boolean sameUnits = run.start().layers().stream().anyMatch(LayerStart::sameUnits);
    return larger || sameUnits || !large;
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
