package dev.limpid.layers.norm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.LayerCase;
import dev.limpid.layers.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The BatchNorm that one reads and the one that trains compute the same. */
class PlainBatchNormTest {
  private static final double BOUND = 3e-6;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void bothGiveTheSame(long seed) {
    Rng rng = Rng.of(seed);
    Shape sample = Shape.of(1 + rng.nextInt(9), 1 + rng.nextInt(9), 1 + rng.nextInt(70));
    int n = 2 + rng.nextInt(40);
    BatchNorm fast = built(new BatchNorm(), sample, seed);
    BatchNorm plain = built(new BatchNorm().plain(), sample, seed);
    Tensor x = LayerCase.random(sample, n, rng.split("x"));
    Tensor dy = LayerCase.random(sample, n, rng.split("dy"));
    for (Mode mode : new Mode[] {Mode.TRAIN, movingWithBackward(), Mode.INFERENCE}) {
      String message = "seed " + seed + ", " + mode;
      assertClose(fast.forward(x, mode), plain.forward(x, mode), "y, " + message);
      if (mode.backward()) {
        assertClose(fast.backward(dy), plain.backward(dy), "dx, " + message);
      }
      for (int i = 0; i < fast.parameters().size(); i++) {
        Parameter expected = plain.parameters().get(i);
        Parameter actual = fast.parameters().get(i);
        assertClose(actual.value(), expected.value(), expected.name() + ", " + message);
        if (expected.isTrainable()) {
          assertClose(actual.gradient(), expected.gradient(), expected.name() + ", " + message);
        }
      }
    }
  }

  @Test
  void thePropertyIsPlainOrFast() {
    try {
      System.setProperty("limpid.layers", "slow");
      var problem = assertThrows(IllegalStateException.class, BatchNorm::new);
      assertEquals("limpid.layers must be fast or plain, but is 'slow'", problem.getMessage());
      System.setProperty("limpid.layers", "plain");
      BatchNorm asked = built(new BatchNorm(), Shape.of(5), 1);
      BatchNorm plain = built(new BatchNorm().plain(), Shape.of(5), 1);
      Tensor x = LayerCase.random(Shape.of(5), 100, Rng.of(1));
      Tensor expected = plain.forward(x, Mode.TRAIN);
      assertArrayEquals(expected.data(), asked.forward(x, Mode.TRAIN).data());
    } finally {
      System.clearProperty("limpid.layers");
    }
  }

  private static Mode movingWithBackward() {
    return new Mode(Mode.Statistics.MOVING, Mode.Update.NONE, false, true);
  }

  private static BatchNorm built(BatchNorm layer, Shape sample, long seed) {
    layer.build(sample, Rng.of(seed), Compute.standard());
    for (Parameter parameter : layer.parameters().subList(0, 2)) {
      Rng rng = Rng.of(seed).split(parameter.name());
      for (int i = 0; i < parameter.value().size(); i++) {
        parameter.value().data()[i] = (float) rng.nextGaussian();
      }
    }
    return layer;
  }

  /** Within the bound of the largest value: of sums over rows that is what float32 leaves. */
  private static void assertClose(Tensor actual, Tensor expected, String what) {
    double largest = 1;
    for (int i = 0; i < expected.size(); i++) {
      largest = Math.max(largest, Math.abs(expected.data()[i]));
    }
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.data()[i], actual.data()[i], BOUND * largest, what + ", value " + i);
    }
  }
}
