package dev.limpid.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.compute.Kernels;
import dev.limpid.layers.io.LayerTypes;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every layer keeps to, whatever it computes. */
class LayerContractTest {
  private static final long SEED = 11;
  private static final Compute SERIAL = Compute.standard().with(Parallel.serial());

  static List<LayerCase> cases() {
    return LayerCases.all();
  }

  /** All that a training step leaves behind, as copies. */
  private record Step(Tensor y, Tensor dx, List<Tensor> gradients, List<Tensor> values) {
    static Step of(Layer layer, Tensor y, Tensor dx) {
      return new Step(
          y.copy(),
          dx.copy(),
          layer.parameters().stream()
              .filter(Parameter::isTrainable)
              .map(parameter -> parameter.gradient().copy())
              .toList(),
          layer.parameters().stream().map(parameter -> parameter.value().copy()).toList());
    }

    void assertSameBits(Step other, String message) {
      same(y, other.y, "y " + message);
      same(dx, other.dx, "dx " + message);
      for (int i = 0; i < gradients.size(); i++) {
        same(gradients.get(i), other.gradients.get(i), "gradient " + i + " " + message);
      }
      for (int i = 0; i < values.size(); i++) {
        same(values.get(i), other.values.get(i), "parameter " + i + " " + message);
      }
    }
  }

  private static Tensor x(Layer layer, int n) {
    return LayerCase.random(layer.inputShape(), n, Rng.of(SEED).split("x").split(n));
  }

  private static Tensor dy(Layer layer, int n) {
    return LayerCase.random(layer.outputShape(), n, Rng.of(SEED).split("dy").split(n));
  }

  private static Step step(Layer layer, int n) {
    Tensor y = layer.forward(x(layer, n), Mode.TRAIN);
    return Step.of(layer, y, layer.backward(dy(layer, n)));
  }

  private static void same(Tensor expected, Tensor actual, String message) {
    assertEquals(expected.shape(), actual.shape(), message);
    assertArrayEquals(bits(expected), bits(actual), message);
  }

  private static int[] bits(Tensor tensor) {
    int[] bits = new int[tensor.size()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToIntBits(tensor.data()[i]);
    }
    return bits;
  }

  private static void spoil(Tensor tensor) {
    Arrays.fill(tensor.data(), Float.NaN);
  }

