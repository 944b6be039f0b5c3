package dev.limpid.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Figures of runs, and pictures that stand alone. */
class PictureTest {
  private static final RunRecord RUN = SampleRuns.typical(7);

  @Test
  void aPictureIsWholeByItself() throws Exception {
    String text =
        Picture.svg(
            "<curves> & gap",
            List.of(RunFigures.losses("a", "Loss & more", RUN), RunFigures.gap("b", "Gap", RUN)));
    Document svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    assertEquals("<curves> & gap", svg.getDocumentElement().getAttribute("aria-label"));
    for (String way : List.of("href", "url(", "@import", "<script", "<image", "NaN")) {
      assertFalse(text.contains(way), "the picture has " + way);
    }
    double height = Double.parseDouble(svg.getDocumentElement().getAttribute("height"));
    NodeList charts = svg.getElementsByTagName("svg");
    assertEquals(1 + 2, charts.getLength(), "the picture and its charts");
    double end = 0;
    for (int i = 1; i < charts.getLength(); i++) {
      Element chart = (Element) charts.item(i);
      assertTrue(Double.parseDouble(chart.getAttribute("x")) >= end, "charts overlap");
      end = number(chart, "x") + number(chart, "width");
      assertTrue(end <= 920, "a chart sticks out to the right");
      assertTrue(number(chart, "y") + number(chart, "height") < height, "... or below");
    }
    for (Term term : GapFigures.termsOf(RUN.gaps())) {
      assertTrue(text.contains(">" + term.label() + "<"), "the legend lacks " + term);
    }
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  @Test
  void theLossesAreThoseOfTheRun() {
    String html = RunFigures.losses("a", "Loss", RUN).html();
    assertTrue(html.contains("value=\"" + RUN.epochs().get(6).loss() + "\""));
    assertTrue(html.contains("value=\"" + RUN.epochs().get(6).validationLoss() + "\""));
    double population = RUN.gaps().get(6).lossLevels().validationPopulation().value();
    assertTrue(html.contains("value=\"" + population + "\""));
  }

  @Test
  void runsOfDifferentLengthShareAChart() {
    Figure figure =
        RunFigures.validations(
            "a", "Loss", null, Map.of("short", RUN, "long", SampleRuns.typical(20)));
    assertEquals(20, figure.table().size());
    assertFalse(figure.html().contains("NaN"));
  }

  @Test
  void whatWasNotMeasuredCannotBeDrawn() {
    RunRecord plain = SampleRuns.withoutProbes(4);
    assertThrows(IllegalArgumentException.class, () -> RunFigures.gap("a", "Gap", plain));
    assertEquals(1, RunFigures.losses("a", "Loss", plain).legend().size());
  }
}
