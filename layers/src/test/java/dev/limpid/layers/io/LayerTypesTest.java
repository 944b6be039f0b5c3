package dev.limpid.layers.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Layer;
import dev.limpid.layers.LeakyReLU;
import dev.limpid.layers.Mode;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.Tanh;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.AvgPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerTypesTest {
  private static Tensor infer(Layer layer, float... x) {
    layer.build(Shape.of(x.length), Rng.of(1), Compute.standard());
    return layer.forward(Tensor.of(Shape.of(1, x.length), x), Mode.INFERENCE);
  }

  @Test
  void numbersOfAnyTypeMakeALayer() {
    Layer dense =
        LayerTypes.fromConfig(
            "Dense", Map.of("units", 3L, "bias", false, "initializer", "HE_NORMAL"));
    assertEquals(Map.of("units", 3, "bias", false, "initializer", "he_normal"), dense.config());
    assertEquals(Map.of("rate", 0.0), LayerTypes.fromConfig("Dropout", Map.of("rate", 0)).config());
  }

  @ParameterizedTest
  @CsvSource({
    "2x2,  2x2,    same,  rate",
    "2x2,  2x2,    ,      'padding' is missing",
    "2,    2x2,    same,  'pool' must be HxW",
    "2xa,  2x2,    same,  'pool' must be HxW",
    "2x2,  9999999999x1, same, 'stride' must be HxW",
    "2x2,  2x2,    full,  'padding' must be same",
    "2x2,  2x2,    9x9,   smaller than the pool",
  })
  void anOptionThatIsMissingWrongOrUnknownIsRefused(
      String pool, String stride, String padding, String part) {
    Map<String, Object> config = new HashMap<>();
    config.put("pool", pool);
    config.put("stride", stride);
    config.put("padding", padding);
    if (part.equals("rate")) {
      config.put("rate", 1);
    }
    refused(part, "MaxPool2D", config);
  }

  @Test
  void anOptionOfTheWrongTypeIsRefused() {
    refused("'units' must be an integer", "Dense", Map.of("units", 2.5));
    refused("'units' must be an integer", "Dense", Map.of("units", 1L << 40));
    refused("'bias' must be true or false", "Dense", Map.of("units", 2, "bias", "no"));
    refused("'rate' must be a number", "Dropout", Map.of("rate", "high"));
  }

  @Test
  void anUnknownTypeIsRefusedWithThoseThatThereAre() {
    refused("no layer of type 'Conv3D'; there are [Add, AvgPool2D, ", "Conv3D", Map.of());
  }

  private static void refused(String part, String type, Map<String, Object> config) {
    var error =
        assertThrows(IllegalArgumentException.class, () -> LayerTypes.fromConfig(type, config));
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }

  @Test
  void denseNamesItsParametersAndDecaysTheKernelAlone() {
    Dense dense = new Dense(2);
    dense.named("head").build(Shape.of(50), Rng.of(1), Compute.standard());
    assertEquals("head.kernel", dense.kernel().name());
    assertEquals(Shape.of(50, 2), dense.kernel().value().shape());
    assertTrue(dense.kernel().isDecayed());
    assertEquals("head.bias", dense.bias().name());
    assertFalse(dense.bias().isDecayed());
    assertArrayEquals(new float[2], dense.bias().value().data());
    assertTrue(dense.kernel().value().data()[0] != 0);
  }

  @Test
  void denseAsksForAFlattenBeforeIt() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Dense(3).named("head").outputShape(Shape.of(6, 6, 512)));
    assertEquals(
        "Dense 'head': expected a flat input [features], got [6,6,512]; put a Flatten before it",
        error.getMessage());
  }

  @Test
  void softmaxOfTenThousandIsFinite() {
    assertArrayEquals(new float[] {0.5f, 0.5f, 0}, infer(new Softmax(), 1e4f, 1e4f, -1e4f).data());
  }

  @Test
  void activationsHoldAtTheExtremes() {
    float infinity = Float.POSITIVE_INFINITY;
    float[] x = {-infinity, -1e4f, 0, 1e4f, infinity, Float.NaN};
    assertArrayEquals(new float[] {0, 0, 0.5f, 1, 1, Float.NaN}, infer(new Sigmoid(), x).data());
    assertArrayEquals(new float[] {-1, -1, 0, 1, 1, Float.NaN}, infer(new Tanh(), x).data());
    assertArrayEquals(
        new float[] {0, 0, 0, 1e4f, infinity, Float.NaN}, infer(new ReLU(), x).data());
    assertArrayEquals(
        new float[] {-infinity, -3e3f, 0, 1e4f, infinity, Float.NaN},
        infer(new LeakyReLU(), x).data());
  }

  @Test
  void aSlopeOutOfRangeIsRefused() {
    for (double slope : new double[] {-0.1, Double.POSITIVE_INFINITY, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> new LeakyReLU(slope));
    }
  }

  @Test
  void aNamedLayerStillHasItsOptions() {
    assertEquals("a", new Conv2D(8, 3).named("a").same().name());
    assertEquals("b", new Dense(8).named("b").bias(false).name());
    assertEquals("c", new BatchNorm().named("c").momentum(0.9).name());
    assertEquals("d", new MaxPool2D().named("d").stride(1).name());
    assertEquals("e", new AvgPool2D().named("e").stride(1).name());
  }

  @Test
  void aTypeOfTheLibraryCannotBeReplaced() {
    var problem =
        assertThrows(
            IllegalArgumentException.class,
            () -> LayerTypes.register("ReLU", options -> new Tanh()));
    assertTrue(problem.getMessage().contains("ReLU"), problem.getMessage());
  }
}
