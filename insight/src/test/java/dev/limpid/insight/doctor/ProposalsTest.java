package dev.limpid.insight.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.gap.Contribution;
import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Rescaling;
import dev.limpid.layers.Softmax;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Findings that name the right place, and propose what is not so already. */
class ProposalsTest {
  /** Lets a gradient through for one value in eight; it has nothing to learn itself. */
  private static final class Sieve extends Layer {
    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public Map<String, Object> config() {
      return Map.of();
    }

    @Override
    protected void onForward(Tensor x, Tensor y, Mode mode) {
      System.arraycopy(x.data(), 0, y.data(), 0, x.size());
    }

    @Override
    protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
      for (int i = 0; dx != null && i < dx.size(); i++) {
        dx.data()[i] = i % 8 == 0 ? dy.data()[i] : 0;
      }
    }
  }

  @Test
  void aLayerWithoutParametersDoesNotFailToLearnButGivesAWrongGradient() {
    List<Finding> findings =
        new Doctor()
            .diagnose(
                new SmallTraining()
                    .layers(SmallTraining.hidden(), new Sieve(), new ReLU(), new Dense(4))
                    .epochs(3)
                    .run());
    assertEquals("The gradient of sieve_1 by its input is wrong", findings.get(0).title());
    assertFalse(
        findings.stream().anyMatch(finding -> finding.title().contains("does not learn")),
        findings.toString());
  }

  private static Change ofSaturated(SmallTraining training) {
    return new Doctor()
        .diagnose(training.epochs(3).run()).stream()
            .filter(finding -> finding.name().equals("saturated-outputs"))
            .findFirst()
            .orElseThrow()
            .changes()
            .get(0);
  }

  @Test
  void scoresAreMadeSmallerWhereTheyWereMadeLarge() {
    assertEquals(
        "Dense.initializer GLOROT_UNIFORM (small weights of dense_2)",
        ofSaturated(new SmallTraining().scale("dense_2.kernel", 100)).toString());
    assertEquals(
        "rescaling_1 (it must not enlarge the scores)",
        ofSaturated(
                new SmallTraining()
                    .layers(
                        SmallTraining.hidden(),
                        new ReLU(),
                        new Dense(4),
                        new Rescaling(60, 0),
                        new Softmax()))
            .toString());
    assertTrue(
        ofSaturated(new SmallTraining().scale("dense_1.kernel", 100))
            .toString()
            .startsWith("a BatchNorm or LayerNorm before dense_2"));
  }

  /** Within the network it is meant so. */
  @Test
  void dropoutBehindTheLastWeightsIsTold() {
    for (boolean behind : new boolean[] {true, false}) {
      Layer[] layers =
          behind
              ? new Layer[] {SmallTraining.hidden(), new ReLU(), new Dense(4), new Dropout(0.7)}
              : new Layer[] {SmallTraining.hidden(), new ReLU(), new Dropout(0.7), new Dense(4)};
      List<Finding> findings =
          new Doctor().diagnose(new SmallTraining().layers(layers).spread(1.3).run());
      Finding found =
          findings.stream()
              .filter(finding -> finding.name().equals("dropout"))
              .findFirst()
              .orElseThrow(() -> new AssertionError(findings));
      assertEquals(
          behind, found.title().equals("dropout_1 drops scores of classes"), found.toString());
      if (behind) {
        assertEquals(
            "dropout_1 (before the last layer with weights, not behind it)",
            found.changes().get(0).toString());
      }
    }
  }

  private static String nothingWrong(RunRecord run) {
    return new Doctor(List.of()).diagnose(run).get(0).text();
  }

  /** Guessing loses 3.40 of 30 classes; three epochs leave 1.27 of it, twenty next to nothing. */
  @Test
  void aTrainingThatRestsHighIsNotSaidToCostNothing() {
    String high = nothingWrong(SampleRuns.typical(3));
    assertTrue(high.contains("was found, but training images still lose 3"), high);
    String low = nothingWrong(SampleRuns.typical(20));
    assertTrue(low.contains("costs the training anything"), low);
  }

  @Test
  void whatIsSwitchedOffHasAnOptionThatIsThere() {
    Change off = new Change(Setting.AUGMENT, false, "images as they are");
    assertEquals("--no-augment", off.option());
    RunCopy run = RunCopy.of(SampleRuns.typical(3));
    assertTrue(new PresentSettings(run.settings(Map.of("augment", false)).record()).has(off));
    assertFalse(new PresentSettings(run.settings(Map.of("augment", true)).record()).has(off));
    Map<String, Object> steps = Map.of("augment", false, "augmentation", "flip");
    assertFalse(new PresentSettings(run.settings(steps).record()).has(off));
  }

  /** Where the gap has a term of it, images are augmented, whatever the settings say. */
  @Test
  void whoAugmentsIsNotAdvisedTo() {
    RunRecord run = SampleRuns.typical(3);
    Change augment = new Change(Setting.AUGMENT, null, "images that are never quite the same");
    assertFalse(new PresentSettings(run).has(augment));
    EpochGap gap = run.gaps().get(0);
    Contribution term = new Contribution(Term.AUGMENTATION, Estimate.exact(-0.2));
    Decomposition loss =
        new Decomposition(gap.loss().running(), gap.loss().validation(), List.of(term));
    EpochGap augmented =
        new EpochGap(
            1,
            loss,
            loss,
            gap.lossLevels(),
            gap.accuracyLevels(),
            gap.lagOnTraining(),
            gap.generalisationOnNewImages(),
            gap.rise(),
            gap.drift(),
            256,
            256,
            1);
    RunRecord with = RunCopy.of(run).gaps(List.of(augmented)).record();
    assertTrue(new PresentSettings(with).has(augment));
  }

  /** He et al.'s first weights are larger than Glorot's: beside large scores they are no help. */
  @Test
  void largeScoresAreNotAnsweredByLargerFirstWeights() {
    SmallTraining large = new SmallTraining().layers(new Rescaling(3000, 0), dense(), new Dense(4));
    SmallTraining weights = new SmallTraining().scale("dense_1.kernel", 3000);
    for (SmallTraining training : List.of(large, weights)) {
      List<Finding> findings = new Doctor().diagnose(training.epochs(3).run());
      Finding found =
          findings.stream()
              .filter(finding -> finding.name().equals("exploding-gradients"))
              .findFirst()
              .orElseThrow(() -> new AssertionError(findings));
      assertEquals(
          training == weights,
          found.changes().toString().contains("HE_NORMAL"),
          found.changes().toString());
    }
  }

  private static Layer dense() {
    return new Dense(24);
  }

  private static Finding proposing(String name, Change... changes) {
    return Finding.of(name, Severity.WARNING, name, name).withChange(List.of(changes));
  }

  @Test
  void ofChangesThatContradictEachOtherTheFirstIsProposed() {
    Change without = Change.inCode("Trainer.augment", "without it");
    Change with = new Change(Setting.AUGMENT, null, "images that are never quite the same");
    Change less = new Change(Setting.EPOCHS, 4, "stop where validation was best");
    Change more = new Change(Setting.EPOCHS, 16, "in case it is only slow");
    List<Finding> kept =
        Proposals.withoutContradictions(
            List.of(
                proposing("augmentation", without, less),
                proposing("overfitting", with, less),
                proposing("underfitting", more).withAlternative(List.of(with, without))));
    assertEquals(List.of(without, less), kept.get(0).changes());
    assertEquals(List.of(less), kept.get(1).changes());
    assertEquals(List.of(), kept.get(2).changes());
    assertEquals(List.of(without), kept.get(2).alternatives());
  }

  /** A run of a program has no command line. */
  @Test
  void aChangeIsToldInTheWordsOfWhoTrained() {
    RunCopy run = RunCopy.of(SampleRuns.typical(3));
    RunRecord ofProgram = run.settings(Map.of()).record();
    RunRecord ofCommand = run.settings(Map.of("epochs", 3, "batch-size", 32)).record();
    Change split = new Change(Setting.SPLIT, "stratified", "alike");
    assertEquals("Split.stratified", split.inWordsOf(ofProgram));
    assertEquals("--split stratified", split.inWordsOf(ofCommand));
    Change epochs = new Change(Setting.EPOCHS, 6, "longer");
    assertEquals("Trainer.fit: 6", epochs.inWordsOf(ofProgram));
  }

  /** Several lines of one name say it once. */
  @Test
  void evidenceOfOneNameIsOneLine() {
    Finding found =
        Finding.of("any", Severity.NOTE, "Any", "Any.")
            .withEvidence("for example", "a", Section.IMAGES)
            .withEvidence("images", 3, Section.IMAGES)
            .withEvidence("for example", "b", Section.IMAGES)
            .withEvidence("for example", "c", Section.RUN);
    assertEquals(
        List.of("a; b", "3", "c"), found.evidence().stream().map(Evidence::value).toList());
  }
}
