package dev.limpid.insight.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.Altered;
import dev.limpid.insight.doctor.Blobs;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.Examined;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.train.data.Split;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Neither stopping nor dropout helps where validation images are of another kind. */
class OtherSideTest {
  private static Finding overfitting(Split split) {
    List<Finding> findings = new Doctor().diagnose(Examined.convolutional(split, 12));
    return findings.stream()
        .filter(finding -> finding.name().equals("overfitting"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(findings));
  }

  @Test
  void whatComesOfSidesThatDifferIsNotTreatedAsOverfitting() {
    Split few = Split.head(Blobs.generate(1, 600), 300);
    assertTrue(!overfitting(few).changes().isEmpty());
    Split inverted =
        new Split(few.training(), Altered.values(few.validation(), (value, rng) -> 1 - value));
    Finding beside = overfitting(inverted);
    assertEquals(Severity.NOTE, beside.severity());
    assertEquals(List.of(), beside.changes());
    assertEquals(List.of(), beside.alternatives());
    assertTrue(beside.text().contains("another finding, \"Validation images are"), beside.text());
  }
}
