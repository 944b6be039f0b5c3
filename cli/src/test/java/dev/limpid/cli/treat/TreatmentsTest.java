package dev.limpid.cli.treat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TreatmentsTest {
  private static Treatments of(String name, Recipe base, Change... changes) {
    Finding finding =
        new Finding(name, Severity.WARNING, "", "", 0.5, List.of(), "", List.of(changes), "");
    return Treatments.of(finding, base, () -> OptionalDouble.of(0.00314159));
  }

  private static List<String> options(Treatments treatments) {
    return treatments.runnable().stream().map(Treatment::option).toList();
  }

  @Test
  void whatIsProposedComesFirstAndNothingTwice() {
    Treatments treatments =
        of(
            "batchnorm-lag",
            Recipe.defaults(),
            new Change("--batchnorm-momentum", "0.90", "x"),
            new Change("--recalibrate", null, "x"));
    assertEquals(
        List.of("--batchnorm-momentum 0.90", "--recalibrate", "--batchnorm-average debiased"),
        options(treatments));
    assertEquals("batchnorm-momentum-0.90", treatments.runnable().get(0).folder());
  }

  @Test
  void whatChangesNothingIsLeftOut() {
    assertEquals(
        List.of("--batchnorm-momentum 0.9", "--batchnorm-average debiased"),
        options(of("batchnorm-lag", Recipe.defaults().with("recalibrate", true))));
    assertTrue(options(of("batches-not-shuffled", Recipe.defaults())).isEmpty());
    assertEquals(
        List.of("--shuffle"),
        options(of("batches-not-shuffled", Recipe.defaults().with("shuffle", false))));
  }

  @Test
  void whatCannotBeRunIsNamedWithItsReason() {
    Treatments treatments =
        of(
            "x",
            Recipe.defaults(),
            new Change("Trainer.shuffle(true)", null, "a new order"),
            new Change("--momentum", "0.5", "slower"),
            new Change("--epochs", "many", "longer"),
            new Change("--learning-rate", null, "lower"));
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
        options(of("learning-rate-too-high", Recipe.defaults())));
  }

  @Test
  void sizesAreDoubled() {
    assertEquals(
        List.of("--batch-size 256", "--schedule cosine"),
        options(of("gradient-noise", Recipe.defaults())));
    assertEquals(
        List.of("--width 0.5"), options(of("underfitting", Recipe.defaults().with("width", 0.25))));
  }
}
