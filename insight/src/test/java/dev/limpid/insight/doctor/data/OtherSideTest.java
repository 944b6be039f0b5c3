package dev.limpid.insight.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.Altered;
import dev.limpid.insight.doctor.Blobs;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.Examined;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.train.data.Split;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Neither stopping nor dropout helps where validation images are of another kind. */
class OtherSideTest {
  private static List<Finding> diagnose(Split split) {
    return new Doctor().diagnose(Examined.convolutional(split, 12));
  }

  private static Finding overfitting(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.name().equals("overfitting"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(findings));
  }

  @Test
  void whatComesOfSidesThatDifferIsNotTreatedAsOverfitting() {
    Split few = Split.head(Blobs.generate(1, 600), 300);
    assertTrue(!overfitting(diagnose(few)).changes().isEmpty());
    Split inverted =
        new Split(few.training(), Altered.values(few.validation(), (value, rng) -> 1 - value));
    List<Finding> findings = diagnose(inverted);
    Finding beside = overfitting(findings);
    assertEquals(Severity.NOTE, beside.severity());
    assertEquals(List.of(), beside.changes());
    assertEquals(List.of(), beside.alternatives());
    assertEquals("covariate-shift", findings.get(0).name());
    String other = "another finding, \"" + findings.get(0).title() + "\"";
    assertTrue(beside.text().contains(other), beside.text());
  }

  @Test
  void aClassWithoutTrainingImagesIsNamedAndWhatItLosesIsNoOverfitting() {
    Split split = Split.head(Blobs.generate(1, 1500), 1000);
    Split without =
        new Split(Altered.some(split.training(), c -> c == 3 ? 0 : 1000), split.validation());
    int unseen = Altered.some(split.validation(), c -> c == 3 ? 1000 : 0).size();
    List<Finding> findings = diagnose(without);
    Finding shift = findings.get(0);
    assertEquals("label-shift", shift.name(), findings.toString());
    assertEquals("No training image is of class 3", shift.title());
    String counts = "Of class 3 there are " + unseen + " images in validation and none in training";
    assertTrue(shift.text().startsWith(counts), shift.text());
    assertEquals(Severity.NOTE, overfitting(findings).severity());
    assertTrue(overfitting(findings).text().contains(shift.title()));
  }

  @Test
  void aClassWithoutValidationImagesIsNamed() {
    Split split = Split.head(Blobs.generate(1, 900), 600);
    RunRecord run =
        Examined.run(split.training(), Altered.some(split.validation(), c -> c == 7 ? 0 : 1000));
    Finding shift =
        Examined.findings(run).stream()
            .filter(finding -> finding.name().equals("label-shift"))
            .findFirst()
            .orElseThrow();
    assertEquals("No validation image is of class 7", shift.title());
    assertTrue(shift.text().contains("in training and none in validation. 1 of 10 classes is"));
  }
}
