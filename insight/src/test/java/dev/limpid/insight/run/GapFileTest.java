package dev.limpid.insight.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.insight.gap.Contribution;
import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Levels;
import dev.limpid.insight.gap.Term;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gap.csv has what the records say, under the documented names. */
class GapFileTest {
  @TempDir Path folder;

  @Test
  void everyFigureIsUnderItsNameAndWhatIsAbsentIsEmpty() throws Exception {
    Estimate lag = new Estimate(1.0 / 3, 0.1, 10);
    Decomposition loss = new Decomposition(0.1, 0.7, List.of(new Contribution(Term.LAG, lag)));
    Decomposition accuracy = new Decomposition(0.9, 0.4, List.of());
    Levels levels =
        new Levels(
            Estimate.exact(0.11),
            Estimate.exact(0.12),
            null,
            Estimate.exact(0.13),
            null,
            Estimate.exact(0.7));
    Levels ofAccuracy =
        new Levels(
            Estimate.exact(0.91),
            Estimate.exact(0.92),
            Estimate.exact(0.93),
            Estimate.exact(0.94),
            Estimate.exact(0.95),
            Estimate.exact(0.4));
    EpochGap gap =
        new EpochGap(
            3,
            loss,
            accuracy,
            levels,
            ofAccuracy,
            null,
            new Estimate(2, Double.NaN, Double.NaN),
            null,
            List.of(),
            512,
            400,
            1.5);
    Path file = folder.resolve("gap.csv");
    RunFiles.writeGaps(List.of(gap, gap), file);

    List<String> lines = Files.readAllLines(file);
    assertEquals(3, lines.size());
    assertEquals(GapFile.columns(), List.of(lines.get(0).split(",")));
    Map<String, String> row = new HashMap<>();
    List<String> fields = new ArrayList<>(List.of(lines.get(1).split(",", -1)));
    for (String column : GapFile.columns()) {
      row.put(column, fields.remove(0));
    }
    assertEquals(List.of(), fields);
    assertEquals("3", row.get("epoch"));
    assertEquals(loss.gap(), Double.parseDouble(row.get("loss_gap")));
    assertEquals(1.0 / 3, Double.parseDouble(row.get("loss_lag")));
    assertEquals(lag.low(), Double.parseDouble(row.get("loss_lag_low")));
    assertEquals(lag.high(), Double.parseDouble(row.get("loss_lag_high")));
    assertEquals("0.1", row.get("loss_lag_standard_error"));
    assertEquals("", row.get("loss_dropout"));
    assertEquals("", row.get("loss_train_population"));
    assertEquals("0.0", row.get("loss_validation_moving_standard_error"));
    assertEquals("0.1", row.get("loss_running"));
    assertEquals("0.7", row.get("loss_validation"));
    assertEquals("0.11", row.get("loss_train_mode"));
    assertEquals("0.12", row.get("loss_train_batch"));
    assertEquals("0.13", row.get("loss_train_moving"));
    assertEquals("0.91", row.get("accuracy_train_mode"));
    assertEquals("0.92", row.get("accuracy_train_batch"));
    assertEquals("0.93", row.get("accuracy_train_population"));
    assertEquals("0.94", row.get("accuracy_train_moving"));
    assertEquals("0.95", row.get("accuracy_validation_population"));
    assertEquals("0.4", row.get("accuracy_validation_moving"));
    assertEquals("", row.get("accuracy_lag_high"));
    assertEquals("", row.get("loss_lag_on_training"));
    assertEquals("2.0", row.get("loss_generalisation_on_new_images"));
    assertEquals("", row.get("loss_generalisation_on_new_images_low"));
    assertEquals("512", row.get("training_images"));
    assertEquals("400", row.get("validation_images"));
    assertEquals("1.5", row.get("seconds"));
  }
}
