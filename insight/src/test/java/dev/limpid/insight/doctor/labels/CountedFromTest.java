package dev.limpid.insight.doctor.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.ClassLabels;
import dev.limpid.insight.check.LabelChecks;
import dev.limpid.insight.doctor.Altered;
import dev.limpid.insight.doctor.Blobs;
import dev.limpid.insight.doctor.Examined;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels of which a part is counted from one. */
class CountedFromTest {
  /** Of a part of the training images, whether the last class becomes the first or stays. */
  @ParameterizedTest
  @CsvSource({"20, true", "33, true", "33, false", "50, true", "50, false"})
  void labelsOfAPartOfTheTrainingImagesAreNamed(int percent, boolean wrapped) {
    Split split = Split.head(Blobs.generate(4, 1900), 1500);
    Dataset some =
        Altered.labels(
            split.training(),
            i -> {
              int label = split.training().label(i);
              int next = wrapped ? (label + 1) % Blobs.CLASSES : Math.min(label + 1, 9);
              return i < split.training().size() * percent / 100 ? next : label;
            });
    RunRecord run = Examined.run(some, split.validation());
    CountedFrom found = CountedFrom.of(run).orElseThrow();
    assertEquals(1, found.places());
    assertEquals(percent / 100.0, found.share(), 0.1);
    Finding first = Examined.findings(run).get(0);
    assertEquals("labels-misaligned", first.name(), first.text());
    assertEquals("Some training labels are counted from one", first.title());
  }

  /** So that only what the training images themselves teach is there. */
  @Test
  void labelsOfAPartOfBothSidesAreNamed() {
    Dataset all = Blobs.generate(4, 1900);
    Dataset some = Altered.labels(all, i -> i % 10 < 3 ? (all.label(i) + 9) % 10 : all.label(i));
    Split split = Split.head(some, 1500);
    CountedFrom found =
        CountedFrom.of(Examined.run(split.training(), split.validation())).orElseThrow();
    assertEquals(-1, found.places());
  }

  @Test
  void otherLabelsAreNotCountedFromOne() {
    Split split = Split.head(Blobs.generate(4, 1900), 1500);
    List<Dataset> others =
        List.of(
            split.training(),
            Altered.noisyLabels(split.training(), 0.4, 3),
            Altered.labels(
                split.training(),
                i -> i % 3 == 0 ? split.training().label(i) ^ 1 : split.training().label(i)));
    for (Dataset training : others) {
      assertFalse(
          CountedFrom.of(Examined.run(training, split.validation())).isPresent(),
          "data set " + others.indexOf(training));
    }
  }

  /** Ages are taken for both of their neighbours, be it by many. */
  @Test
  void classesInAnOrderThatAreTakenForTheirNeighboursHaveRightLabels() {
    Split split = Split.head(Blobs.generate(4, 900), 600);
    RunRecord run = Examined.run(split.training(), split.validation());
    Optional<CountedFrom> neighbours =
        CountedFrom.of(with(run, (c, n) -> c == n - 1 ? n - 2 : c + 1, 20, 37));
    assertEquals(Optional.empty(), neighbours);
    assertTrue(CountedFrom.of(with(run, (c, n) -> c == n - 1 ? n - 2 : c + 1, 20, 25)).isPresent());
    assertEquals(Optional.empty(), CountedFrom.of(with(run, (c, n) -> (c + 3) % n, 20, 25)));
    assertEquals(Optional.empty(), CountedFrom.of(with(run, (c, n) -> (c + 1) % n, 4, 4)));
  }

  /** Of eight classes of 80 surer images, so many have the other label, so many any. */
  private static RunRecord with(RunRecord run, IntBinaryOperator other, int others, int wrong) {
    List<ClassLabels> classes = new ArrayList<>();
    for (int c = 0; c < 8; c++) {
      classes.add(new ClassLabels(c, other.applyAsInt(c, 8), 80, wrong, others, 80, wrong, others));
    }
    LabelChecks labels =
        new LabelChecks(
            0,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Agreement.NONE,
            Agreement.NONE,
            List.of(),
            classes,
            List.of());
    return RunCopy.of(run).labels(labels).record();
  }
}
