package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFilesTest {
  @TempDir Path folder;

  private static History history() {
    History history = new History();
    Evaluation better = new Evaluation(4, 0.5, 0.75, 5, 1, new int[][] {{2, 0}, {1, 1}}, null);
    Evaluation worse = new Evaluation(4, 0.6, 0.5, 5, 1, new int[][] {{1, 1}, {1, 1}}, null);
    history.add(new Epoch(1, 1.0 / 3, 0.25, 0.5, null, 0.01, 12.34567, 0));
    history.add(new Epoch(2, 0.3, 0.5, 1, better, 0.01, 12, 1.5));
    history.add(new Epoch(3, 0.2, 1, 1, worse, 0.001, 12, 1.5));
    return history;
  }

  @Test
  void aRowHasTheFiguresOfAnEpochInFullPrecision() throws IOException {
    Path file = folder.resolve("history.csv");
    HistoryFiles.writeCsv(history(), file);
    assertEquals(
        List.of(
            "epoch,loss,accuracy,top_k_accuracy,validation_loss,validation_accuracy,"
                + "validation_top_k_accuracy,learning_rate,train_seconds,validation_seconds",
            "1,0.3333333333333333,0.25,0.5,,,,0.01,12.346,0.0",
            "2,0.3,0.5,1.0,0.5,0.75,1.0,0.01,12.0,1.5",
            "3,0.2,1.0,1.0,0.6,0.5,1.0,0.001,12.0,1.5"),
        Files.readAllLines(file));
  }

  @Test
  void theOtherFileHasSettingsClassesAndTheLastConfusion() throws IOException {
    Path file = folder.resolve("history.json");
    HistoryFiles.writeJson(history(), Map.of("seed", 1L), List.of("a", "b"), file);
    String text = Files.readString(file).replaceAll("\\s", "");
    for (String part :
        List.of(
            "\"settings\":{\"seed\":1}",
            "\"classes\":[\"a\",\"b\"]",
            "\"epoch\":1,\"loss\":0.3333333333333333",
            "\"validation_loss\":null",
            "\"top_k\":5",
            "\"validation_confusion\":[[1,1],[1,1]]")) {
      assertTrue(text.contains(part), text + " lacks " + part);
    }
  }

  @Test
  void theBestEpochIsThatOfTheLowestValidationLoss() {
    assertEquals(2, history().best().number());
    assertEquals(3, history().last().number());
    History empty = new History();
    assertThrows(NoSuchElementException.class, empty::last);
    assertThrows(NoSuchElementException.class, empty::best);
  }
}
