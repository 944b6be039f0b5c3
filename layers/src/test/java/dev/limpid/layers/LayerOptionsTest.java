package dev.limpid.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.conv.Padding;
import dev.limpid.layers.io.LayerTypes;
import dev.limpid.layers.norm.Averaging;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.AvgPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The options of layers: each returns its layer, and none can be set once the layer is built. */
class LayerOptionsTest {
  private static final Map<Class<?>, Object> VALUES =
      Map.of(
          int.class,
          1,
          double.class,
          0.5,
          boolean.class,
          true,
          String.class,
          "name",
          Padding.class,
          Padding.SAME,
          Averaging.class,
          Averaging.cumulative(),
          Initializer.class,
          Initializer.HE_NORMAL);

  static List<Supplier<Layer>> layers() {
    return List.of(
        () -> new Conv2D(2, 1),
        () -> new Dense(2),
        BatchNorm::new,
        () -> new MaxPool2D(1),
        () -> new AvgPool2D(1));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void anOptionReturnsItsLayer(Supplier<Layer> make) throws ReflectiveOperationException {
    List<Method> options = options(make.get());
    assertFalse(options.isEmpty());
    for (Method option : options) {
      Layer layer = make.get();
      assertSame(layer, option.invoke(layer, values(option)), option::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void noOptionCanBeSetOnceTheLayerIsBuilt(Supplier<Layer> make) {
    Layer layer = make.get();
    Shape input = layer instanceof Dense ? Shape.of(4) : Shape.of(4, 4, 2);
    layer.build(input, Rng.of(1), Compute.standard());
    for (Method option : options(layer)) {
      InvocationTargetException thrown =
          assertThrows(
              InvocationTargetException.class,
              () -> option.invoke(layer, values(option)),
              option::toString);
      assertTrue(thrown.getCause() instanceof IllegalStateException, () -> option + ": " + thrown);
      assertTrue(
          thrown.getCause().getMessage().contains(layer + " is built already"),
          thrown.getCause()::toString);
    }
  }

  /** What returns the layer's own type. */
  private static List<Method> options(Layer layer) {
    return Stream.of(layer.getClass().getMethods())
        .filter(method -> method.getReturnType() == layer.getClass() && !method.isBridge())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .toList();
  }

  private static Object[] values(Method option) {
    return Arrays.stream(option.getParameterTypes())
        .map(
            type -> {
              assertTrue(VALUES.containsKey(type), () -> option + " needs a value in this test");
              return VALUES.get(type);
            })
        .toArray();
  }

  @Test
  void anOptionThatIsNotKnownOrSaidTwiceIsNamed() {
    Map<String, Object> twice =
        Map.of(
            "averaging",
            "exponential 0.9",
            "momentum",
            0.9,
            "epsilon",
            1e-3,
            "unbiasedMovingVariance",
            false);
    assertEquals(
        "BatchNorm: option 'momentum' says again what another one says; there are"
            + " [averaging, epsilon, momentum, unbiasedMovingVariance]",
        refused("BatchNorm", twice));
    assertEquals(
        "Dropout has no option 'rat'; it has [rate]",
        refused("Dropout", Map.of("rate", 0.5, "rat", 0.5)));
  }

  private static String refused(String type, Map<String, Object> options) {
    return assertThrows(IllegalArgumentException.class, () -> LayerTypes.fromConfig(type, options))
        .getMessage();
  }
}
