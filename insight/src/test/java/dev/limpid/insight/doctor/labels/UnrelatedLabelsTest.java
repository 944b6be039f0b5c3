package dev.limpid.insight.doctor.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.limpid.core.Rng;
import dev.limpid.insight.doctor.Altered;
import dev.limpid.insight.doctor.Blobs;
import dev.limpid.insight.doctor.Examined;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Split;
import org.junit.jupiter.api.Test;

/** Validation labels in another order than the images. */
class UnrelatedLabelsTest {
  @Test
  void labelsInAnotherOrderThanTheImagesOfValidationAreNamedFirst() {
    for (long seed = 1; seed <= 3; seed++) {
      Split split = Split.head(Blobs.generate(seed, 1000), 600);
      Dataset images = split.validation();
      int[] order = Rng.of(seed).permutation(images.size());
      Dataset mixed = Altered.labels(images, i -> images.label(order[i]));
      RunRecord run = Examined.run(split.training(), mixed);
      assertEquals(
          "Validation labels have nothing to do with their images",
          Examined.findings(run).get(0).title(),
          "seed " + seed);
    }
  }

  @Test
  void validationImagesOfAnotherKindHaveLabelsOfTheirOwn() {
    Split split = Split.head(Blobs.generate(1, 1000), 600);
    assertFalse(UnrelatedLabels.of(Examined.run(split.training(), split.validation())).isPresent());
    Dataset inverted = Altered.values(split.validation(), (value, rng) -> 1 - value);
    assertFalse(UnrelatedLabels.of(Examined.run(split.training(), inverted)).isPresent());
    Dataset noise = Altered.values(split.validation(), (value, rng) -> (float) rng.nextDouble());
    assertFalse(UnrelatedLabels.of(Examined.run(split.training(), noise)).isPresent());
  }
}
