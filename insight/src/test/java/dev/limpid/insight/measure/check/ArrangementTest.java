package dev.limpid.insight.measure.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Shape;
import dev.limpid.insight.check.Arrangement;
import org.junit.jupiter.api.Test;

class ArrangementTest {
  @Test
  void pixelsGoWhereTheNameSays() {
    Shape two = Shape.of(2, 2, 1);
    assertArrayEquals(new float[] {9, 1, 3, 2, 4}, changed(Arrangement.TRANSPOSED, two));
    assertArrayEquals(new float[] {9, 3, 4, 1, 2}, changed(Arrangement.UPSIDE_DOWN, two));
    assertArrayEquals(new float[] {9, 2, 1, 4, 3}, changed(Arrangement.MIRRORED, two));
    assertArrayEquals(new float[] {9, 4, 3, 2, 1}, changed(Arrangement.TURNED, two));
    assertArrayEquals(new float[] {9, 2, 4, 1, 3}, changed(Arrangement.TURNED_LEFT, two));
    assertArrayEquals(new float[] {9, 3, 1, 4, 2}, changed(Arrangement.TURNED_RIGHT, two));
    assertArrayEquals(
        new float[] {9, 3, 2, 1, 6, 5, 4},
        changed(Arrangement.CHANNELS_REVERSED, Shape.of(1, 2, 3)));
    assertArrayEquals(
        new float[] {9, 3, 2, 1, 9, 8, 7, 6, 5, 4, 12, 11, 10},
        changed(Arrangement.TRANSPOSED_REVERSED, Shape.of(2, 2, 3)));
  }

  /** 1, 2, 3 ... behind another value. */
  private static float[] changed(Arrangement arrangement, Shape shape) {
    float[] values = new float[1 + shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    values[0] = 9;
    arrangement.apply(values, 1, shape);
    return values;
  }

  @Test
  void onlyWhatKeepsTheShapeSuits() {
    assertFalse(Arrangement.TRANSPOSED.suits(Shape.of(4, 5, 3)));
    assertTrue(Arrangement.TRANSPOSED.suits(Shape.of(5, 5, 3)));
    assertFalse(Arrangement.CHANNELS_REVERSED.suits(Shape.of(4, 5, 1)));
    assertTrue(Arrangement.CHANNELS_REVERSED.suits(Shape.of(4, 5, 3)));
    assertFalse(Arrangement.TRANSPOSED_REVERSED.suits(Shape.of(5, 5, 1)));
    assertFalse(Arrangement.TRANSPOSED_REVERSED.suits(Shape.of(4, 5, 3)));
    assertTrue(Arrangement.TRANSPOSED_REVERSED.suits(Shape.of(5, 5, 3)));
    assertFalse(Arrangement.MIRRORED.suits(Shape.of(12)));
    for (Arrangement arrangement : Arrangement.values()) {
      boolean channels = arrangement == Arrangement.CHANNELS_REVERSED;
      assertEquals(channels, arrangement.suits(Shape.of(1, 1, 3)), "a pixel " + arrangement);
    }
    assertTrue(Arrangement.UPSIDE_DOWN.suits(Shape.of(2, 1, 1)));
    assertTrue(Arrangement.MIRRORED.suits(Shape.of(1, 2, 1)));
  }
}
