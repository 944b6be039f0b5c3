package dev.limpid.layers.resize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Mode;
import dev.limpid.layers.io.LayerTypes;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against what PyTorch's interpolate gives. */
class ResizingTest {
  private static final Tensor IMAGE =
      Tensor.of(Shape.of(1, 2, 3, 1), new float[] {1, 5, 2, 0, 3, 7});

  private static float[] resized(Resizing layer) {
    layer.build(Shape.of(2, 3, 1), Rng.of(1), Compute.standard());
    return layer.forward(IMAGE, Mode.INFERENCE).data();
  }

  @Test
  void cornersAreAligned() {
    assertArrayEquals(
        new float[] {1, 3, 5, 3.5f, 2, 0.5f, 2.25f, 4, 4.25f, 4.5f, 0, 1.5f, 3, 5, 7},
        resized(new Resizing(3, 5).centres(PixelCentres.CORNERS)),
        1e-6f);
    assertArrayEquals(
        new float[] {1, 2}, resized(new Resizing(1, 2).centres(PixelCentres.CORNERS)), 1e-6f);
  }

  @Test
  void theNearestPixelIsTheOneBefore() {
    assertArrayEquals(
        new float[] {1, 1, 5, 5, 2, 1, 1, 5, 5, 2, 0, 0, 3, 3, 7},
        resized(new Resizing(3, 5).nearest(true).centres(PixelCentres.EDGES)));
    assertArrayEquals(
        new float[] {1, 5}, resized(new Resizing(1, 2).nearest(true).centres(PixelCentres.EDGES)));
  }

  @Test
  void optionsComeBack() {
    Map<String, Object> config = new Resizing(2, 3).centres(PixelCentres.CORNERS).config();
    assertEquals(config, LayerTypes.fromConfig("Resizing", config).config());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            LayerTypes.fromConfig(
                "Resizing", Map.of("size", "2x3", "nearest", false, "centres", "odd")));
  }
}
