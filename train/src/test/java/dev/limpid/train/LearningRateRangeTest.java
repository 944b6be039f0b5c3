package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Clipping;
import dev.limpid.optim.Sgd;
import dev.limpid.train.LearningRateCurve.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class LearningRateRangeTest {
  private static final Shape VALUES = Shape.of(12);
  private static final Toy DATA = Toy.clouds(VALUES, 3, 640, 1, 1, Rng.of(1));

  /** A loss of 2 that falls to 1 around a rate of 1e-3, and rises again from 1 on. */
  private static LearningRateCurve curve(DoubleUnaryOperator smoothed) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i <= 100; i++) {
      double rate = 1e-6 * Math.pow(10, 7 * i / 100.0);
      double value = smoothed.applyAsDouble(Math.log10(rate));
      points.add(new Point(rate, value, value));
    }
    return new LearningRateCurve(points, false);
  }

  private static double valley(double log) {
    return 2 - 1 / (1 + Math.exp(-3 * (log + 3))) + Math.max(0, log) * 3;
  }

  @Test
  void theSuggestionIsBetweenTheSteepestRateAndATenthOfTheLowest() {
    LearningRateCurve curve = curve(LearningRateRangeTest::valley);
    assertEquals(-3, Math.log10(curve.steepest().orElseThrow()), 0.15);
    assertEquals(0, Math.log10(curve.bottom().orElseThrow()), 0.15);
    assertEquals(0.17, Math.log10(curve.divergence().orElseThrow()), 0.08);
    assertEquals(-2, Math.log10(curve.suggestion().orElseThrow()), 0.15);
  }

  @Test
  void theSuggestionIsNotAboveATenthOfTheLowest() {
    LearningRateCurve curve =
        curve(log -> 2 - 1 / (1 + Math.exp(-3 * (log + 3))) + Math.max(0, log + 2.5) * 3);
    double tenth = curve.bottom().orElseThrow() / 10;
    assertEquals(tenth, curve.suggestion().orElseThrow(), 1e-12);
    assertTrue(tenth < curve.steepest().orElseThrow());
  }

  @Test
  void aLossThatNeverFallsSuggestsNothing() {
    assertTrue(curve(log -> 2).suggestion().isEmpty());
    assertTrue(curve(log -> 2 + Math.max(0, log)).suggestion().isEmpty());
    assertTrue(new LearningRateCurve(List.of(), true).suggestion().isEmpty());
  }

  @Test
  void aNetworkIsTestedAndLeftAsItWas() {
    Network network =
        Sequential.of(12).add(new Dense(16), new BatchNorm(), new ReLU(), new Dense(3)).build(1);
    List<Tensor> before = network.parameters().stream().map(p -> p.value().copy()).toList();
    LearningRateRange range =
        LearningRateRange.of(network, rate -> Sgd.builder().learningRate(rate).build())
            .batchSize(32)
            .between(1e-4, 1e4)
            .steps(80);
    LearningRateCurve curve = range.run(DATA);
    for (int i = 0; i < before.size(); i++) {
      assertArrayEquals(before.get(i).data(), network.parameters().get(i).value().data());
    }
    double rate = curve.suggestion().orElseThrow();
    assertTrue(rate > 1e-3 && rate < 10, "suggested " + rate);
    assertTrue(curve.divergence().orElseThrow() > rate);
    assertEquals(curve, range.run(DATA), "the same bits again");
  }

  @Test
  void aTestEndsWhereTheLossIsNoNumber() {
    Network network = Sequential.of(12).add(new Dense(3)).build(1);
    LearningRateCurve curve =
        LearningRateRange.of(network, rate -> Sgd.builder().learningRate(rate).build())
            .between(1e-3, 1e30)
            .run(DATA);
    assertTrue(curve.diverged());
    assertTrue(curve.points().size() < 100);
    assertFalse(curve.divergence().isEmpty());
  }

  @Test
  void aGradientThatIsNoNumberEndsATestWithClipping() {
    LearningRateCurve curve =
        LearningRateRange.of(
                withBackward((dy, dx) -> Arrays.fill(dx.data(), Float.NaN)),
                rate -> Sgd.builder().learningRate(rate).clipping(Clipping.byGlobalNorm(1)).build())
            .run(DATA);
    assertTrue(curve.diverged());
    assertEquals(1, curve.points().size());
  }

  @Test
  void aFaultIsNotTakenForDivergence() {
    ArithmeticException fault = new ArithmeticException("/ by zero");
    Network network = Sequential.of(12).add(new Dense(3)).build(1);
    LearningRateRange inOptimizer =
        LearningRateRange.of(
            network,
            rate ->
                Sgd.builder()
                    .learningRate(
                        step -> {
                          throw fault;
                        })
                    .build());
    assertSame(fault, assertThrows(ArithmeticException.class, () -> inOptimizer.run(DATA)));
    Network failing =
        withBackward(
            (dy, dx) -> {
              throw fault;
            });
    LearningRateRange inLayer =
        LearningRateRange.of(failing, rate -> Sgd.builder().learningRate(rate).build());
    assertSame(fault, assertThrows(ArithmeticException.class, () -> inLayer.run(DATA)));
  }

  /** A network with a layer that passes on what it gets, and goes back like this. */
  private static Network withBackward(BiConsumer<Tensor, Tensor> backward) {
    Layer layer =
        new Layer() {
          @Override
          public Shape outputShape(Shape input) {
            return input;
          }

          @Override
          public Map<String, Object> config() {
            return Map.of();
          }

          @Override
          protected void onForward(Tensor x, Tensor y, Mode mode) {
            y.copyFrom(x);
          }

          @Override
          protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
            backward.accept(dy, dx);
          }
        };
    return Sequential.of(12).add(new Dense(6), layer, new Dense(3)).build(1);
  }

  @Test
  void ratesThatDoNotGrowAreRefused() {
    Network network = Sequential.of(12).add(new Dense(3)).build(1);
    LearningRateRange range =
        LearningRateRange.of(network, rate -> Sgd.builder().learningRate(rate).build());
    assertThrows(IllegalArgumentException.class, () -> range.between(0, 1));
    assertThrows(IllegalArgumentException.class, () -> range.between(1, 1));
    assertThrows(IllegalArgumentException.class, () -> range.steps(9));
    assertThrows(IllegalArgumentException.class, () -> range.batchSize(0));
  }
}
