package dev.limpid.insight.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.Blobs;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.Examined;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.SoftmaxCrossEntropy;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetView;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.Split;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Images that count for more or less in the loss. */
class WeightedLossTest {
  private static final Split SPLIT = Split.head(Blobs.generate(1, 900), 600);

  private static RunRecord run(IntToDoubleFunction weight) {
    Dataset weighted =
        new DatasetView(SPLIT.training()) {
          @Override
          public float weight(int index) {
            return (float) weight.applyAsDouble(index);
          }
        };
    return Examined.convolutional(new Split(weighted, SPLIT.validation()), 6);
  }

  private static List<String> alarms(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.severity().compareTo(Severity.NOTE) < 0)
        .map(Finding::name)
        .toList();
  }

  @Test
  void aFewImagesThatHaveNearlyAllTheWeightAreTheOnlyProblem() {
    List<Finding> findings = Examined.findings(run(i -> i % 50 == 0 ? 300 : 1));
    assertEquals(List.of("weighted-loss"), alarms(findings), findings.toString());
    Finding found = findings.get(0);
    assertEquals(Severity.PROBLEM, found.severity());
    assertTrue(found.text().contains("Weights go up to 300, their mean is 6.98"), found.text());
    assertTrue(found.text().contains("as much as about 16 that count alike"), found.text());
  }

  @Test
  void aClassThatCountsForNothingIsNamed() {
    Dataset data = SPLIT.training();
    List<Finding> findings = Examined.findings(run(i -> data.label(i) == 3 ? 0 : 1));
    Finding found = findings.get(0);
    assertEquals("weighted-loss", found.name(), findings.toString());
    assertEquals(Severity.WARNING, found.severity());
    assertTrue(found.text().contains("Images of class 3 have 0 % of all weight"), found.text());
  }

  @Test
  void weightsThatAreNearlyAlikeAreANoteAndHideNothing() {
    RunRecord run = run(i -> i % 2 == 0 ? 0.8 : 1.2);
    Finding found = new WeightedLoss().examine(run).orElseThrow();
    assertEquals(Severity.NOTE, found.severity());
    assertEquals(List.of(), found.changes());
    assertEquals(false, WeightedLoss.isAnother(run));
  }

  @Test
  void allTimesFiftyIsAnotherLossAndAllTimesOneIsNone() {
    assertTrue(WeightedLoss.isAnother(run(i -> 50)));
    assertTrue(new WeightedLoss().examine(run(i -> 1)).isEmpty());
  }

  @Test
  void whatIsReadFromLossesIsLeftOutAsItIsSaid() {
    RunRecord run = run(i -> i % 50 == 0 ? 300 : 1);
    List<String> names = new Doctor().diagnose(run).stream().map(Finding::name).toList();
    assertEquals("weighted-loss", names.get(0));
    assertFalse(names.contains("overfitting") || names.contains("averaging"), names.toString());
  }

  private static RunRecord ofClasses(Split split, SoftmaxCrossEntropy loss) {
    int classes = split.training().classNames().size();
    Trainer trainer = Examined.trainer(split.training(), classes).loss(loss);
    return Examined.run(trainer, split.training(), split.validation(), 2);
  }

  @Test
  void classesThatTheLossWeighsManyTimesAreNamedAndNothingElseIsAnAlarm() {
    double[] weights = new double[Blobs.CLASSES];
    Arrays.fill(weights, 1);
    weights[0] = 60;
    RunRecord run = ofClasses(SPLIT, new SoftmaxCrossEntropy().classWeights(weights));
    List<Finding> findings = new Doctor().diagnose(run);
    assertEquals(List.of("weighted-loss"), alarms(findings), findings.toString());
    Finding found = findings.get(0);
    assertEquals("Class weights from 1 to 60 make the loss another one", found.title());
    assertTrue(
        found
            .text()
            .startsWith("The loss of images of class 0 is multiplied by 60, that of others"),
        found.text());
  }

  @Test
  void classWeightsThatBalanceRareClassesAreANote() {
    Dataset data = SPLIT.training();
    int[] kept =
        IntStream.range(0, data.size()).filter(i -> data.label(i) != 0 || i % 9 == 0).toArray();
    Split rare = new Split(Datasets.subset(data, kept), SPLIT.validation());
    double[] counts = new double[Blobs.CLASSES];
    IntStream.of(kept).forEach(i -> counts[data.label(i)]++);
    double[] weights = Arrays.stream(counts).map(n -> kept.length / (n * counts.length)).toArray();
    for (SoftmaxCrossEntropy loss :
        List.of(new SoftmaxCrossEntropy(), new SoftmaxCrossEntropy().dividingByWeights())) {
      RunRecord run = ofClasses(rare, loss.classWeights(weights));
      Finding found = new WeightedLoss().examine(run).orElseThrow();
      assertEquals(Severity.NOTE, found.severity(), found.toString());
      assertEquals(List.of(), found.changes());
    }
  }
}
