package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
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
