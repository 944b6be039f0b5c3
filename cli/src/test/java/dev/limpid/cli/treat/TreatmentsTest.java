package dev.limpid.cli.treat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TreatmentsTest {
  private static final Change BY_RANGE_TEST =
      new Change(Setting.LEARNING_RATE, null, "what a range test suggests");

  private static Treatments of(Recipe base, Change... changes) {
    return of(base, List.of(changes), List.of(), OptionalDouble.of(0.00314159));
  }

  private static Treatments of(
      Recipe base, List<Change> changes, List<Change> alternatives, OptionalDouble rate) {
    Finding finding =
        Finding.of("x", Severity.WARNING, "", "").withChange(changes).withAlternative(alternatives);
    return Treatments.of(finding, base, () -> rate);
  }

  private static List<String> options(Treatments treatments) {
    return treatments.runnable().stream().map(Treatment::option).toList();
  }

  @Test
  void whatIsProposedComesFirstAndNothingTwice() {
    Treatments treatments =
        of(
            Recipe.defaults(),
            List.of(
                new Change(Setting.BATCHNORM_MOMENTUM, 0.90, "x"),
                new Change(Setting.RECALIBRATE, null, "x")),
            List.of(
                new Change(Setting.RECALIBRATE, null, "y"),
                new Change(Setting.BATCHNORM_MOMENTUM, 0.9, "y"),
                new Change(Setting.BATCHNORM_AVERAGE, "debiased", "y")),
            OptionalDouble.empty());
    assertEquals(
        List.of("--batchnorm-momentum 0.9", "--recalibrate", "--batchnorm-average debiased"),
        options(treatments));
    assertEquals("batchnorm-momentum-0.9", treatments.runnable().get(0).folder());
  }

  @Test
  void whatChangesNothingIsLeftOut() {
    Change shuffle = new Change(Setting.SHUFFLE, null, "x");
    assertTrue(options(of(Recipe.defaults(), shuffle)).isEmpty());
    assertEquals(
        List.of("--shuffle"), options(of(Recipe.defaults().with("shuffle", false), shuffle)));
  }

  @Test
  void whatCannotBeRunIsNamedWithItsReason() {
    Treatments treatments =
        of(
            Recipe.defaults(),
            List.of(
                Change.inCode("Dataset.label", "look at them"),
                new Change(Setting.MOMENTUM, 0.5, "slower"),
                new Change(Setting.EPOCHS, "many", "longer"),
                BY_RANGE_TEST),
            List.of(),
            OptionalDouble.empty());
    assertTrue(treatments.runnable().isEmpty());
    assertEquals(4, treatments.others().size());
    assertTrue(treatments.others().get(0).contains("no option of 'train'"));
    assertTrue(treatments.others().get(1).contains("--optimizer sgd"));
    assertTrue(treatments.others().get(2).contains("many"));
    assertTrue(treatments.others().get(3).contains("no value"));
  }

  @Test
  void aLearningRateComesFromTheRangeTest() {
    assertEquals(
        List.of("--learning-rate 0.0031", "--schedule cosine"),
        options(of(Recipe.defaults(), BY_RANGE_TEST, new Change(Setting.SCHEDULE, "cosine", "x"))));
  }

  /** What the doctor proposes must be an option that is there. */
  @Test
  void everySettingIsAnOptionOfTrain() {
    for (Setting setting : Setting.values()) {
      assertTrue(
          setting.option() == null || Recipe.knows("--" + setting.option()), setting.toString());
    }
  }
}
