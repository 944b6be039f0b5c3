package dev.limpid.train.data.characters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class StrokePathTest {
  @Test
  void linesAreCutIntoShortPieces() {
    Stroke stroke = StrokePath.parse("M 0 0 L 100 0 L 100 40").get(0);
    assertEnds(stroke, 0, 0, 100, 40);
    for (int i = 1; i < stroke.points(); i++) {
      double dx = stroke.x()[i] - stroke.x()[i - 1];
      double dy = stroke.y()[i] - stroke.y()[i - 1];
      double length = Math.sqrt(dx * dx + dy * dy);
      assertTrue(length > 0 && length <= 8 + 1e-9, "piece of " + length);
    }
  }

  @Test
  void aBarLiftsThePen() {
    List<Stroke> strokes = StrokePath.parse("M 0 0 L 5 5 | M 9 9 L 4 4");
    assertEquals(2, strokes.size());
    assertEnds(strokes.get(1), 9, 9, 4, 4);
  }

  @Test
  void anArcStaysOnItsEllipse() {
    Stroke stroke = StrokePath.parse("A 10 20 30 40 0 360").get(0);
    assertEnds(stroke, 40, 20, 40, 20);
    for (int i = 0; i < stroke.points(); i++) {
      double u = (stroke.x()[i] - 10) / 30;
      double v = (stroke.y()[i] - 20) / 40;
      assertEquals(1, u * u + v * v, 1e-12);
    }
    assertEnds(StrokePath.parse("A 0 0 10 10 0 90").get(0), 10, 0, 0, 10); // 90 degrees is below
  }

  @Test
  void curvesPassWhereDeCasteljauSays() {
    Stroke cubic = StrokePath.parse("M 0 0 C 0 8 16 8 16 0").get(0);
    assertEnds(cubic, 0, 0, 16, 0);
    assertEquals(8, cubic.x()[7], 1e-12);
    assertEquals(6, cubic.y()[7], 1e-12);
    Stroke quadratic = StrokePath.parse("M 0 0 Q 8 8 16 0").get(0);
    assertEquals(8, quadratic.x()[7], 1e-12);
    assertEquals(4, quadratic.y()[7], 1e-12);
  }

  @Test
  void anUnknownCommandIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> StrokePath.parse("M 0 0 B 1 1"));
  }

  @Test
  void everyGlyphLiesBetweenTopAndBaseLine() {
    for (int character = 0; character < Glyphs.names().size(); character++) {
      for (List<Stroke> form : Glyphs.forms(character)) {
        double top = Double.POSITIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (Stroke stroke : form) {
          assertTrue(stroke.points() >= 2);
          for (int i = 0; i < stroke.points(); i++) {
            top = Math.min(top, stroke.y()[i]);
            bottom = Math.max(bottom, stroke.y()[i]);
            assertTrue(stroke.x()[i] >= 0 && stroke.x()[i] <= 90);
          }
        }
        String name = Glyphs.names().get(character);
        assertEquals(0, top, 3.5, name);
        assertEquals(100, bottom, 3.5, name);
      }
    }
  }

  private static void assertEnds(Stroke stroke, double x0, double y0, double x1, double y1) {
    assertEquals(x0, stroke.x()[0], 1e-9);
    assertEquals(y0, stroke.y()[0], 1e-9);
    assertEquals(x1, stroke.x()[stroke.points() - 1], 1e-9);
    assertEquals(y1, stroke.y()[stroke.points() - 1], 1e-9);
  }
}
