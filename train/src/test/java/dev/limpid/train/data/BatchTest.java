package dev.limpid.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BatchTest {
  private final Dataset data = Samples.of(3, 0, 1, 2, 0, 1);
  private final int[] order = {4, 2, 0, 1, 3};

  @Test
  void aBatchHoldsTheSamplesOfItsIndicesInTheirOrder() {
    Batch batch = new Batch(data.sampleShape(), 3);
    assertEquals(0, batch.size());
    batch.fill(data, order, 0, 3);
    assertEquals(Shape.of(3, 2, 3, 1), batch.x().shape());
    assertArrayEquals(new int[] {1, 2, 0}, batch.labels());
    float[] sample = new float[6];
    for (int i = 0; i < 3; i++) {
      data.read(order[i], sample, 0);
      assertArrayEquals(sample, Arrays.copyOfRange(batch.x().data(), 6 * i, 6 * i + 6));
    }
  }

  @Test
  void aSmallerLastBatchUsesTheSameBuffers() {
    Batch batch = new Batch(data.sampleShape(), 3);
    batch.fill(data, order, 0, 3);
    Tensor x = batch.x();
    float[] values = x.data();
    int[] labels = batch.labels();
    batch.fill(data, order, 3, 5);
    assertEquals(2, batch.size());
    assertEquals(3, batch.capacity());
    assertEquals(Shape.of(2, 2, 3, 1), x.shape());
    assertEquals(1 / 255f, x.data()[0]);
    assertArrayEquals(new int[] {1, 0}, Arrays.copyOf(batch.labels(), 2));
    batch.fill(data, order, 0, 3);
    assertSame(x, batch.x());
    assertSame(values, batch.x().data());
    assertSame(labels, batch.labels());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Batch batch = new Batch(data.sampleShape(), 3);
    refused("at most 3", () -> batch.fill(data, order, 0, 4));
    assertThrows(IndexOutOfBoundsException.class, () -> batch.fill(data, order, 4, 6));
    assertThrows(IndexOutOfBoundsException.class, () -> batch.fill(data, new int[] {5}, 0, 1));
    refused("[6,1,1]", () -> new Batch(Shape.of(6, 1, 1), 3).fill(data, order, 0, 1));
    refused("1 sample or more", () -> new Batch(data.sampleShape(), 0));
  }

  private static void refused(String expected, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(expected), message);
  }
}
