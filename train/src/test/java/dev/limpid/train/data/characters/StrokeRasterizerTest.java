package dev.limpid.train.data.characters;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.core.Rng;
import org.junit.jupiter.api.Test;

class StrokeRasterizerTest {
  private final StrokeRasterizer strokes = new StrokeRasterizer(20, 30);

  @Test
  void aLevelBarCoversThePixelsItLiesOn() {
    strokes.clear();
    strokes.add(-10, 10, 40, 10, 2.25); // from 7.75 to 12.25
    double[] expected = {0, 0.25, 1, 1, 1, 1, 0.25, 0};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], strokes.coverage((6 + i) * 30 + 15), 1e-12, "row " + (6 + i));
    }
  }

  @Test
  void theOutlineIsTheInnerEdge() {
    strokes.clear();
    strokes.add(-10, 10, 40, 10, 4); // from 6 to 14
    double[] expected = {0, 1, 0, 0, 0, 0, 0, 0, 1, 0};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], strokes.outline((5 + i) * 30 + 15, 1), 1e-12, "row " + (5 + i));
    }
  }

  @Test
  void theCoveredAreaIsThatOfTheStroke() {
    for (int seed = 0; seed < 50; seed++) {
      Rng rng = Rng.of(seed);
      double x = 8 + 14 * rng.nextDouble();
      double y = 8 + 4 * rng.nextDouble();
      double dx = 8 * (rng.nextDouble() - 0.5);
      double dy = 8 * (rng.nextDouble() - 0.5);
      double radius = 1.5 + 2 * rng.nextDouble();
      strokes.clear();
      strokes.add(x, y, x + dx, y + dy, radius);
      double covered = 0;
      for (int i = 0; i < 20 * 30; i++) {
        covered += strokes.coverage(i);
      }
      double area = Math.PI * radius * radius + 2 * radius * Math.sqrt(dx * dx + dy * dy);
      assertEquals(area, covered, 0.03 * area, "seed " + seed);
    }
  }

  @Test
  void nothingIsDrawnOutside() {
    strokes.clear();
    strokes.add(-50, -50, -40, -45, 3);
    strokes.add(200, 10, 220, 10, 3);
    for (int i = 0; i < 20 * 30; i++) {
      assertEquals(0, strokes.coverage(i));
      assertEquals(0, strokes.outline(i, 1));
    }
  }
}
