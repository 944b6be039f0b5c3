package dev.limpid.insight.measure.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepCollectorTest {
  @Test
  void keepsAllWhileTheyAreFew() {
    assertArrayEquals(new double[0], after(0).losses());
    StepCollector steps = after(StepCollector.MOST);
    assertEquals(1, steps.every());
    assertEquals(StepCollector.MOST, steps.losses().length);
  }

  @Test
  void thinsALongRunEvenly() {
    for (int steps : new int[] {4097, 5000, 8192, 8193, 30_001}) {
      StepCollector kept = after(steps);
      assertTrue(kept.losses().length <= StepCollector.MOST);
      double[] expected =
          IntStream.range(0, steps).filter(i -> i % kept.every() == 0).asDoubleStream().toArray();
      assertArrayEquals(expected, kept.losses());
    }
  }

  private static StepCollector after(int steps) {
    StepCollector collector = new StepCollector();
    IntStream.range(0, steps).forEach(collector::add);
    return collector;
  }
}
