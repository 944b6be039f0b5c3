package dev.limpid.bench.faults;

import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.io.AtomicFile;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What came of a training.
 *
 * @param record what the doctor reads
 * @param heldOutLoss mean loss in use, on images that took no part; infinite after a divergence
 * @param heldOutAccuracy likewise
 * @param validationLoss of the validation set at the end, whatever was reported
 */
record TrialOutcome(
    RunRecord record, double heldOutLoss, double heldOutAccuracy, double validationLoss) {
  private static final String FILE = "held-out.json";

  /** Writes {@code run.json} and {@code held-out.json}. */
  void write(Path folder) {
    RunFiles.write(record, folder);
    Map<String, Object> document =
        Map.of(
            "loss",
            json(heldOutLoss),
            "accuracy",
            heldOutAccuracy,
            "validation_loss",
            json(validationLoss));
    try {
      AtomicFile.write(folder.resolve(FILE), Json.write(document) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a folder holds an outcome. */
  static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(FILE));
  }

  /** Reads what {@link #write} wrote. */
  static TrialOutcome read(Path folder) {
    try {
      Map<?, ?> document = (Map<?, ?>) Json.parse(Files.readString(folder.resolve(FILE)));
      return new TrialOutcome(
          RunFiles.read(folder),
          number(document.get("loss")),
          number(document.get("accuracy")),
          number(document.get("validation_loss")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object json(double value) {
    return Double.isFinite(value) ? (Object) value : "Infinity";
  }

  private static double number(Object value) {
    return value instanceof Number n ? n.doubleValue() : Double.POSITIVE_INFINITY;
  }
}
