package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.words.Names;
import java.util.LinkedHashMap;
import java.util.Map;

/** The causes that lie in the labels: wrong ones, and how many of each class there are. */
public final class LabelCauses {
  private LabelCauses() {}

  /** One of each, by the name of its finding; those that bring about others first. */
  public static Map<String, Cause> all() {
    Map<String, Cause> causes = new LinkedHashMap<>();
    causes.put(Names.LABELS_MISALIGNED, new LabelsMisaligned());
    causes.put(Names.LABEL_SMOOTHING, new LabelSmoothing());
    causes.put(Names.RANDOM_LABELS, new RandomLabels());
    causes.put(Names.NOISY_LABELS, new NoisyLabels());
    causes.put(Names.WRONG_CLASS_COUNT, new WrongClassCount());
    causes.put(Names.CLASS_IMBALANCE, new ClassImbalance());
    causes.put(Names.LABEL_SHIFT, new LabelShift());
    return causes;
  }
}
