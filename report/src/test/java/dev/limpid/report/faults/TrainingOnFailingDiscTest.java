package dev.limpid.report.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.optim.Sgd;
import dev.limpid.report.RunReport;
import dev.limpid.report.faults.FailingDisc.Failure;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.ByteDataset;
import dev.limpid.train.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that is reported, on a disc on which each operation fails in turn. */
class TrainingOnFailingDiscTest {
  private static final Dataset IMAGES = images();

  @TempDir Path folder;

  private final FailingDisc disc = FailingDisc.make();

  @Test
  void whereOneOperationFailsTheRecordSaysSo() throws IOException {
    for (int number = 1; ; number++) {
      Path here = folder.resolve("" + number);
      disc.fail(number, Failure.ONCE);
      RuntimeException thrown = train(disc.on(here));
      if (disc.failed().isEmpty()) {
        assertEquals(null, thrown);
        assertTrue(number > 30, "three files, at the start, after the epoch and at the end");
        break;
      }
      String what = disc.failed().toString();
      assertEquals(0, disc.open(), what);
      RunRecord run = RunFiles.read(here);
      if (thrown == null) {
        assertEquals(RunRecord.State.FINISHED, run.state(), what + " was passed over");
      } else {
        assertTrue(thrown.getMessage().contains(FailingDisc.PLANTED), () -> what + ": " + thrown);
        assertEquals(RunRecord.State.FAILED, run.state(), what);
        assertEquals(thrown.getMessage(), run.problem(), what);
      }
      assertWhole(here, what);
      try (Stream<Path> files = Files.list(here)) {
        assertEquals(
            List.of(), files.filter(file -> file.toString().endsWith(".tmp")).toList(), what);
      }
    }
  }

  @Test
  void whereAllFailsFromThereOnTheFolderStaysReadable() throws IOException {
    for (int number = 1; ; number++) {
      Path here = folder.resolve("" + number);
      disc.fail(number, Failure.FOR_GOOD);
      RuntimeException thrown = train(disc.on(here));
      if (disc.failed().isEmpty()) {
        break;
      }
      String what = disc.failed().toString();
      assertEquals(0, disc.open(), what);
      assertTrue(
          thrown != null && thrown.getMessage().contains(FailingDisc.PLANTED),
          () -> what + ": " + thrown);
      assertWhole(here, what);
    }
  }

  /** Each file that is there is complete. */
  private static void assertWhole(Path folder, String what) throws IOException {
    if (Files.exists(folder.resolve(RunFiles.FILE))) {
      RunFiles.read(folder);
    }
    Path page = folder.resolve(RunReport.PAGE);
    if (Files.exists(page)) {
      assertTrue(Files.readString(page).strip().endsWith("</html>"), what);
    }
    Path gaps = folder.resolve(RunReport.GAPS);
    if (Files.exists(gaps)) {
      List<String> rows = Files.readAllLines(gaps);
      rows.forEach(row -> assertEquals(commas(rows.get(0)), commas(row), what));
    }
  }

  private static long commas(String row) {
    return row.chars().filter(c -> c == ',').count();
  }

  private static RuntimeException train(Path folder) {
    Network network =
        Sequential.of(6, 6, 1)
            .add(new Conv2D(2, 3), new ReLU(), new Flatten(), new Dense(2))
            .build(1);
    Trainer trainer = Trainer.of(network, Sgd.builder().build()).batchSize(8);
    RunReport.into(folder).observe(trainer, Map.of("epochs", 1));
    try {
      trainer.fit(IMAGES, IMAGES, 1);
      return null;
    } catch (RuntimeException problem) {
      return problem;
    }
  }

  private static Dataset images() {
    Rng rng = Rng.of(1);
    byte[][] samples = new byte[16][36];
    int[] labels = new int[samples.length];
    for (int i = 0; i < samples.length; i++) {
      labels[i] = i % 2;
      for (int j = 0; j < samples[i].length; j++) {
        samples[i][j] = (byte) (rng.nextInt(128) + 100 * labels[i]);
      }
    }
    return ByteDataset.of(Shape.of(6, 6, 1), List.of("dark", "bright"), samples, labels);
  }
}
