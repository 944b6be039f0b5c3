package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.gap.Term;
import java.util.LinkedHashMap;
import java.util.Map;

/** The causes that the terms of the gap tell. */
public final class GapCauses {
  private GapCauses() {}

  /** One of each, by the name of its finding, the most direct first. */
  public static Map<String, Cause> all() {
    Map<String, Cause> causes = new LinkedHashMap<>();
    causes.put(Names.STATISTICS_NEVER_UPDATED, new StatisticsNeverUpdated());
    causes.put(Names.LAST_BATCH_TOO_SMALL, new LastBatchTooSmall());
    causes.put(Names.DROPOUT_BEFORE_BATCHNORM, new DropoutBeforeBatchNorm());
    causes.put(Names.BATCHNORM_LAG, new BatchNormLag());
    causes.put(Names.FEW_IMAGES_A_WORKER, new FewImagesAWorker());
    causes.put(Names.BATCH_DEPENDENCE, new BatchDependence());
    causes.put(Names.OVERFITTING, new Overfitting());
    causes.put(Names.DROPOUT, new HarderTraining(Term.DROPOUT));
    causes.put(Names.AUGMENTATION, new HarderTraining(Term.AUGMENTATION));
    causes.put(Names.AVERAGING, new LateTrainingLoss());
    causes.put(Names.SMALL_VALIDATION_SET, new SmallValidationSet());
    return causes;
  }
}
