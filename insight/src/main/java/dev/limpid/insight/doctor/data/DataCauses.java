package dev.limpid.insight.doctor.data;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.labels.LabelCauses;
import dev.limpid.insight.doctor.words.Names;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The causes that lie in the images, their {@linkplain LabelCauses labels} and how they were split.
 */
public final class DataCauses {
  private DataCauses() {}

  /** One of each, by the name of its finding; those that bring about others first. */
  public static Map<String, Cause> all() {
    Map<String, Cause> causes = new LinkedHashMap<>();
    causes.put(Names.TRAINING_MODE_IN_VALIDATION, new TrainingModeInValidation());
    causes.put(Names.BROKEN_IMAGES, new BrokenImages());
    causes.put(Names.REPEATED_IMAGES, new RepeatedImages());
    causes.put(Names.BROKEN_CHANNEL, new BrokenChannel());
    causes.put(Names.PREPROCESSING_DIFFERS, new PreprocessingDiffers());
    causes.put(Names.WEIGHTED_LOSS, new WeightedLoss());
    causes.put(Names.INPUTS_NOT_SCALED, new InputsNotScaled());
    causes.put(Names.ORDERED_SPLIT, new OrderedSplit());
    causes.put(Names.BATCHES_NOT_SHUFFLED, new BatchesNotShuffled());
    causes.putAll(LabelCauses.all());
    causes.put(Names.COVARIATE_SHIFT, new CovariateShift());
    causes.put(Names.DUPLICATES_ACROSS_SPLIT, new DuplicatesAcrossSplit());
    causes.put(Names.TOO_FEW_SAMPLES, new TooFewSamples());
    causes.put(Names.MEAN_OF_BATCH_MEANS, new MeanOfBatchMeans());
    return causes;
  }
}
