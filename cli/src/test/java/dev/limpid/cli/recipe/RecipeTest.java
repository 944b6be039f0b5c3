package dev.limpid.cli.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Split;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeTest {
  private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());

  @TempDir Path folder;

  private static Recipe small() {
    return Recipe.of(
        Map.of(
            "training-images",
            60,
            "validation-images",
            30,
            "width",
            0.0625,
            "batch-size",
            32,
            "epochs",
            2));
  }

  @Test
  void theRecordedSettingsRunAgainToTheBit() throws IOException {
    Recipe all =
        small()
            .with("optimizer", "adamw")
            .with("schedule", "cosine")
            .with("weight-decay", 0.01)
            .with("clip-norm", 1)
            .with("beta1", 0.8)
            .with("adam-epsilon", 1e-5)
            .with("initializer", "he_normal")
            .with("dropout", 0.1)
            .with("augment", true)
            .with("split", "shuffled")
            .with("order", "by-class")
            .with("batchnorm-average", "scheduled 1:0.9 3:0.99")
            .with("no-shuffle", true);
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    all.run(one, NOWHERE);
    Recipe again = Recipe.of(RunFiles.read(one).settings());
    assertEquals(all, again);
    again.run(two, NOWHERE);
    assertEquals(
        -1, Files.mismatch(one.resolve("model.safetensors"), two.resolve("model.safetensors")));
  }

  @Test
  void theDefaultsAreThoseOfTheQuestion() {
    Map<String, Object> settings = Recipe.defaults().settings();
    assertEquals(20, settings.get("epochs"));
    assertEquals("adam", settings.get("optimizer"));
    assertEquals(0.001, settings.get("learning-rate"));
    assertEquals(0.01, Recipe.defaults().with("optimizer", "sgd").setting("learning-rate"));
    assertEquals(true, settings.get("shuffle"));
    assertEquals("", Recipe.defaults().toString());
    assertEquals("--epochs 3 --recalibrate --no-shuffle".length(), describe().length());
    assertTrue(describe().contains("--no-shuffle") && describe().contains("--recalibrate"));
  }

  private static String describe() {
    return Recipe.defaults()
        .with("--epochs", 3)
        .with("--recalibrate", true)
        .with("--no-shuffle", true)
        .toString();
  }

  @Test
  void settingsOfEarlierRunsAreUnderstood() {
    Map<String, Object> earlier = new HashMap<>();
    earlier.put("epochs", 5L);
    earlier.put("width", 1L);
    earlier.put("augment", "none");
    earlier.put("momentum", 0.9);
    earlier.put("optimizer", "sgd");
    assertEquals(
        Recipe.of(Map.of("epochs", 5, "momentum", 0.9, "optimizer", "sgd")), Recipe.of(earlier));
    earlier.put("augment", "RandomAffine[shift=0.08, degrees=10]");
    assertEquals(true, Recipe.of(earlier).setting("augment"));
  }

  @Test
  void withoutAugmentationIsWithoutItsSteps() {
    Recipe flips = Recipe.defaults().with("augmentation", "flip,mixup:0.2");
    assertEquals("flip,mixup:0.2", Recipe.of(flips.settings()).setting("augmentation"));
    assertEquals(flips, Recipe.of(flips.settings()));
    assertEquals(Recipe.defaults(), flips.with("augment", "none"));
    assertEquals(Recipe.defaults(), flips.with("no-augment", true));
    assertEquals("flip,mixup:0.2", flips.with("augment", true).setting("augmentation"));
  }

  @Test
  void whatIsNoOptionIsNamed() {
    UserException unknown =
        assertThrows(UserException.class, () -> Recipe.defaults().with("magic", 1));
    assertTrue(unknown.getMessage().contains("--magic"), unknown.getMessage());
    UserException wrong =
        assertThrows(UserException.class, () -> Recipe.defaults().with("epochs", "three"));
    assertTrue(wrong.getMessage().contains("three"), wrong.getMessage());
    UserException flag =
        assertThrows(UserException.class, () -> Recipe.defaults().with("recalibrate", "maybe"));
    assertTrue(flag.getMessage().contains("true or false"), flag.getMessage());
    assertTrue(Recipe.knows("--no-shuffle") && Recipe.knows("dropout"));
    assertFalse(Recipe.knows("--magic"));
  }

  @Test
  void aTailSplitOfImagesInOrderOfClassLeavesClassesToOneSide() {
    Recipe ordered = small().with("order", "by-class").with("split", "tail");
    Split split = ordered.data(Parallel.serial(), NOWHERE);
    assertEquals(60, split.training().size());
    assertEquals(19, highest(split.training()));
    assertEquals(20, lowest(split.validation()));
    Split mixed = ordered.with("split", "stratified").data(Parallel.serial(), NOWHERE);
    assertEquals(60, mixed.training().size());
    assertEquals(29, highest(mixed.training()));
    assertEquals(0, lowest(mixed.validation()));
  }

  private static int highest(Dataset data) {
    return IntStream.range(0, data.size()).map(data::label).max().orElseThrow();
  }

  private static int lowest(Dataset data) {
    return IntStream.range(0, data.size()).map(data::label).min().orElseThrow();
  }

  @Test
  void aLimitLeavesTheValidationImagesAsTheyAre() {
    Split all = small().data(Parallel.serial(), NOWHERE);
    Split some = small().with("training-limit", 30).data(Parallel.serial(), NOWHERE);
    assertEquals(30, some.training().size());
    assertEquals(all.validation().size(), some.validation().size());
    assertEquals(30, IntStream.range(0, 30).map(some.training()::label).distinct().count());
  }

  @Test
  void earlyStoppingEndsWithTheBestEpochsModel() {
    Recipe hasty = small().with("epochs", 12).with("early-stopping", 1).with("learning-rate", 0.02);
    RunRecord run = hasty.run(folder, NOWHERE);
    assertTrue(run.epochs().size() < 12, "it ran to its end");
    double best =
        run.epochs().stream().mapToDouble(EpochFigures::validationLoss).min().orElseThrow();
    assertNotEquals(best, run.lastEpoch().validationLoss());
    RunModel model = RunModel.read(folder.resolve("model.safetensors"), Compute.standard());
    double loss =
        new dev.limpid.train.Evaluator(model.network(), 32, 5)
            .evaluate(hasty.data(Parallel.serial(), NOWHERE).validation())
            .loss();
    assertEquals(best, loss, 1e-9);
  }

  @Test
  void aTrainingThatDivergesHasARecordThatSaysSo() {
    RunRecord run =
        small().with("optimizer", "sgd").with("learning-rate", 1e30).run(folder, NOWHERE);
    assertEquals(RunRecord.State.FAILED, run.state());
    assertTrue(run.problem().contains("the loss became"), run.problem());
  }

  @Test
  void aTrainingThatHasEndedIsNotRunAgain() throws IOException {
    Recipe recipe = small().with("epochs", 1).with("gap-share", 0);
    recipe.resume(folder, NOWHERE);
    Files.delete(folder.resolve("model.safetensors"));
    assertEquals(1, recipe.resume(folder, NOWHERE).epochs().size());
    assertFalse(Files.exists(folder.resolve("model.safetensors")), "it was run again");
    assertEquals(2, recipe.with("epochs", 2).resume(folder, NOWHERE).epochs().size());
    Files.writeString(folder.resolve("run.json"), "{\"format\":");
    assertEquals(1, recipe.resume(folder, NOWHERE).epochs().size());
  }

  @Test
  void everyScheduleCanBeNamed() {
    for (String name : List.of("constant", "warmup", "cosine", "step", "exponential", "onecycle")) {
      double rate = small().with("schedule", name).optimizer(60).learningRate();
      assertTrue(rate > 0 && rate <= 0.001, name + " begins with " + rate);
    }
  }
}
