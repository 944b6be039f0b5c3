package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training of Keras on handwritten digits whose moving averages lag, against Keras's own figures;
 * the models are in the folder that the environment variable {@code LIMPID_REFERENCES} names.
 */
class KerasLagTest {
  private static final int[] SHARES = {73, 94, 96, 95, 95, 93};

  @TempDir private Path folder;

  @Test
  void theGapOfEachEpochIsKerassAndLagIsMostOfIt() throws IOException {
    Path references = References.folder();
    Path lag = references.resolve("keras-lag");
    Run run =
        Run.of(
                "examine",
                "--checkpoints",
                lag + "/epoch-*.keras",
                "--history",
                lag + "/history.csv",
                "--training",
                references.resolve("mnist").toString(),
                "--batch-size",
                "128",
                "--output",
                folder.toString())
            .succeeded();
    List<Map<String, String>> ours = Csv.read(folder.resolve("gap.csv"));
    List<Map<String, String>> kerass = Csv.read(lag.resolve("gap-by-keras.csv"));
    assertEquals(6, ours.size());
    for (int i = 0; i < 6; i++) {
      Map<String, String> our = ours.get(i);
      Map<String, String> keras = kerass.get(i);
      for (String metric : new String[] {"loss", "accuracy"}) {
        String ending = metric.equals("loss") ? "" : "_accuracy";
        near(keras, "train_moving" + ending, our, metric + "_train_moving", 1e-4);
        near(keras, "val_moving" + ending, our, metric + "_validation_moving", 1e-4);
        near(keras, "train_population" + ending, our, metric + "_train_population", 1e-3);
        near(keras, "val_population" + ending, our, metric + "_validation_population", 1e-3);
      }
      String share = "mostly BatchNorm lag: " + SHARES[i] + " %";
      assertTrue(run.out().contains(share), () -> share + " in " + run.out());
    }
    assertTrue(run.out().contains("1. BatchNorm's moving averages lag"), run::toString);
  }

  @Test
  void theMendedModelIsTheSameButForItsStatistics() throws IOException {
    Path references = References.folder();
    Path model = references.resolve("keras-lag/epoch-05.keras");
    Path mended = folder.resolve("mended.keras");
    Run run =
        Run.of(
                "mend",
                model.toString(),
                "--training",
                references.resolve("mnist").toString(),
                "--output",
                mended.toString())
            .succeeded();
    assertTrue(run.out().contains("accuracy 0.4610"), run::toString);
    assertTrue(run.out().contains("accuracy 0.962"), run::toString);
    try (ZipFile before = new ZipFile(model.toFile());
        ZipFile after = new ZipFile(mended.toFile())) {
      for (String entry : new String[] {"config.json", "metadata.json"}) {
        assertArrayEquals(content(before, entry), content(after, entry), entry);
      }
      assertEquals(
          content(before, "model.weights.h5").length, content(after, "model.weights.h5").length);
    }
  }

  private static byte[] content(ZipFile zip, String entry) throws IOException {
    return zip.getInputStream(zip.getEntry(entry)).readAllBytes();
  }

  private static void near(
      Map<String, String> keras,
      String column,
      Map<String, String> our,
      String ourColumn,
      double tolerance) {
    assertEquals(
        Double.parseDouble(keras.get(column)),
        Double.parseDouble(our.get(ourColumn)),
        tolerance,
        () -> column + " of epoch " + keras.get("epoch"));
  }
}
