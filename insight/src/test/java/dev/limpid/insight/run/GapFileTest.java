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
    Levels levels = new Levels(lag, lag, null, lag, null, Estimate.exact(0.7));
    EpochGap gap =
        new EpochGap(
            3,
            loss,
            accuracy,
            levels,
            levels,
            null,
            new Estimate(2, Double.NaN, Double.NaN),
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
    assertEquals("", row.get("accuracy_lag_high"));
    assertEquals("", row.get("loss_lag_on_training"));
    assertEquals("2.0", row.get("loss_generalisation_on_new_images"));
    assertEquals("", row.get("loss_generalisation_on_new_images_low"));
    assertEquals("512", row.get("training_images"));
    assertEquals("1.5", row.get("seconds"));
  }
}
