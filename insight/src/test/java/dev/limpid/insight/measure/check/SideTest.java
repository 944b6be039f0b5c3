package dev.limpid.insight.measure.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.train.Toy;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which images are examined. */
class SideTest {
  private static Toy data(int size) {
    float[][] samples = new float[size][1];
    for (int i = 0; i < size; i++) {
      samples[i][0] = i;
    }
    return Toy.of(Shape.of(1), size, samples, IntStream.range(0, size).toArray());
  }

  private static Side side(Toy data, double share) {
    return Side.measure(data, share, Rng.of(3), Parallel.serial());
  }

  @Test
  void smallSetsAreExaminedWhole() {
    Side side = side(data(100), 1);
    assertArrayEquals(IntStream.range(0, 100).toArray(), side.indices());
    assertEquals(100, side.size());
    assertEquals("sample 7", side.name(7));
    assertEquals(side(data(4096), 1).size(), 4096);
  }

  @Test
  void ofLargerSetsSomeAreExaminedEachOnceAndInOrder() {
    for (double share : new double[] {1, 0.5}) {
      Toy data = data(6000);
      Side side = side(data, share);
      assertEquals((int) (4096 * share), side.size());
      int[] distinct = Arrays.stream(side.indices()).distinct().sorted().toArray();
      assertArrayEquals(distinct, side.indices());
      assertTrue(distinct[distinct.length - 1] >= 5900, "from the whole set");
      assertTrue(distinct[0] < 100, "from the whole set");
      for (int i = 0; i < side.size(); i += 99) {
        assertEquals(side.indices()[i], side.label(i));
        assertEquals(side.indices()[i], side.images()[i].mean()[0], "figures of the same image");
        assertEquals("sample " + side.indices()[i], side.name(i));
      }
    }
  }

  @Test
  void labelsFurtherOnBeginAnewAtTheEnd() {
    Side side = side(data(10), 1);
    assertEquals(5, side.label(3, 2));
    assertEquals(1, side.label(9, 2));
    assertEquals(9, side.label(1, -2));
  }
}
