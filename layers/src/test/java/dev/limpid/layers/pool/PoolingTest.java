package dev.limpid.layers.pool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.conv.Padding;
import dev.limpid.layers.Layer;
import dev.limpid.layers.LayerCase;
import dev.limpid.layers.Mode;
import org.junit.jupiter.api.Test;

class PoolingTest {
  private static <L extends Layer> L built(L layer, int... sample) {
    layer.build(Shape.of(sample), Rng.of(1), Compute.standard());
    return layer;
  }

  private static Tensor image(int height, int width, float... values) {
    return Tensor.of(Shape.of(1, height, width, 1), values);
  }

  @Test
  void shapesFollowKerasAndPyTorch() {
    Shape input = Shape.of(25, 27, 8);
    assertEquals(Shape.of(12, 13, 8), new MaxPool2D().outputShape(input));
    assertEquals(Shape.of(13, 14, 8), new MaxPool2D().same().outputShape(input));
    assertEquals(Shape.of(8, 9, 8), new AvgPool2D(3).outputShape(input));
    Layer padded = new AvgPool2D(3).stride(2).padding(Padding.explicit(1, 1));
    assertEquals(Shape.of(13, 14, 8), padded.outputShape(input));
  }

  @Test
  void equalMaximaGiveTheGradientToTheFirst() {
    Layer layer = built(new MaxPool2D(), 2, 4, 1);
    layer.forward(image(2, 4, 0, 5, 3, 1, 5, 5, 3, 3), Mode.TRAIN);
    Tensor dx = layer.backward(image(1, 2, 10, 20));
    assertArrayEquals(new float[] {0, 10, 20, 0, 0, 0, 0, 0}, dx.data());
  }

  @Test
  void paddingNeverWinsTheMaximum() {
    Layer layer = built(new MaxPool2D(3).stride(1).same(), 1, 2, 1);
    float least = Float.NEGATIVE_INFINITY;
    assertArrayEquals(new float[] {-3, -3}, layer.forward(image(1, 2, -3, -4), Mode.TRAIN).data());
    assertArrayEquals(
        new float[] {least, least}, layer.forward(image(1, 2, least, least), Mode.TRAIN).data());
    assertArrayEquals(new float[] {3, 0}, layer.backward(image(1, 2, 1, 2)).data());
  }

  @Test
  void aNanWinsTheMaximumInEveryMode() {
    Layer layer = built(new MaxPool2D(), 2, 2, 1);
    for (int at = 0; at < 4; at++) {
      Tensor x = image(2, 2, 1, 2, 3, 4);
      x.data()[at] = Float.NaN;
      assertTrue(Float.isNaN(layer.forward(x, Mode.TRAIN).data()[0]), "NaN at " + at);
      assertTrue(Float.isNaN(layer.forward(x, Mode.INFERENCE).data()[0]), "NaN at " + at);
    }
  }

  @Test
  void trainingAndInferencePoolAlike() {
    Layer layer = built(new MaxPool2D(3).stride(2).same(), 7, 6, 3);
    Tensor x = LayerCase.random(layer.inputShape(), 4, Rng.of(9));
    assertArrayEquals(
        layer.forward(x, Mode.TRAIN).data(), layer.forward(x, Mode.INFERENCE).data(), "seed 9");
  }

  @Test
  void paddingCountsInTheMeanOnlyWhereAskedFor() {
    Padding padding = Padding.explicit(0, 1);
    Layer keras = built(new AvgPool2D(1, 2).padding(padding), 1, 2, 1);
    Layer torch = built(new AvgPool2D(1, 2).padding(padding).countPadding(true), 1, 2, 1);
    Tensor x = image(1, 2, 6, 8);
    assertArrayEquals(new float[] {6, 8}, keras.forward(x, Mode.INFERENCE).data());
    assertArrayEquals(new float[] {3, 4}, torch.forward(x, Mode.INFERENCE).data());
  }

  @Test
  void sizesThatMakeNoSenseAreRefused() {
    refused("1 or more", () -> new MaxPool2D(0));
    refused("1 or more", () -> new AvgPool2D(2).stride(0));
    refused("smaller than the pool", () -> new MaxPool2D(2).padding(Padding.explicit(2, 0)));
    refused("does not fit", () -> new MaxPool2D(5).outputShape(Shape.of(4, 9, 1)));
    refused("[H,W,C], got [7]", () -> new AvgPool2D().outputShape(Shape.of(7)));
    refused("[H,W,C], got [7]", () -> new GlobalAvgPool2D().outputShape(Shape.of(7)));
    MaxPool2D layer = built(new MaxPool2D(), 4, 4, 1);
    assertThrows(IllegalStateException.class, () -> layer.stride(1));
  }

  private static void refused(String part, Runnable call) {
    var error = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }
}
