package dev.limpid.layers.merge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;

class DivideTest {
  @Test
  void quotientsAndGradientsAreThoseOfTheFormula() {
    Divide layer = new Divide();
    Shape shape = Shape.of(3);
    layer.build(List.of(shape, shape), Rng.of(1), Compute.standard());
    Tensor[] xs = {Tensor.of(Shape.of(1, 3), 1, -2, 0), Tensor.of(Shape.of(1, 3), 4, 0.5f, -8)};
    Tensor y = Tensor.zeros(0);
    layer.forward(xs, y, Mode.TRAIN);
    assertArrayEquals(new float[] {0.25f, -4, -0f}, y.data());
    Tensor[] dxs = {Tensor.zeros(0), Tensor.zeros(0)};
    layer.backwardInto(Tensor.of(Shape.of(1, 3), 2, 1, -4), dxs);
    assertArrayEquals(new float[] {0.5f, 2, 0.5f}, dxs[0].data());
    assertArrayEquals(new float[] {-0.125f, 8, 0}, dxs[1].data());
  }
}
