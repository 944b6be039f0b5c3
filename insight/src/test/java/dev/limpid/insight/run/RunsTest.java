package dev.limpid.insight.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run is read as it was written, and what is not a run is refused in one line. */
class RunsTest {
  @TempDir Path folder;

  @Test
  void aRunIsReadAsItWasWritten() {
    RunRecord run = SampleRuns.typical(7);
    Runs.write(run, folder);
    RunRecord read = Runs.read(folder);
    assertEquals(Json.write(RecordJson.encode(run)), Json.write(RecordJson.encode(read)));
    assertEquals(run.epochs(), read.epochs());
    assertEquals(run.gaps(), read.gaps());
    assertEquals(run.health(), read.health());
    assertEquals(run.plan(), read.plan());
    assertEquals(run.machine(), read.machine());
    assertEquals(run.validation().mostWrong(), read.validation().mostWrong());
    assertEquals(7, Runs.readTrained(folder).lastEpoch().epoch());
    assertEquals(
        Double.POSITIVE_INFINITY,
        read.lastGap().orElseThrow().lossLevels().validationMoving().degreesOfFreedom());
  }

  @Test
  void whatWasNotMeasuredStaysAbsent() {
    RunRecord run = SampleRuns.withoutProbes(2);
    Runs.write(run, folder);
    RunRecord read = Runs.read(folder);
    assertTrue(read.lastGap().isEmpty());
    assertTrue(read.health().isEmpty());
    assertFalse(read.lastEpoch().validated());
    assertEquals(null, read.validation());
  }

  @Test
  void foldersWithoutAReadableRunAreRefusedInOneLineThatNamesThem() throws IOException {
    refused(folder.resolve("none"), "there is no folder");
    refused(folder, "holds no run", "run.json", "train");

    Path file = Files.writeString(folder.resolve("file"), "x");
    refused(file, "is a file");

    SampleRuns.typical(3);
    Runs.write(SampleRuns.typical(3), folder);
    String text = Files.readString(folder.resolve("run.json"));
    write(text.substring(0, text.length() / 2));
    refused(folder, "damaged or half written");
    write("");
    refused(folder, "damaged or half written");
    write("[1, 2]");
    refused(folder, "not written by Limpid");
    write("{\"scripts\": {}}");
    refused(folder, "not written by Limpid");
    write(text.replaceFirst("\"version\":1", "\"version\":2"));
    refused(folder, "version 2", "reads version 1");
    write("{\"format\":\"limpid-run\",\"version\":1}");
    refused(folder, "incomplete");
    write(text.replaceFirst("\"epochs\":\\[", "\"epochs\":[{\"epoch\":\"one\"},"));
    refused(folder, "damaged", "'epoch'", "one");
    write(text.replaceFirst("\"state\":\"[a-z]+\"", "\"state\":\"asleep\""));
    refused(folder, "damaged", "asleep");
  }

  @Test
  void aRunWithoutAnEpochIsReadButIsNotTrained() {
    Runs.write(SampleRuns.started(), folder);
    assertEquals(RunRecord.State.RUNNING, Runs.read(folder).state());
    RunException problem = assertThrows(RunException.class, () -> Runs.readTrained(folder));
    assertTrue(problem.getMessage().contains("first epoch"), problem.getMessage());
  }

  @Test
  void figuresThatAFileLacksAreAbsent() {
    EpochFigures figures = RecordJson.decode(EpochFigures.class, Map.of("epoch", 3L));
    assertEquals(3, figures.epoch());
    assertTrue(Double.isNaN(figures.loss()));
    LastValidation validation = RecordJson.decode(LastValidation.class, Map.of("top_k", 5L));
    assertEquals(List.of(), validation.mostWrong());
  }

  @Test
  void theVersionIsTheBuilds() throws IOException {
    assertTrue(
        Files.readString(Path.of("..", "pom.xml"))
            .contains("<artifactId>limpid-parent</artifactId>\n  <version>" + Version.LIMPID));
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("run.json"), text);
  }

  private static void refused(Path path, String... parts) {
    RunException problem = assertThrows(RunException.class, () -> Runs.read(path));
    assertFalse(problem.getMessage().contains("\n"), problem.getMessage());
    assertTrue(problem.getMessage().contains(path.toString()), problem.getMessage());
    for (String part : parts) {
      assertTrue(problem.getMessage().contains(part), problem.getMessage() + " lacks " + part);
    }
  }
}
