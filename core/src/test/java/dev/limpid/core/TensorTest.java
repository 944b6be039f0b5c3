package dev.limpid.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TensorTest {
  @Test
  void theDebuggerSeesShapeRangeMeanNaNsAndFirstValues() {
    Tensor tensor = Tensor.of(Shape.of(2, 4), -1, 0.5f, 2, Float.NaN, 0, 0, 0, 3);
    assertEquals(
        "Tensor[2,4] min -1 mean 0.6429 max 3 NaN 1 {-1, 0.5000, 2, NaN, 0, 0, ...}",
        tensor.toString());
    assertEquals("Tensor[0] NaN 0 {}", Tensor.zeros(0).toString());
  }

  @Test
  void aSmallerShapeKeepsTheArrayAndALargerOneGetsAnother() {
    Tensor tensor = Tensor.zeros(4, 3);
    float[] data = tensor.data();
    Shape sample = Shape.of(3);
    assertSame(data, tensor.reshapeToBatch(2, sample).data());
    assertEquals(6, tensor.size());
    Shape shape = tensor.shape();
    assertSame(shape, tensor.reshapeToBatch(2, sample).shape());
    assertNotSame(data, tensor.reshapeToBatch(5, sample).data());
    assertEquals(Shape.of(5, 3), tensor.shape());
  }

  @Test
  void arraysThatAreTooShortAreRefused() {
    IllegalArgumentException problem =
        assertThrows(IllegalArgumentException.class, () -> Tensor.of(Shape.of(2, 2), 1, 2, 3));
    assertTrue(problem.getMessage().contains("needs 4 values"), problem.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Tensor.zeros(3).copyFrom(Tensor.zeros(4)));
  }

  @Test
  void aCopyHasAnArrayOfItsOwnOfExactlyItsSize() {
    Tensor tensor = Tensor.of(Shape.of(2), 1, 2, 99);
    Tensor copy = tensor.copy();
    copy.data()[0] = 5;
    assertEquals(1, tensor.data()[0]);
    assertEquals(2, copy.data().length);
  }

  @Test
  void onlyValuesOfTheTensorCountAsFinite() {
    assertTrue(Tensor.of(Shape.of(1), 1, Float.NaN).isFinite());
    assertFalse(Tensor.of(Shape.of(2), 1, Float.POSITIVE_INFINITY).isFinite());
  }

  @Test
  void shapesKnowTheirSizeAndRefuseWhatNoArrayCanHold() {
    assertEquals(24, Shape.of(2, 3, 4).size());
    assertEquals(1, Shape.of().size());
    assertEquals(4, Shape.of(2, 3, 4).dim(-1));
    assertEquals("[2,3,4]", Shape.of(2, 3, 4).toString());
    assertEquals(Shape.of(3, 4), Shape.of(2, 3, 4).sample());
    assertEquals(Shape.of(2, 3, 4), Shape.of(3, 4).batch(2));
    assertTrue(Shape.of(9, 3, 4).isBatchOf(Shape.of(3, 4)));
    assertFalse(Shape.of(9, 4, 3).isBatchOf(Shape.of(3, 4)));
    assertFalse(Shape.of(3, 4).isBatchOf(Shape.of(3, 4)));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(2, -1));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(1 << 16, 1 << 16));
    int[] dims = {2, 3};
    Shape shape = Shape.of(dims);
    dims[0] = 7;
    assertEquals(Shape.of(2, 3), shape);
  }

  @Test
  void statisticsHaveNoGradient() {
    Parameter statistic = Parameter.statistic("bn.moving_mean", Shape.of(2));
    assertFalse(statistic.isTrainable());
    assertThrows(IllegalStateException.class, statistic::gradient);
    assertTrue(statistic.isStatistic());
    assertTrue(Parameter.trainable("w", Shape.of(2), true).isTrainable());
    Parameter constant = Parameter.constant("mean", Shape.of(2));
    assertFalse(constant.isTrainable() || constant.isStatistic());
    assertThrows(IllegalStateException.class, constant::gradient);
  }

  @Test
  void scratchBuffersAreLentAgainAndEachThreadHasItsOwn() throws InterruptedException {
    Scratch scratch = Scratch.current();
    float[] exact = scratch.exactly(Scratch.Slot.PATCHES, 5);
    assertEquals(5, exact.length);
    assertSame(exact, scratch.exactly(Scratch.Slot.PATCHES, 5));
    assertNotSame(exact, scratch.exactly(Scratch.Slot.PATCHES, 6));
    assertSame(exact, scratch.exactly(Scratch.Slot.PATCHES, 5));
    assertNotSame(exact, scratch.exactly(Scratch.Slot.PRODUCT, 5));
    float[] grown = scratch.atLeast(Scratch.Slot.PANEL_SUMS, 10);
    assertSame(grown, scratch.atLeast(Scratch.Slot.PANEL_SUMS, 4));
    float[][] others = new float[1][];
    Thread thread =
        new Thread(() -> others[0] = Scratch.current().exactly(Scratch.Slot.PATCHES, 5));
    thread.start();
    thread.join();
    assertNotSame(exact, others[0]);
    scratch.clear();
    assertNotSame(exact, scratch.exactly(Scratch.Slot.PATCHES, 5));
  }
}
