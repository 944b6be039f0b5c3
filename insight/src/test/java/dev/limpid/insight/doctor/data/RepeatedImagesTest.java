package dev.limpid.insight.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.insight.doctor.Altered;
import dev.limpid.insight.doctor.Blobs;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.Examined;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sets that have the same images again and again. */
class RepeatedImagesTest {
  private static Dataset training;
  private static Dataset validation;

  @BeforeAll
  static void draw() {
    Split split = Split.head(Blobs.generate(1, 1200), 900);
    training = split.training();
    validation = split.validation();
  }

  private static Dataset read(Dataset data, IntUnaryOperator index) {
    return Datasets.subset(data, IntStream.range(0, data.size()).map(index).toArray());
  }

  private static Optional<Finding> found(RunRecord run) {
    return Examined.findings(run).stream()
        .filter(finding -> finding.name().equals("repeated-images"))
        .findFirst();
  }

  @Test
  void aLoaderThatKnowsFewImagesIsNamed() {
    Dataset few = read(training, i -> i % 50);
    Finding first = new Doctor().diagnose(Examined.run(few, validation)).get(0);
    assertEquals("repeated-images", first.name(), first.text());
    assertEquals("The training set has the same images again and again", first.title());
    assertTrue(
        first.text().startsWith("Of 900 training images only 50 are different"), first.text());
    String example = first.evidence().get(first.evidence().size() - 1).value();
    assertTrue(example.startsWith("sample 0 is sample 0, sample 0"), example);
  }

  @Test
  void oneImageForAThirdOfTheOthersIsNamed() {
    Finding found =
        found(Examined.run(read(training, i -> i % 3 == 0 ? 7 : i), validation)).orElseThrow();
    assertEquals(Severity.WARNING, found.severity());
  }

  /** As JPEG files that were written anew are. */
  @Test
  void imagesThatAreNearlyTheSameAreNamed() {
    Dataset near =
        Altered.values(read(training, i -> i % 50), (x, rng) -> x + 0.002 * rng.nextGaussian());
    assertEquals("repeated-images", Examined.alarms(Examined.run(near, validation)).get(0));
  }

  @Test
  void validationThatIsOneImageIsNothingElse() {
    RunRecord run = Examined.run(training, read(validation, i -> 7));
    Finding first = new Doctor().diagnose(run).get(0);
    assertEquals("The validation set has the same images again and again", first.title());
    assertTrue(first.text().startsWith("Of 300 validation images all are one"), first.text());
    List<String> alarms = Examined.alarms(run);
    assertFalse(alarms.contains("preprocessing-differs"), alarms.toString());
    assertFalse(alarms.contains("covariate-shift"), alarms.toString());
  }

  @Test
  void rareClassesMayBeRepeatedSoThatAllAreAsFrequent() {
    List<Integer> indices = new ArrayList<>();
    for (int c = 0; c < Blobs.CLASSES; c++) {
      int label = c;
      int[] own =
          IntStream.range(0, training.size()).filter(i -> training.label(i) == label).toArray();
      for (int k = 0; k < 60; k++) {
        indices.add(own[k % (c < 5 ? 60 : 20)]);
      }
    }
    int[] all = indices.stream().mapToInt(i -> i).toArray();
    int[] order = Rng.of(1).permutation(all.length);
    Dataset evened = Datasets.subset(training, IntStream.of(order).map(i -> all[i]).toArray());
    Finding found = found(Examined.run(evened, validation)).orElseThrow();
    assertEquals(Severity.NOTE, found.severity(), found.text());
  }

  @Test
  void differentImagesAreNoRepeats() {
    assertEquals(Optional.empty(), found(Examined.run(training, validation)));
  }
}
