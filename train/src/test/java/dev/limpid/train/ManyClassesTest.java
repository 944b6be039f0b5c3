package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Shape;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.optim.Sgd;
import dev.limpid.train.confusion.Confusions;
import dev.limpid.train.data.ByteDataset;
import dev.limpid.train.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A confusion matrix of as many classes would take 40 GB. */
class ManyClassesTest {
  private static final int CLASSES = 99_999;

  @TempDir private Path folder;

  @Test
  void aFewImagesOfVeryManyClassesAreTrainedOnAndEvaluated() {
    List<String> names = IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
    byte[][] images = {{1}, {2}, {3}};
    int[] labels = {0, 7, CLASSES - 1};
    Dataset data = ByteDataset.of(Shape.of(1, 1, 1), names, images, labels);
    Network network = Sequential.of(1, 1, 1).add(new Flatten(), new Dense(CLASSES)).build(1);
    History history = Trainer.of(network, Sgd.builder().build()).batchSize(3).fit(data, data, 1);
    int[][] confusion = history.last().validation().confusion();
    assertEquals(CLASSES, confusion.length);
    for (int label : labels) {
      assertEquals(CLASSES, confusion[label].length);
      assertEquals(1, IntStream.of(confusion[label]).sum(), () -> "class " + label);
    }
    assertSame(confusion[1], confusion[2]);
    assertEquals(3, Confusions.of(confusion).size());
    assertTrue(Arrays.deepEquals(confusion, Confusions.matrix(CLASSES, Confusions.of(confusion))));
    assertTrue(IntStream.of(confusion[1]).allMatch(count -> count == 0));
  }

  @Test
  void theFileOfAHistoryHasTheirCellsAlone() throws IOException {
    List<Confusions.Cell> cells =
        List.of(new Confusions.Cell(0, 7, 2), new Confusions.Cell(9, 9, 1));
    int[][] confusion = Confusions.matrix(CLASSES, cells);
    History history = new History();
    Evaluation evaluation = new Evaluation(3, 0.5, 0.3, 5, 1, confusion, null);
    history.add(new Epoch(1, 0.3, 0.5, 1, evaluation, 0.01, 12, 1.5));
    Path file = folder.resolve("history.json");
    HistoryFiles.writeJson(history, Map.of(), List.of(), file);
    String text = Files.readString(file).replaceAll("\\s", "");
    assertTrue(text.endsWith("\"validation_confusions\":[[0,7,2],[9,9,1]]}"), text);
    assertThrows(IllegalArgumentException.class, () -> Confusions.matrix(9, cells));
  }
}