  private static void assertSays(RuntimeException error, Object part) {
    assertTrue(error.getMessage().contains(part.toString()), error.getMessage());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shapesHoldForOneSampleAFullAndASmallerLastBatch(LayerCase layerCase) {
    Layer layer = layerCase.build(SEED, SERIAL);
    assertEquals(layer.outputShape(), layerCase.layer().get().outputShape(layer.inputShape()));
    Tensor y = Tensor.zeros(0);
    Tensor dx = Tensor.zeros(0);
    for (int n : new int[] {1, 5, 3}) {
      layer.forward(x(layer, n), y, Mode.TRAIN);
      layer.backward(dy(layer, n), dx);
      assertEquals(layer.outputShape().batch(n), y.shape());
      assertEquals(layer.inputShape().batch(n), dx.shape());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aSmallerLastBatchGivesTheSameBitsInBuffersUsedBefore(LayerCase layerCase) {
    Layer used = layerCase.build(SEED, SERIAL);
    Layer fresh = layerCase.build(SEED, SERIAL);
    Tensor y = Tensor.zeros(0);
    Tensor dx = Tensor.zeros(0);
    used.forward(x(used, 5), y, Mode.TRAIN);
    used.backward(dy(used, 5), dx);
    step(fresh, 5);
    spoil(y);
    spoil(dx);
    used.parameters().stream().filter(Parameter::isTrainable).forEach(p -> spoil(p.gradient()));
    used.forward(x(used, 3), y, Mode.TRAIN);
    used.backward(dy(used, 3), dx);
    step(fresh, 3).assertSameBits(Step.of(used, y, dx), "of a smaller batch");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatAPassFillsMayHaveHeldAnything(LayerCase layerCase) {
    Step expected = step(layerCase.build(SEED, SERIAL), 3);
    Layer layer = layerCase.build(SEED, SERIAL);
    Tensor y = Tensor.zeros(layer.outputShape().batch(3));
    spoil(y);
    layer.forward(x(layer, 3), y, Mode.TRAIN);
    Tensor dx = Tensor.zeros(layer.inputShape().batch(3));
    spoil(dx);
    layer.parameters().stream()
        .filter(Parameter::isTrainable)
        .forEach(parameter -> spoil(parameter.gradient()));
    layer.backward(dy(layer, 3), dx);
    Step.of(layer, y, dx).assertSameBits(expected, "of " + layerCase);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void passesWithoutBackwardChangeNothingForTheBackwardPass(LayerCase layerCase) {
    Layer undisturbed = layerCase.build(SEED, SERIAL);
    Layer disturbed = layerCase.build(SEED, SERIAL);
    Tensor y = disturbed.forward(x(disturbed, 4), Mode.TRAIN);
    disturbed.forward(x(disturbed, 6), Mode.INFERENCE);
    disturbed.forward(x(disturbed, 2), Mode.TRAIN_FROZEN);
    Tensor dx = disturbed.backward(dy(disturbed, 4));
    step(undisturbed, 4).assertSameBits(Step.of(disturbed, y, dx), "with passes between");
    step(undisturbed, 4).assertSameBits(step(disturbed, 4), "of the next step");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsNotKeptMayBeOverwrittenBeforeTheBackwardPass(LayerCase layerCase) {
    Layer layer = layerCase.build(SEED, SERIAL);
    Tensor x = x(layer, 4);
    Tensor y = layer.forward(x, Mode.TRAIN);
    Tensor result = y.copy();
    if (!layer.keepsInput()) {
      spoil(x.reshape(Shape.of(1)));
    }
    if (!layer.keepsOutput()) {
      spoil(y.reshape(Shape.of(1)));
    }
    Tensor dx = layer.backward(dy(layer, 4));
    step(layerCase.build(SEED, SERIAL), 4)
        .assertSameBits(Step.of(layer, result, dx), "with tensors overwritten");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void inputAndOutputGradientAreNotModified(LayerCase layerCase) {
    Layer layer = layerCase.build(SEED, SERIAL);
    Tensor x = x(layer, 4);
    Tensor dy = dy(layer, 4);
    layer.forward(x, Mode.INFERENCE);
    layer.forward(x, Mode.TRAIN);
    layer.backward(dy);
    same(x(layer, 4), x, "x");
    same(dy(layer, 4), dy, "dy");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void workingInPlaceGivesTheSameBitsOrIsRefused(LayerCase layerCase) {
    Layer layer = layerCase.build(SEED, SERIAL);
    Tensor y = x(layer, 4);
    if (!layer.worksInPlace()) {
      assertSays(
          assertThrows(IllegalArgumentException.class, () -> layer.forward(y, y, Mode.TRAIN)),
          "cannot overwrite its input");
      return;
    }
    layer.forward(y, y, Mode.TRAIN);
    Tensor dx = dy(layer, 4);
    layer.backward(dx, dx);
    Layer apart = layerCase.build(SEED, SERIAL);
    step(apart, 4).assertSameBits(Step.of(layer, y, dx), "in place");
    Tensor inferred = x(layer, 4);
    layer.forward(inferred, inferred, Mode.INFERENCE);
    same(apart.forward(x(apart, 4), Mode.INFERENCE), inferred, "inference in place");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theInputGradientCanBeLeftOut(LayerCase layerCase) {
    Layer layer = layerCase.build(SEED, SERIAL);
    Step expected = step(layerCase.build(SEED, SERIAL), 4);
    Tensor y = layer.forward(x(layer, 4), Mode.TRAIN);
    layer.backward(dy(layer, 4), null);
    expected.assertSameBits(Step.of(layer, y, expected.dx), "without dx");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anyNumberOfThreadsGivesTheSameBits(LayerCase layerCase) {
    Layer serial = layerCase.build(SEED, SERIAL);
    int n = 3 * Layer.GRAIN / serial.inputShape().size() + 1; // several pieces, the last one short
    Step expected = step(serial, n);
    for (int threads = 2; threads <= 3; threads++) {
      try (Parallel parallel = Parallel.of(threads)) {
        Layer layer = layerCase.build(SEED, SERIAL.with(parallel));
        expected.assertSameBits(step(layer, n), "on " + threads + " threads");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void stepsAllocateNextToNothing(LayerCase layerCase) {
    // Vector kernels allocate until they are compiled: the plain product shows the layer's part.
    Layer layer = layerCase.build(SEED, SERIAL.with(Kernels.named("java")));
    int n = 3 * Layer.GRAIN / layer.outputShape().size() + 1;
    Tensor x = x(layer, n);
    Tensor dy = dy(layer, n);
    Tensor y = Tensor.zeros(0);
    Tensor dx = Tensor.zeros(0);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      layer.forward(x, y, Mode.TRAIN);
      layer.backward(dy, dx);
      layer.forward(x, y, Mode.INFERENCE);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertTrue(least < 4_096, least + " bytes in a step, where y has " + 4 * y.size());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aWrongInputIsRefusedWithItsShape(LayerCase layerCase) {
    Layer layer = layerCase.build(SEED, SERIAL);
    int[] dims = layer.inputShape().toArray();
    dims[dims.length - 1]++;
    for (Tensor wrong :
        List.of(
            Tensor.zeros(Shape.of(dims).batch(2)),
            Tensor.zeros(layer.inputShape()),
            Tensor.zeros(layer.inputShape().batch(0)))) {
      var error =
          assertThrows(IllegalArgumentException.class, () -> layer.forward(wrong, Mode.TRAIN));
      assertSays(error, "got " + wrong.shape());
      assertSays(error, layer);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void backwardNeedsAForwardPassThatSaidSo(LayerCase layerCase) {
    Layer layer = layerCase.build(SEED, SERIAL);
    Tensor dy = dy(layer, 2);
    assertSays(
        assertThrows(IllegalStateException.class, () -> layer.backward(dy)), "a forward pass");
    layer.forward(x(layer, 2), Mode.INFERENCE);
    assertSays(
        assertThrows(IllegalStateException.class, () -> layer.backward(dy)), "a forward pass");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aGradientOfAnotherShapeIsRefused(LayerCase layerCase) {
    Layer layer = layerCase.build(SEED, SERIAL);
    layer.forward(x(layer, 3), Mode.TRAIN);
    int[] dims = layer.outputShape().toArray();
    dims[dims.length - 1]++;
    for (Tensor wrong : List.of(dy(layer, 4), Tensor.zeros(Shape.of(dims).batch(3)))) {
      var error = assertThrows(IllegalArgumentException.class, () -> layer.backward(wrong));
      assertSays(error, "expected output gradient " + layer.outputShape().batch(3));
      assertSays(error, "got " + wrong.shape());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anUnbuiltLayerSaysSo(LayerCase layerCase) {
    Layer layer = layerCase.layer().get();
    assertTrue(layer.parameters().isEmpty());
    assertSays(
        assertThrows(
            IllegalStateException.class, () -> layer.forward(Tensor.zeros(1, 1), Mode.TRAIN)),
        "not built");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theConfigMakesAnEqualLayer(LayerCase layerCase) {
    Layer layer = layerCase.build(SEED, SERIAL);
    for (Object value : layer.config().values()) {
      assertTrue(
          List.of(String.class, Boolean.class, Integer.class, Long.class, Double.class)
              .contains(value.getClass()),
          layer.config().toString());
    }
    Layer copy = LayerTypes.fromConfig(layer.type(), layer.config());
    assertEquals(layer.config(), copy.config());
    copy.build(layer.inputShape(), Rng.of(SEED).split("layer"), SERIAL);
    for (int i = 0; i < layer.parameters().size(); i++) {
      assertEquals(layer.parameters().get(i).name(), copy.parameters().get(i).name());
      copy.parameters().get(i).value().copyFrom(layer.parameters().get(i).value());
    }
    step(layer, 4).assertSameBits(step(copy, 4), "of the copy");
  }
}
