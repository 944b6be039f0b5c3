package dev.limpid.insight.run;

import static dev.limpid.insight.json.RecordAdapters.GSON;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParseException;
import dev.limpid.train.confusion.Confusions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run is read as it was written, and what is not a run is refused in one line. */
class RunFilesTest {
  @TempDir Path folder;

  @Test
  void aRunIsReadAsItWasWritten() {
    RunRecord run = SampleRuns.typical(7);
    RunFiles.write(run, folder);
    RunRecord read = RunFiles.read(folder);
    assertEquals(GSON.toJson(run), GSON.toJson(read));
    assertEquals(run.epochs(), read.epochs());
    assertEquals(run.gaps(), read.gaps());
    assertEquals(run.health(), read.health());
    assertEquals(run.plan(), read.plan());
    assertEquals(run.machine(), read.machine());
    assertEquals(run.validation().mostWrong(), read.validation().mostWrong());
    assertEquals(7, RunFiles.readTrained(folder).lastEpoch().epoch());
    assertEquals(
        Double.POSITIVE_INFINITY,
        read.lastGap().orElseThrow().lossLevels().validationMoving().degreesOfFreedom());
  }

  /** The steps' losses had another name. */
  @Test
  void aFileOfTheFirstVersionIsRead() throws IOException {
    RunRecord run = SampleRuns.typical(3);
    RunFiles.write(run, folder);
    String text = Files.readString(folder.resolve("run.json"));
    String losses = text.replaceFirst("(?s).*\"step_losses\":(\\[.*?\\]).*", "$1").strip();
    write(
        text.replaceFirst("\"version\":2", "\"version\":1")
            .replaceFirst("\"step_loss_every\":1,", "")
            .replaceFirst(
                "\"step_losses\":\\[.*?\\]", "\"steps\":{\"every\":1,\"losses\":" + losses + "}"));
    RunRecord read = RunFiles.read(folder);
    assertEquals(1, read.stepLossEvery());
    assertArrayEquals(run.stepLosses(), read.stepLosses());
  }

  @Test
  void whatWasNotMeasuredStaysAbsent() {
    RunRecord run = SampleRuns.withoutProbes(2);
    RunFiles.write(run, folder);
    RunRecord read = RunFiles.read(folder);
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
    RunFiles.write(SampleRuns.typical(3), folder);
    String text = Files.readString(folder.resolve("run.json"));
    write(text.substring(0, text.length() / 2));
    refused(folder, "damaged or half written", "no JSON at line 1, column");
    write(text.replaceFirst("\"data\":\\{", "\"data\":{\"a\":null},\"other\":{"));
    refused(folder, "'data'", "'shape' must have a dimension");
    write(text.replaceFirst("\"epochs\":\\[", "\"epochs\":[],\"other\":["));
    refused(folder, "finished", "must have 'epochs'");
    write(text.replaceFirst("\"epochs\":\\[", "\"epochs\":3,\"other\":["));
    refused(folder, "'epochs' should be a list, but is not");
    write(text.replaceFirst("\"parameters\":\\d+", "\"parameters\":\"text\""));
    refused(folder, "'layers[0].parameters' should be a number, but is not");
    write("");
    refused(folder, "damaged or half written");
    write("[1, 2]");
    refused(folder, "not written by Limpid");
    write("{\"scripts\": {}}");
    refused(folder, "not written by Limpid");
    write(text.replaceFirst("\"version\":2", "\"version\":3"));
    refused(folder, "version 3", "reads versions 1 to 2");
    write("{\"format\":\"limpid-run\",\"version\":2}");
    refused(folder, "lacks 'state'");
    write(text.replaceFirst("\"epochs\":\\[", "\"epochs\":[{\"epoch\":\"one\"},"));
    refused(folder, "damaged", "'epochs[0].epoch'", "whole number");
    write(text.replaceFirst("\"state\":\"[a-z]+\"", "\"state\":\"asleep\""));
    refused(folder, "damaged", "asleep");
  }

  @Test
  void aRunWithoutAnEpochIsReadButIsNotTrained() {
    RunFiles.write(SampleRuns.started(), folder);
    assertEquals(RunRecord.State.RUNNING, RunFiles.read(folder).state());
    RunException problem = assertThrows(RunException.class, () -> RunFiles.readTrained(folder));
    assertTrue(problem.getMessage().contains("first epoch"), problem.getMessage());
  }

