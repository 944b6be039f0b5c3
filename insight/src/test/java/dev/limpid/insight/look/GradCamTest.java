package dev.limpid.insight.look;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Block;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.merge.Residual;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradCamTest {
  /** Behind a global mean, the score is linear in the activations: the weights are the kernel's. */
  @Test
  void behindAGlobalMeanTheMapIsThatOfTheDenseKernel() {
    for (long seed = 1; seed <= 5; seed++) {
      Network network =
          Sequential.of(6, 5, 3)
              .add(new Conv2D(4, 3).same(), new ReLU(), new GlobalAvgPool2D())
              .add(new Dense(3), new Softmax())
              .build(seed);
      float[] image = values(6 * 5 * 3, seed);
      Tensor activation =
          Sequential.of(6, 5, 3)
              .add(new Conv2D(4, 3).same(), new ReLU())
              .build(seed)
              .forward(Tensor.of(network.inputShape().batch(1), image), Mode.INFERENCE);
      float[] kernel = network.layers(Dense.class).get(0).parameters().get(0).value().data();
      for (int c = 0; c < 3; c++) {
        float[] expected = new float[30];
        for (int at = 0; at < 30; at++) {
          double sum = 0;
          for (int k = 0; k < 4; k++) {
            sum += kernel[k * 3 + c] / 30.0 * activation.data()[at * 4 + k];
          }
          expected[at] = (float) Math.max(0, sum);
        }
        Plane map = GradCam.of(network).map(image, c);
        assertArrayEquals(expected, map.values(), 1e-6f, "seed " + seed + ", class " + c);
      }
    }
  }

  /** By the loss itself: each value of the activation is moved, and the score with it. */
  @Test
  void aBranchingNetworkIsSeenThrough() {
    Block unit = input -> input.then(new Conv2D(2, 3).same(), new BatchNorm(), new ReLU());
    Network network =
        Sequential.of(4, 4, 2).add(new Residual(unit, unit), new Flatten(), new Dense(3)).build(3);
    float[] image = values(4 * 4 * 2, 9);
    GradCam cam = GradCam.of(network);
    Plane map = cam.map(image, 1);
    float[] kernel = network.layers(Dense.class).get(0).parameters().get(0).value().data();
    List<Plane> activations = FeatureMaps.of(network, cam.layer(), image);
    float[] expected = new float[16];
    for (int k = 0; k < 2; k++) {
      double weight = 0;
      for (int at = 0; at < 16; at++) {
        weight += kernel[(at * 2 + k) * 3 + 1] / 16.0;
      }
      for (int at = 0; at < 16; at++) {
        expected[at] += (float) (weight * activations.get(k).values()[at]);
      }
    }
    for (int at = 0; at < 16; at++) {
      expected[at] = Math.max(0, expected[at]);
    }
    assertArrayEquals(expected, map.values(), 1e-5f);
  }

  @Test
  void theNetworkStaysAsItIs() {
    Network network =
        Sequential.of(6, 6, 1)
            .add(new Conv2D(2, 3), new BatchNorm(), new ReLU(), new Flatten(), new Dense(2))
            .build(3);
    float[] before = network.parameters().get(0).gradient().data().clone();
    float[] image = values(36, 2);
    GradCam cam = GradCam.of(network);
    float[] first = cam.map(image, 0).values();
    cam.map(values(36, 3), 1);
    assertArrayEquals(first, cam.map(image, 0).values());
    assertArrayEquals(before, network.parameters().get(0).gradient().data());
    assertArrayEquals(values(36, 2), image);
  }

  @Test
  void whatHasNoPlacesIsRefused() {
    Network flat = Sequential.of(5).add(new Dense(3), new ReLU(), new Dense(2)).build(1);
    assertThrows(IllegalArgumentException.class, () -> GradCam.of(flat));
    Network network = Sequential.of(4, 4, 1).add(new Flatten(), new Dense(2)).build(1);
    Exception none =
        assertThrows(IllegalArgumentException.class, () -> GradCam.of(network, "conv"));
    assertTrue(none.getMessage().contains("[flatten_1, dense_1]"), none::getMessage);
    assertThrows(IllegalArgumentException.class, () -> GradCam.of(network, "dense_1"));
  }

  @Test
  void filtersAreThoseOfTheKernel() {
    Network network = Sequential.of(4, 4, 2).add(new Conv2D(3, 2)).build(1);
    Conv2D convolution = network.layers(Conv2D.class).get(0);
    List<Plane> filters = FeatureMaps.filters(convolution, 1);
    assertEquals(3, filters.size());
    float[] kernel = convolution.parameters().get(0).value().data();
    for (int f = 0; f < 3; f++) {
      for (int at = 0; at < 4; at++) {
        assertEquals(kernel[(at * 2 + 1) * 3 + f], filters.get(f).values()[at]);
      }
    }
    assertThrows(IllegalArgumentException.class, () -> FeatureMaps.filters(convolution, 2));
  }

  @Test
  void aPlaneIsResizedBetweenItsMiddles() {
    Plane plane = new Plane(1, 2, new float[] {0, 4});
    assertArrayEquals(new float[] {0, 1, 3, 4}, plane.resized(1, 4).values());
    assertArrayEquals(plane.values(), plane.resized(1, 2).values());
    assertEquals(0, plane.least());
    assertEquals(4, plane.greatest());
  }

  private static float[] values(int count, long seed) {
    float[] values = new float[count];
    Rng rng = Rng.of(seed);
    for (int i = 0; i < count; i++) {
      values[i] = rng.nextFloat();
    }
    return values;
  }
}
