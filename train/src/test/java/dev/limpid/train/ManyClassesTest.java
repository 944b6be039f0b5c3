package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Shape;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.optim.Sgd;
import dev.limpid.train.data.ByteDataset;
import dev.limpid.train.data.Dataset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A confusion matrix of as many classes would take 40 GB. */
class ManyClassesTest {
  private static final int CLASSES = 99_999;

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
    assertTrue(IntStream.of(confusion[1]).allMatch(count -> count == 0));
  }
}
