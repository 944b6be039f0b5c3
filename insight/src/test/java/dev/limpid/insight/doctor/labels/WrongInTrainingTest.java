package dev.limpid.insight.doctor.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.insight.doctor.Altered;
import dev.limpid.insight.doctor.Blobs;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.Examined;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.Split;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Wrong labels of training images beside right ones of validation images. */
class WrongInTrainingTest {
  private static final Split CLEAN = Split.head(Blobs.generate(3, 1200), 1000);

  private static Dataset wrong(double share) {
    Dataset training = CLEAN.training();
    return Altered.labels(
        training,
        i -> {
          Rng rng = Rng.of(3).split("wrong").split(i);
          return rng.nextDouble() < share
              ? (training.label(i) + 1 + rng.nextInt(Blobs.CLASSES - 1)) % Blobs.CLASSES
              : training.label(i);
        });
  }

  private static RunRecord run(Dataset training, Dataset validation) {
    return Examined.convolutional(new Split(training, validation), 1);
  }

  @Test
  void aThirdOfTheTrainingLabelsIsToldAfterOneEpoch() {
    RunRecord run = run(wrong(0.33), CLEAN.validation());
    WrongInTraining found = WrongInTraining.of(run).orElseThrow();
    assertEquals(0.33, found.share(), 0.08);
    Finding first = new Doctor().diagnose(run).get(0);
    assertEquals("noisy-labels", first.name(), first.text());
    assertEquals("Some training labels are wrong", first.title());
    assertTrue(first.text().contains("linear classifier"), first.text());
  }

  @Test
  void rightLabelsAreNot() {
    assertEquals(Optional.empty(), WrongInTraining.of(run(wrong(0), CLEAN.validation())));
  }

  /** Of nine images of a class the one that is left out is missed. */
  @Test
  void ofFewImagesNothingIsSaid() {
    int[] few = IntStream.range(0, 90).toArray();
    assertEquals(
        Optional.empty(),
        WrongInTraining.of(run(Datasets.subset(wrong(0.33), few), CLEAN.validation())));
  }

  /** A class that is easier is agreed with more: of other frequencies nothing is said. */
  @Test
  void validationOfOtherClassesSaysNothing() {
    Dataset all = CLEAN.validation();
    int[] some = IntStream.range(0, all.size()).filter(i -> all.label(i) < 2).toArray();
    assertEquals(
        Optional.empty(), WrongInTraining.of(run(wrong(0.33), Datasets.subset(all, some))));
  }
}