  @Test
  void aRunThatFailedInItsFirstEpochSaysWhy() {
    RunRecord failed = RunCopy.of(SampleRuns.started()).failed("the disc is full").record();
    RunFiles.write(failed, folder);
    RunException problem = assertThrows(RunException.class, () -> RunFiles.readTrained(folder));
    assertTrue(problem.getMessage().endsWith("first epoch: the disc is full"));
  }

  @Test
  void whatCanBeNoFileOfARunIsNotRead() throws IOException {
    Path file = folder.resolve("run.json");
    Files.createDirectory(file);
    refused(folder, "is not a file");
    Files.delete(file);
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength((64L << 20) + 1);
    }
    refused(folder, "larger than 64 MB");
    Files.write(file, new byte[] {'{', (byte) 0xc3, '}'});
    refused(folder, "damaged or half written");
  }

  /** Nothing of the file's goes to the terminal but a short line of letters. */
  @Test
  void foreignTextInMessagesIsShortAndHarmless() throws IOException {
    String head = "{\"format\":\"limpid-run\",\"version\":\"";
    write(head + "\\u001b[31m\"}");
    refused(folder, "has version ?[31m of the format");
    write(head + "x".repeat(200) + "\"}");
    refused(folder, "has version " + "x".repeat(200) + " of");
    write(head + "x".repeat(201) + "\"}");
    refused(folder, "has version " + "x".repeat(200) + "... of");
    write("{\"format\":\"limpid-run\",\"version\":[2]}");
    refused(folder, "has version [2] of");
    write("{\"format\":\"limpid-run\"}");
    refused(folder, "has version null of");
  }

  @Test
  void theFolderIsMadeAndWhereItCanNotBeItIsSaid() throws IOException {
    Path inner = folder.resolve("a").resolve("b");
    RunFiles.write(SampleRuns.typical(1), inner);
    assertEquals(1, RunFiles.read(inner).lastEpoch().epoch());
    Path file = Files.writeString(folder.resolve("file"), "x");
    RunException problem =
        assertThrows(RunException.class, () -> RunFiles.write(SampleRuns.typical(1), file));
    assertTrue(problem.getMessage().startsWith("cannot write " + file.resolve("run.json")));
  }

  @Test
  void figuresThatAFileLacksAreAbsent() {
    EpochFigures figures = GSON.fromJson("{\"epoch\": 3}", EpochFigures.class);
    assertEquals(3, figures.epoch());
    assertTrue(Double.isNaN(figures.loss()));
    LastValidation validation = GSON.fromJson("{\"epoch\": 1, \"top_k\": 5}", LastValidation.class);
    assertEquals(List.of(), validation.mostWrong());
  }

  @Test
  void aConfusionMatrixOfVeryManyClassesIsInTheFileByItsCells() {
    List<Confusions.Cell> cells = List.of(new Confusions.Cell(3, 99_998, 2));
    int[][] confusion = Confusions.matrix(99_999, cells);
    String text = GSON.toJson(new LastValidation(1, 5, confusion, List.of(), null));
    assertTrue(text.length() < 300, text);
    int[][] read = GSON.fromJson(text, LastValidation.class).confusion();
    assertEquals(99_999, read.length);
    assertEquals(cells, Confusions.of(read));
    for (String wrong : List.of("[3,99999,2]", "[3,2]", "null", "{}")) {
      String damaged = text.replace("[3,99998,2]", wrong);
      assertThrows(
          JsonParseException.class, () -> GSON.fromJson(damaged, LastValidation.class), damaged);
    }
  }

  @Test
  void theVersionIsTheBuilds() throws IOException {
    assertTrue(
        Files.readString(Path.of("..", "pom.xml"))
            .contains(
                "<artifactId>limpid-parent</artifactId>\n  <version>" + RunRecord.Machine.LIMPID));
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("run.json"), text);
  }

  private static void refused(Path path, String... parts) {
    RunException problem = assertThrows(RunException.class, () -> RunFiles.read(path));
    assertFalse(problem.getMessage().contains("\n"), problem.getMessage());
    assertTrue(problem.getMessage().contains(path.toString()), problem.getMessage());
    for (String part : parts) {
      assertTrue(problem.getMessage().contains(part), problem.getMessage() + " lacks " + part);
    }
  }
}
