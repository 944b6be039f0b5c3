package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
  @TempDir Path folder;

  private Run sweep(String... more) {
    Stream<String> small =
        Stream.of(
            "sweep",
            "--training-images=60",
            "--validation-images=60",
            "--width=0.0625",
            "--batch-size=32",
            "--difficulty=0",
            "--epochs=2",
            "--output=" + folder.resolve("sweep"));
    return Run.of(Stream.concat(small, Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void settingsAreComparedAndNotTrainedTwice() throws IOException {
    Run first = sweep("--try=learning-rate=0.001,1000", "--seeds=2").succeeded();
    assertTrue(first.out().contains("Best: learning-rate 0.001"), first.out());
    Path place = folder.resolve("sweep");
    Path run = place.resolve("learning-rate-0.001/seed-1/run.json");
    FileTime trained = Files.getLastModifiedTime(run);
    Map<?, ?> json = (Map<?, ?>) Json.parse(Files.readString(place.resolve("sweep.json")));
    assertEquals(2, ((List<?>) json.get("trained")).size());
    assertTrue(Files.readString(place.resolve("sweep.html")).contains("learning-rate 0.001"));

    Run again =
        sweep("--try=learning-rate=0.001,1000", "--try=optimizer=adam", "--seeds=2").succeeded();
    assertTrue(again.out().contains("optimizer adam"), again.out());
    Run same = sweep("--try=learning-rate=0.001,1000", "--seeds=2").succeeded();
    assertEquals(4, same.out().split("trained before", -1).length - 1, same.out());
    assertEquals(trained, Files.getLastModifiedTime(run));
  }

  @Test
  void aPlanHasTheTrainingsThatAreLeft() throws IOException {
    Path plan = folder.resolve("plan.jsonl");
    sweep("--try=learning-rate=0.001,0.002", "--plan=" + plan).succeeded();
    List<String> lines = Files.readAllLines(plan);
    assertEquals(2, lines.size());
    Map<?, ?> first = (Map<?, ?>) Json.parse(lines.get(0));
    assertEquals("learning-rate-0.001/seed-1", first.get("folder"));
    Map<String, Object> settings = new TreeMap<>();
    ((Map<?, ?>) first.get("settings")).forEach((name, value) -> settings.put("" + name, value));
    Path place = folder.resolve("sweep").resolve("" + first.get("folder"));
    assertFalse(Files.exists(place));
    Recipe.of(settings).run(place, new PrintWriter(Writer.nullWriter()));
    sweep("--try=learning-rate=0.001,0.002", "--plan=" + plan).succeeded();
    assertEquals(lines.subList(1, 2), Files.readAllLines(plan));
    Run swept = sweep("--try=learning-rate=0.001,0.002").succeeded();
    assertTrue(swept.out().contains("learning-rate-0.001, seed 1: trained before"), swept.out());
    Run.of("study", "--plan=" + plan, "--output=" + folder.resolve("study")).succeeded();
    assertTrue(Files.readString(plan).contains("\"width\":0.125"));
  }

  @Test
  void foldsAreSweptAsAnyOtherSetting() {
    Run run = sweep("--try=fold=1/3,2/3,3/3", "--order=random").succeeded();
    assertTrue(run.out().contains("fold 2/3"), run.out());
    sweep("--fold=4/3", "--try=dropout=0.1").failed(1, "--fold is I/K");
    sweep("--fold=1/3", "--split=tail", "--try=dropout=0.1").failed(1, "take one");
  }

  @Test
  void whatCannotBeTrainedIsToldBeforeAnythingIs() {
    sweep("--try=learning-rate=0.1,-1").failed(1, "learning");
    sweep("--try=learning-rate=0.1..1").failed(1, "--random");
    sweep("--try=learning-rate=0.1,0.2", "--learning-rate=1").failed(1, "given twice");
    sweep("--try=learning-rate=0.1,0.2", "--seeds=0").failed(1, "1 or more");
    assertFalse(Files.exists(folder.resolve("sweep")));
  }
}
