package dev.limpid.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.train.LearningRateCurve;
import dev.limpid.train.LearningRateCurve.Point;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearningRatePageTest {
  @Test
  void aCurveThatFallsHasItsSuggestionOnThePage() {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i <= 100; i++) {
      double log = -6 + 7 * i / 100.0;
      double loss = 2 - 1 / (1 + Math.exp(-3 * (log + 3))) + Math.max(0, log) * 3;
      points.add(new Point(Math.pow(10, log), loss, loss));
    }
    String html = LearningRatePage.html(new LearningRateCurve(points, false), "x");
    assertTrue(html.contains("suggested"), html);
    assertFalse(html.contains("did not fall"), html);
  }

  @Test
  void aCurveThatDoesNotFallSaysSo() {
    String html = LearningRatePage.html(new LearningRateCurve(List.of(), true), "x");
    assertTrue(html.contains("did not fall"), html);
  }
}
