package dev.limpid.insight.measure.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.core.Rng;
import org.junit.jupiter.api.Test;

class EdgeHistogramTest {
  private static final int HEIGHT = 12;
  private static final int WIDTH = 8;
  private static final Layout LAYOUT = new Layout(HEIGHT, WIDTH, 1, true);

  private static EdgeHistogram of(float[] gray) {
    EdgeHistogram edges = new EdgeHistogram(LAYOUT, 4);
    edges.measure(gray);
    return edges;
  }

  /** Brightness that rises in one direction is in the eighth of the half turn that it is in. */
  @Test
  void aRampIsInTheDirectionThatItRisesIn() {
    for (int k = 0; k < 8; k++) {
      double angle = (k + 0.5) * Math.PI / 8; // of the gradient, from right towards below
      float[] up = new float[HEIGHT * WIDTH];
      float[] down = new float[up.length];
      for (int p = 0; p < up.length; p++) {
        up[p] = (float) (Math.cos(angle) * (p % WIDTH) + Math.sin(angle) * (p / WIDTH));
        down[p] = 5 - up[p];
      }
      float[] expected = new float[8];
      expected[k] = 1;
      assertArrayEquals(expected, of(up).orientations(), 1e-6f, "direction " + k);
      assertArrayEquals(expected, of(down).orientations(), 1e-6f, "dark on light, " + k);
    }
  }

  @Test
  void horizontalGradientsAreInTheFirstDirectionWhicheverWayTheyGo() {
    float[] up = new float[HEIGHT * WIDTH];
    float[] down = new float[up.length];
    for (int p = 0; p < up.length; p++) {
      up[p] = p % WIDTH;
      down[p] = -up[p];
    }
    assertEquals(1, of(up).orientations()[0], 1e-6);
    assertEquals(1, of(down).orientations()[0], 1e-6);
  }

  /** Against the angle by atan2, in double. */
  @Test
  void eachCellHasTheRootOfItsShare() {
    for (int seed = 0; seed < 5; seed++) {
      Rng rng = Rng.of(seed);
      float[] gray = new float[HEIGHT * WIDTH];
      for (int p = 0; p < gray.length; p++) {
        gray[p] = rng.nextFloat();
      }
      double[] strength = new double[16 * 8];
      double total = 0;
      for (int y = 1; y < HEIGHT - 1; y++) {
        for (int x = 1; x < WIDTH - 1; x++) {
          double dx = (double) gray[y * WIDTH + x + 1] - gray[y * WIDTH + x - 1];
          double dy = (double) gray[(y + 1) * WIDTH + x] - gray[(y - 1) * WIDTH + x];
          double angle = Math.atan2(dy, dx);
          double half = angle < 0 ? angle + Math.PI : angle;
          int direction = (int) Math.floor(half / (Math.PI / 8)) % 8;
          int cell = y / (HEIGHT / 4) * 4 + x / (WIDTH / 4);
          strength[cell * 8 + direction] += Math.hypot(dx, dy);
          total += Math.hypot(dx, dy);
        }
      }
      EdgeHistogram edges = of(gray);
      float[] roots = edges.byCell();
      float[] shares = new float[8];
      for (int i = 0; i < strength.length; i++) {
        assertEquals(Math.sqrt(strength[i] / total), roots[i], 1e-6, "seed " + seed + ", " + i);
        shares[i % 8] += (float) (strength[i] / total);
      }
      assertArrayEquals(shares, edges.orientations(), 1e-6f, "seed " + seed);
    }
  }

  @Test
  void aFlatImageHasNoEdgesEvenAfterAnother() {
    float[] ramp = new float[HEIGHT * WIDTH];
    for (int p = 0; p < ramp.length; p++) {
      ramp[p] = p;
    }
    EdgeHistogram edges = of(ramp);
    assertEquals(1, edges.orientations()[3], 1e-6); // one to the right, eight down: 83 degrees
    edges.measure(new float[HEIGHT * WIDTH]);
    assertArrayEquals(new float[8], edges.orientations());
  }
}
