package dev.limpid.insight.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.Observation;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.SoftmaxCrossEntropy;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Adam;
import dev.limpid.optim.AdamW;
import dev.limpid.optim.Sgd;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.ImageFolder;
import dev.limpid.train.data.Split;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a user adds to the doctor or leaves out, and that names are names of something. */
class StandardCausesTest {
  /** A cause of one's own. */
  private static final class FewEpochs implements Cause {
    @Override
    public Optional<Finding> examine(RunRecord run) {
      return run.epochs().size() > 100
          ? Optional.empty()
          : Optional.of(
              Finding.of("few-epochs", Severity.PROBLEM, "Few epochs", "It was short.")
                  .withEvidence("epochs", run.epochs().size(), Section.CURVES)
                  .withChange(Setting.EPOCHS, 2 * run.epochs().size(), "twice as long")
                  .withConsequences("overfitting"));
    }
  }

  @Test
  void everyNameIsThatOfACause() throws IllegalAccessException {
    Set<String> names = new TreeSet<>();
    for (Field field : Names.class.getFields()) {
      names.add((String) field.get(null));
    }
    Set<String> causes = new TreeSet<>(Doctor.standardCauses().keySet());
    causes.addAll(List.of(Names.NOTHING_WRONG, Names.NOT_ENOUGH_EVIDENCE));
    assertEquals(causes, names);
  }

  @Test
  void aCauseOfOnesOwnIsAskedAndOneThatIsLeftOutIsNot() {
    RunRecord run = SampleRuns.typical(6);
    List<String> before = names(new Doctor().diagnose(run));
    String left = before.get(0);
    Map<String, Cause> causes = Doctor.standardCauses();
    causes.remove(left);
    causes.put("few-epochs", new FewEpochs());
    List<Finding> findings = new Doctor(causes.values()).diagnose(run);
    assertFalse(names(findings).contains(left), "left out: " + left);
    assertTrue(names(findings).contains("few-epochs"));
    assertTrue(names(new Doctor().diagnose(run)).contains(left), "the standard is as it was");
  }

  @Test
  void aChangeIsAnOptionOfTheCommandLineAndAMethodOfTheLibrary() {
    Change change = new FewEpochs().examine(SampleRuns.typical(3)).orElseThrow().changes().get(0);
    assertEquals("--epochs 6", change.option());
    assertEquals("Trainer.fit: 6", change.inProgram());
    assertEquals("--epochs 6 (twice as long)", change.toString());
    Change flag = new Change(Setting.AUGMENT, null, "other images");
    assertEquals("--augment", flag.option());
    assertEquals("Trainer.augment", flag.inProgram());
    Change code = Change.inCode("Dataset.label", "look");
    assertEquals("Dataset.label", code.option());
    assertEquals("Dataset.label", code.inProgram());
  }

  @Test
  void everySettingHasAMethodThatIsThere() {
    List<Class<?>> classes =
        List.of(
            Trainer.class,
            Split.class,
            ImageFolder.class,
            Observation.class,
            BatchNorm.class,
            Conv2D.class,
            Dropout.class,
            Adam.Builder.class,
            AdamW.Builder.class,
            Sgd.Builder.class,
            SoftmaxCrossEntropy.class);
    for (Setting setting : Setting.values()) {
      if (setting != Setting.CODE) {
        String[] parts = setting.method().replace(".Builder", "$Builder").split("\\.");
        Class<?> owner =
            classes.stream()
                .filter(c -> c.getName().endsWith("." + parts[0]))
                .findFirst()
                .orElseThrow();
        assertTrue(
            parts.length == 1
                || Stream.of(owner.getMethods()).anyMatch(m -> m.getName().equals(parts[1])),
            setting.method());
      }
    }
  }

  @Test
  void numbersAreWrittenAsPeopleDo() {
    Object[] values = {0.3, 2.0, 1e-7, 1.5e-5, 0.0001, 10.0, 3, "cosine"};
    String[] texts = {"0.3", "2", "1e-7", "1.5e-5", "0.0001", "10", "3", "cosine"};
    for (int i = 0; i < values.length; i++) {
      assertEquals(texts[i], new Change(Setting.LEARNING_RATE, values[i], "").text());
    }
  }

  private static List<String> names(List<Finding> findings) {
    return findings.stream().map(Finding::name).toList();
  }
}
