package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Advice that is run, the range test and the learning curve, on trainings of a second. */
class TreatTest {
  private static final String[] SMALL = {
    "--training-images",
    "60",
    "--validation-images",
    "60",
    "--width",
    "0.0625",
    "--batch-size",
    "32",
    "--difficulty",
    "0"
  };

  @TempDir static Path folder;
  private static Path run;

  @BeforeAll
  static void trainsUntilItOverfits() {
    run = folder.resolve("run");
    command("train", "--epochs", "13", "--output", run.toString()).succeeded();
  }

  private static Run command(String name, String... more) {
    return Run.of(
        Stream.of(Stream.of(name), Stream.of(SMALL), Stream.of(more))
            .flatMap(s -> s)
            .toArray(String[]::new));
  }

  private static String finding() {
    List<String> found =
        new Doctor().diagnose(RunFiles.read(run)).stream().map(Finding::name).toList();
    return found.contains("overfitting") ? "overfitting" : "batchnorm-lag";
  }

  @Test
  void everyTreatmentIsRunOnceAndItsOutcomeKept() throws IOException {
    String name = finding();
    String[] args = {"treat", run.toString(), "--finding", name, "--seeds", "2"};
    Run first = Run.of(args).succeeded();
    assertTrue(first.out().contains("as-it-was, seed 1: the recorded run"), first.out());
    assertTrue(first.out().contains("as-it-was, seed 2: trained,"), first.out());
    Path json = run.resolve("treatments/treat.json");
    Map<?, ?> results = (Map<?, ?>) Json.parse(Files.readString(json));
    Map<?, ?> outcome = (Map<?, ?>) ((List<?>) results.get("treatments")).get(0);
    assertEquals(name, outcome.get("finding"));
    assertEquals(List.of(1L, 2L), outcome.get("seeds"));
    assertTrue(Files.readString(run.resolve("treatments/treat.html")).contains("<svg"));

    Path model = run.resolve("treatments/as-it-was/seed-2/model.safetensors");
    FileTime before = Files.getLastModifiedTime(model);
    Run second = Run.of(args).succeeded();
    assertFalse(second.out().contains(": trained,"), second.out());
    assertEquals(before, Files.getLastModifiedTime(model));

    Run.of("treat", run.toString(), "--finding", name, "--epochs", "1")
        .failed(1, "other settings", "--output");
  }

  @Test
  void whatCannotBeTreatedIsSaid() throws IOException {
    Run.of("treat", run.toString()).failed(2, "--finding");
    Run.of("treat", run.toString(), "--finding", "magic").failed(1, "does not find magic", "but");
    Run.of("treat", folder.resolve("none").toString(), "--all").failed(1, "no folder");
    Run.of("treat", run.toString(), "--all", "--seeds", "0").failed(1, "--seeds");
    Path foreign = Files.createDirectory(folder.resolve("foreign"));
    Map<String, Object> record = new HashMap<>();
    ((Map<?, ?>) Json.parse(Files.readString(run.resolve("run.json"))))
        .forEach((key, value) -> record.put((String) key, value));
    record.put("settings", Map.of("optimizer", "adam"));
    Files.writeString(foreign.resolve("run.json"), Json.write(record));
    Run.of("treat", foreign.toString(), "--all").failed(1, "another program");
  }

  @Test
  void aRangeTestDrawsItsCurve() throws IOException {
    Path page = folder.resolve("range.html");
    Run range =
        Run.of("lr-range", run.toString(), "--steps", "30", "--output", page.toString())
            .succeeded();
    assertTrue(range.out().contains("falls most steeply at"), range.out());
    assertTrue(Files.readString(page).contains("<svg"));
    Run.of("lr-range", run.toString(), "--from", "2", "--to", "1").failed(1, "--from", "--to");
    Run.of("lr-range", run.toString(), "--output", folder.toString()).failed(1, "is a folder");
    String below = Files.writeString(folder.resolve("file"), "mine").resolve("page").toString();
    Run none = Run.of("lr-range", run.toString(), "--output", below).failed(1, "is a file");
    assertEquals("", none.out(), "nothing is computed before");
  }

  @Test
  void aLearningCurveAnswersWhetherDataIsMissing() throws IOException {
    Path curve = folder.resolve("curve");
    String[] args = {
      "--epochs", "1", "--points", "3", "--seeds", "2", "--output", curve.toString()
    };
    Run first = command("learning-curve", args).succeeded();
    assertTrue(first.out().contains("15 images, 2 epochs, seed 2: trained,"), first.out());
    assertTrue(first.out().contains("With 4 times the data, 240 images"), first.out());
    assertTrue(first.out().contains("data"), first.out());
    String html = Files.readString(curve.resolve("learning-curve.html"));
    assertTrue(html.contains("<svg"));
    assertFalse(html.contains(folder.toString()), "the page names a folder of the machine");
    assertFalse(command("learning-curve", args).succeeded().out().contains(": trained,"));
    command("learning-curve", "--points", "2").failed(1, "--points");
    command("learning-curve", "--training-limit", "9").failed(1, "--training-limit");
  }
}
