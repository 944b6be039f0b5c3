package dev.limpid.insight.examine;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import java.util.List;
import java.util.Optional;

/** The changes that a finding proposes, in words of those who train elsewhere: Keras's. */
final class FrameworkChanges {
  private FrameworkChanges() {}

  /** The same finding with such changes; those that there are no words for are left out. */
  static Finding in(Finding finding) {
    return finding.with(of(finding.changes()), of(finding.alternatives()));
  }

  private static List<Change> of(List<Change> changes) {
    return changes.stream().flatMap(change -> of(change).stream()).toList();
  }

  private static Optional<Change> of(Change change) {
    String value = change.text();
    String words =
        switch (change.setting()) {
          case RECALIBRATE -> "limpid mend";
          case BATCHNORM_MOMENTUM -> "BatchNormalization(momentum=" + value + ")";
          case BATCHNORM_EPSILON -> "BatchNormalization(epsilon=" + value + ")";
          case BATCH_SIZE -> "fit(batch_size=" + value + ")";
          case EPOCHS -> "fit(epochs=" + value + ")";
          case SHUFFLE -> "fit(shuffle=True)";
          case EARLY_STOPPING -> "EarlyStopping(patience=" + value + ", restore_best_weights=True)";
          case AUGMENT -> "RandomTranslation(0.1, 0.1), RandomRotation(0.03)";
          case DROPOUT -> "Dropout(" + value + ")";
          case WEIGHT_DECAY -> "AdamW(weight_decay=" + value + ")";
          case LEARNING_RATE -> value == null ? "another learning_rate" : "learning_rate=" + value;
          case SPLIT -> "train_test_split(stratify=y)";
          case CODE -> value;
          default -> null;
        };
    return Optional.ofNullable(words).map(text -> new Change(Setting.CODE, text, change.why()));
  }
}
