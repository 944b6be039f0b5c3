package dev.limpid.insight.doctor.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.insight.doctor.Blobs;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.Examined;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Split;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Augmentation that brings images to another scale, in front of BatchNorm. */
class RescalingAugmentationTest {
  private static List<Finding> findings(Augmentation augmentation) {
    Split split = Split.head(Blobs.generate(1, 1200), 900);
    RunRecord run =
        Examined.run(
            Examined.trainer(split.training(), Blobs.CLASSES, new BatchNorm().momentum(0.9))
                .augment(augmentation),
            split.training(),
            split.validation(),
            6);
    return new Doctor().diagnose(run);
  }

  private static Augmentation times(float factor) {
    return (values, offset, shape, rng) -> {
      for (int i = offset; i < offset + shape.size(); i++) {
        values[i] *= factor;
      }
    };
  }

  @Test
  void anotherScaleIsNamedBeforeTheLagThatComesOfIt() {
    for (float factor : new float[] {255, 1 / 255f}) {
      Finding first = findings(times(factor)).get(0);
      assertEquals("Augmentation brings images to another scale", first.title(), "by " + factor);
      assertTrue(first.severity().compareTo(Severity.NOTE) < 0);
      assertTrue(first.text().contains("255"), first.text());
    }
  }

  @Test
  void noiseAndAnotherContrastAreOfTheSameScale() {
    Augmentation noise =
        (values, offset, shape, rng) -> {
          Rng own = rng.split("noise");
          for (int i = offset; i < offset + shape.size(); i++) {
            values[i] += (float) (1.5 * own.nextGaussian());
          }
        };
    for (Augmentation other : List.of(times(1.3f), noise)) {
      assertTrue(
          findings(other).stream().noneMatch(finding -> finding.title().contains("another scale")));
    }
  }
}
