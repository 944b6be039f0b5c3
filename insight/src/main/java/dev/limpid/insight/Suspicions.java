package dev.limpid.insight;

import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.trial.SettingCause;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The changes that are worth a trial: what the causes of settings say before anything is tried. */
final class Suspicions {
  /** Of settings, the most pressing first. */
  private static final List<String> CAUSES =
      List.of(
          Names.WEIGHT_DECAY_TOO_STRONG,
          Names.MOMENTUM_TOO_HIGH,
          Names.LEARNING_RATE_TOO_HIGH,
          Names.LEARNING_RATE_TOO_LOW,
          Names.DROPOUT,
          Names.AUGMENTATION,
          Names.GRADIENT_NOISE);

  private Suspicions() {}

  /** Of a record, the most pressing first, and at last smaller changes of the same settings. */
  static List<Trial> of(RunRecord run) {
    Map<String, Cause> causes = Doctor.standardCauses();
    List<Trial> trials = new ArrayList<>();
    if (run.otherLoss().isEmpty()) {
      CAUSES.forEach(name -> suspected(causes.get(name), run).ifPresent(trials::add));
    }
    if (trials.contains(Trial.LARGER_BATCHES)) {
      trials.add(Trial.THIRD_OF_RATE); // averages the noise too, over time
    }
    trials.add(Trial.NO_AUGMENTATION); // what it spoils shows in nothing else
    trials.add(Trial.NO_WEIGHT_DECAY); // nor does weight decay unless it is very strong
    List<Trial> milder = trials.stream().flatMap(trial -> trial.milder().stream()).toList();
    trials.addAll(milder);
    return trials.stream().distinct().toList();
  }

  /** The trial of a cause that suspects a setting. */
  private static Optional<Trial> suspected(Cause cause, RunRecord run) {
    SettingCause ofSetting = (SettingCause) cause;
    return ofSetting
        .suspect(run)
        .filter(suspicion -> suspicion.finding().severity().compareTo(Severity.NOTE) < 0)
        .map(suspicion -> ofSetting.trial());
  }
}
