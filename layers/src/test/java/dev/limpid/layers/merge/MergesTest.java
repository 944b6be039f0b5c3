package dev.limpid.layers.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.LayerCase;
import dev.limpid.layers.Merge;
import dev.limpid.layers.Mode;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Merges of several inputs, held to float64 and to central differences of it. */
class MergesTest {
  private static final double STEP = 1e-4;
  private static final int BATCH = 2;

  /** What a merge makes of one value of each input. */
  @FunctionalInterface
  interface Formula {
    double of(double[] values);
  }

  /** A merge, for how many inputs, and its formula. */
  record Case(String name, Supplier<Merge> merge, int inputs, Formula formula) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("Add", Add::new, 3, values -> Arrays.stream(values).sum()),
        new Case("Mean", Mean::new, 3, values -> Arrays.stream(values).sum() / 3),
        new Case("Subtract", Subtract::new, 2, values -> values[0] - values[1]),
        new Case("Multiply", Multiply::new, 3, values -> values[0] * values[1] * values[2]),
        new Case("Maximum", Maximum::new, 3, values -> Arrays.stream(values).max().orElseThrow()),
        new Case("Minimum", Minimum::new, 2, values -> Arrays.stream(values).min().orElseThrow()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void forwardAndBackwardAgreeWithFloat64(Case one) {
    for (long seed = 0; seed < 4; seed++) {
      Rng rng = Rng.of(seed);
      Shape shape = Shape.of(3, 1 + rng.nextInt(4), 2);
      Merge merge = one.merge.get();
      merge.build(
          IntStream.range(0, one.inputs).mapToObj(i -> shape).toList(), rng, Compute.standard());
      Tensor[] xs = new Tensor[one.inputs];
      Tensor[] dxs = new Tensor[one.inputs];
      for (int k = 0; k < xs.length; k++) {
        xs[k] = LayerCase.random(shape, BATCH, rng.split("x").split(k));
        dxs[k] = Tensor.zeros(0);
      }
      Tensor dy = LayerCase.random(shape, BATCH, rng.split("dy"));
      Tensor y = Tensor.zeros(0);
      merge.forward(xs, y, Mode.TRAIN);
      merge.backwardInto(dy, dxs);
      for (int i = 0; i < y.size(); i++) {
        double[] values = new double[xs.length];
        for (int k = 0; k < xs.length; k++) {
          values[k] = xs[k].data()[i];
        }
        String where = one + ", seed " + seed + ", value " + i;
        assertEquals(one.formula.of(values), y.data()[i], 1e-5, where);
        for (int k = 0; k < xs.length; k++) {
          double value = values[k];
          values[k] = value + STEP;
          double above = one.formula.of(values);
          values[k] = value - STEP;
          double below = one.formula.of(values);
          values[k] = value;
          double expected = dy.data()[i] * (above - below) / (2 * STEP);
          assertEquals(expected, dxs[k].data()[i], 1e-4, where + " by input " + k);
        }
      }
    }
  }

  @Test
  void ofEqualValuesTheFirstGetsTheGradient() {
    Maximum merge = new Maximum();
    Shape shape = Shape.of(1);
    merge.build(List.of(shape, shape), Rng.of(1), Compute.standard());
    Tensor one = Tensor.zeros(1, 1);
    Tensor[] dxs = {Tensor.zeros(1, 1), Tensor.zeros(1, 1)};
    merge.forward(new Tensor[] {one, one.copy()}, Tensor.zeros(0), Mode.TRAIN);
    Tensor dy = Tensor.zeros(1, 1);
    dy.fill(3);
    merge.backwardInto(dy, dxs);
    assertEquals(3, dxs[0].data()[0]);
    assertEquals(0, dxs[1].data()[0]);
  }

  @Test
  void aDifferenceTakesTwoInputs() {
    Shape shape = Shape.of(2);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new Subtract().outputShape(List.of(shape, shape, shape)))
            .getMessage();
    assertTrue(message.contains("two inputs, got 3"), message);
  }
}
