package dev.limpid.insight.doctor.data;

import dev.limpid.insight.doctor.finding.Cause;
import java.util.List;

/** The causes that lie in the images, their labels and how they were split. */
public final class DataCauses {
  private DataCauses() {}

  /** One of each; those that bring about others first. */
  public static List<Cause> all() {
    return List.of(
        new TrainingModeInValidation(),
        new BrokenImages(),
        new BrokenChannel(),
        new PreprocessingDiffers(),
        new InputsNotScaled(),
        new OrderedSplit(),
        new BatchesNotShuffled(),
        new LabelsMisaligned(),
        new RandomLabels(),
        new NoisyLabels(),
        new WrongClassCount(),
        new ClassImbalance(),
        new LabelShift(),
        new CovariateShift(),
        new DuplicatesAcrossSplit(),
        new TooFewSamples(),
        new MeanOfBatchMeans());
  }
}
