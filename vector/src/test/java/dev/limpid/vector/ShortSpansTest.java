package dev.limpid.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShortSpansTest {
  @BeforeEach
  void needsTheVectorApi() {
    AssumedKernels.vector();
  }

  @Test
  void aSpanIsCopiedAndNothingAroundIt() {
    float[] source = numbers(200);
    for (int length = 0; length < 70; length++) {
      float[] expected = new float[100];
      System.arraycopy(source, 7, expected, 5, length);
      float[] target = new float[100];
      ShortSpans.copy(source, 7, target, 5, length);
      assertArrayEquals(expected, target, "length " + length);
    }
  }

  @Test
  void shortRowsAreCopiedAndNothingBehindThem() {
    float[] source = numbers(40 * 32 + 20);
    for (int length = 1; ShortSpans.isShort(length); length++) {
      for (int rows = 0; rows <= 40; rows++) {
        float[] expected = new float[3 + 42 * length];
        for (int i = 0; i < rows; i++) {
          System.arraycopy(source, 11 + i * 32, expected, 3 + i * length, length);
        }
        float[] target = new float[expected.length];
        ShortSpans.copyRows(source, 11, 32, target, 3, length, rows);
        assertArrayEquals(expected, target, rows + " rows of " + length);
      }
    }
  }

  private static float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i + 1;
    }
    return numbers;
  }
}
