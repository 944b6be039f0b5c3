package dev.limpid.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import dev.limpid.report.page.GapFigures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a run in a real browser. */
class BrowserTest {
  @TempDir static Path folder;
  private static Chromium browser;

  @BeforeAll
  static void start() throws Exception {
    // not in the temporary folder: Chromium puts links into it that JUnit warns of
    Path profile = Path.of("target", "chromium", "" + ProcessHandle.current().pid());
    browser = Chromium.start(Files.createDirectories(profile).toAbsolutePath());
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  static Map<String, RunRecord> runs() {
    return Map.of(
        "started", SampleRuns.started(),
        "one epoch", SampleRuns.typical(1),
        "typical", SampleRuns.typical(7),
        "200 epochs", SampleRuns.typical(200),
        "2 classes", SampleRuns.of(3, 3, SampleRuns.names(2), 5),
        "200 classes", SampleRuns.of(3, 3, SampleRuns.names(200), 6),
        "long names", SampleRuns.of(3, 3, List.of("<b>&\"".repeat(30), "x".repeat(200)), 7),
        "no probes", SampleRuns.withoutProbes(4),
        "failed", SampleRuns.failed());
  }

  @Test
  void everyPageOpensWithoutErrorsAndRequestsAndFitsAPhone() throws Exception {
    for (Map.Entry<String, RunRecord> run : runs().entrySet()) {
      Path page = write(run.getValue());
      for (int width : new int[] {1000, 360}) {
        String name = run.getKey() + " at " + width;
        browser.open(page, width, width == 360 ? "dark" : "light");
        assertEquals(List.of(), browser.problems(), name);
        assertEquals(List.of(page.toUri().toString()), browser.requests(), name);
        assertEquals(
            browser.evaluate("document.documentElement.clientWidth"),
            browser.evaluate("document.documentElement.scrollWidth"),
            name + " scrolls sideways");
        assertEquals(
            List.of(),
            browser.evaluate(
                "[...document.querySelectorAll('main *')].filter(e => e.checkVisibility()"
                    + " && !e.closest('.scroll, .legend') && e.getBoundingClientRect().right >"
                    + " innerWidth + 1).map(e => e.outerHTML.slice(0, 90))"),
            name + " has something that sticks out");
      }
    }
  }

  @Test
  void chartsAreDrawnInLightAndDark() throws Exception {
    Path page = write(SampleRuns.typical(7));
    List<Object> backgrounds = new ArrayList<>();
    for (String colours : List.of("light", "dark")) {
      browser.open(page, 1000, colours);
      backgrounds.add(browser.evaluate("getComputedStyle(document.body).backgroundColor"));
      browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
      List<?> charts =
          (List<?>)
              browser.evaluate(
                  "[...document.querySelectorAll('svg.chart')].filter(c => c.checkVisibility())"
                      + ".map(c => [c.getBBox().width, c.getBBox().height,"
                      + " c.querySelectorAll('.line, .part, .heat').length])");
      assertEquals(
          2 + 3 + 4 + 2 + 5 + 5 + 1 + 1,
          charts.size(),
          "curves, gap, terms, drift, curves and maps of health, confusions, reliability");
      for (Object chart : charts) {
        List<?> sizes = (List<?>) chart;
        assertTrue(((Number) sizes.get(0)).doubleValue() > 200, "width " + sizes);
        assertTrue(((Number) sizes.get(1)).doubleValue() > 60, "height " + sizes);
        assertTrue(((Number) sizes.get(2)).intValue() > 0, "nothing drawn: " + sizes);
      }
      assertEquals(
          List.of(),
          browser.evaluate(
              "[...document.querySelectorAll('.line, .part, .heat')].filter(e =>"
                  + " e.checkVisibility() && getComputedStyle(e).fill === 'none' &&"
                  + " getComputedStyle(e).stroke === 'none').map(e => e.outerHTML)"),
          "shapes without a colour");
      assertEquals(
          12L,
          browser.evaluate(
              "[...document.images].filter(i => i.complete && i.naturalWidth === 55).length"));
    }
    assertFalse(backgrounds.get(0).equals(backgrounds.get(1)), "dark is as light");
  }

  /** Eight of twelve images have maps; nothing speaks for the own class of the last of these. */
  @Test
  void mapsLieOverTheWorstImages() throws Exception {
    Path page = write(SampleRuns.typical(7));
    for (int width : new int[] {1400, 500}) {
      browser.open(page, width, "light");
      List<?> places =
          (List<?>)
              browser.evaluate(
                  "[...document.querySelectorAll('.maps')].map(item => {"
                      + " const box = e => e.getBoundingClientRect();"
                      + " const image = box(item.querySelector('img'));"
                      + " return [...item.querySelectorAll('svg')].map(svg => {"
                      + " const under = box(svg.querySelector('image:not(.map), use'));"
                      + " const map = svg.querySelector('.map');"
                      + " const off = (a, b) => Math.abs(a.x - b.x) + Math.abs(a.y - b.y)"
                      + " + Math.abs(a.width - b.width) + Math.abs(a.height - b.height);"
                      + " return [Math.abs(under.width - image.width) < 2 && under.height > 40,"
                      + " map !== null && off(under, box(map)) < 1]; }); })");
      assertEquals(8, places.size());
      for (int i = 0; i < 8; i++) {
        List<?> both = (List<?>) places.get(i);
        assertEquals(List.of(true, true), both.get(0), "predicted class of image " + i);
        assertEquals(List.of(true, i < 7), both.get(1), "own class of image " + i);
      }
      assertEquals(
          1L,
          browser.evaluate(
              "[...document.querySelectorAll('.maps figcaption')]"
                  + ".filter(e => e.textContent.endsWith('nothing speaks for it')).length"));
    }
  }

  @Test
  void itPrintsOnTwoPages() throws Exception {
    for (int epochs : new int[] {2, 20, 200}) {
      RunRecord run = SampleRuns.typical(epochs);
      Path page = folder.resolve("report.html");
      HtmlReport.write(run, new Doctor().diagnose(run), page);
      browser.open(page, 1000, "light");
      assertEquals(2, browser.printedPages(), epochs + " epochs");
    }
  }

  @Test
  void onPaperTheGapIsTakenApartAndTheCurvesAreThereOnce() throws Exception {
    browser.open(write(SampleRuns.typical(7)), 1000, "light");
    browser.showOnPaper();
    for (String figure : List.of("gap-last", "loss", "accuracy", "confusion-matrix")) {
      assertEquals(
          1L,
          browser.evaluate(
              "[...document.querySelectorAll('#"
                  + figure
                  + " svg.chart')].filter(chart => chart.getClientRects().length).length"),
          figure);
    }
  }

  @Test
  void aComparisonOpensWithoutErrorsAndFitsAPhone() throws Exception {
    Path page = folder.resolve("compare.html");
    Comparison.write(
        runs().entrySet().stream()
            .filter(run -> !run.getValue().epochs().isEmpty())
            .collect(Collectors.toMap(run -> run.getKey() + " <b>&", Map.Entry::getValue)),
        page);
    for (int width : new int[] {1000, 360}) {
      browser.open(page, width, "light");
      assertEquals(List.of(), browser.problems());
      assertEquals(List.of(page.toUri().toString()), browser.requests());
      assertEquals(
          browser.evaluate("document.documentElement.clientWidth"),
          browser.evaluate("document.documentElement.scrollWidth"));
      assertEquals(
          2L + 5,
          browser.evaluate(
              "[...document.querySelectorAll('svg.chart')].filter(c => c.checkVisibility() &&"
                  + " c.querySelectorAll('.line').length > 3).length"));
    }
  }

  @Test
  void itsNumbersAreThoseOfTheGapFile() throws Exception {
    RunRecord run = SampleRuns.typical(7);
    browser.open(write(run), 1000, "light");
    for (String metric : List.of("loss", "accuracy")) {
      List<?> rows =
          (List<?>)
              browser.evaluate(
                  "[...document.querySelectorAll('#gap-"
                      + metric
                      + " tbody tr')].map(row => [row.cells[0].textContent,"
                      + " ...[...row.querySelectorAll('data')].map(d => d.value)])");
      List<String> columns = new ArrayList<>(List.of("epoch"));
      for (String figure : List.of("running", "validation", "gap")) {
        columns.add(metric + "_" + figure);
      }
      for (Term term : GapFigures.termsOf(run.gaps())) {
        String column = metric + "_" + term.column();
        columns.addAll(List.of(column, column + "_low", column + "_high"));
      }
      String[] lines = RunFiles.gapsAsCsv(run.gaps()).split("\n");
      List<String> header = List.of(lines[0].split(","));
      assertEquals(7, rows.size());
      for (int i = 0; i < rows.size(); i++) {
        String[] fields = lines[i + 1].split(",", -1);
        List<String> expected =
            columns.stream().map(column -> fields[header.indexOf(column)]).toList();
        assertEquals(expected, rows.get(i));
      }
    }
  }

  @Test
  void keysAndFingersReadTheNumbersOfCharts() throws Exception {
    browser.open(write(SampleRuns.typical(7)), 1000, "light");
    browser.evaluate("document.querySelector('#gap-loss .wide svg.chart').focus()");
    browser.press("End");
    String tip = (String) browser.evaluate("document.getElementById('tip').textContent");
    assertTrue(tip.startsWith("epoch 7\n"), tip);
    assertTrue(tip.contains("BatchNorm lag: "), tip);
    browser.press("ArrowLeft");
    tip = (String) browser.evaluate("document.getElementById('tip').textContent");
    assertTrue(tip.startsWith("epoch 6\n"), tip);
    browser.evaluate("document.querySelector('#drift-mean svg.chart').focus()");
    browser.press("ArrowRight");
    browser.press("ArrowDown");
    tip = (String) browser.evaluate("document.getElementById('tip').textContent");
    assertTrue(tip.startsWith("batchnorm2, epoch 1: "), tip);
    browser.press("Escape");
    assertEquals(true, browser.evaluate("document.getElementById('tip').hidden"));
    browser.evaluate(
        "{ const chart = document.querySelector('#gap-loss .wide svg.chart');"
            + " const at = {pointerType: 'touch', bubbles: true,"
            + " clientX: chart.getBoundingClientRect().left + 70,"
            + " clientY: chart.getBoundingClientRect().top + 90};"
            + " chart.dispatchEvent(new PointerEvent('pointerdown', at));"
            + " chart.dispatchEvent(new PointerEvent('pointerleave', at)); }");
    tip = (String) browser.evaluate("document.getElementById('tip').textContent");
    assertTrue(tip.startsWith("epoch 1\n"), tip);
    assertEquals(false, browser.evaluate("document.getElementById('tip').hidden"));
    browser.evaluate(
        "document.body.dispatchEvent(new PointerEvent('pointerdown', {bubbles: true}))");
    assertEquals(true, browser.evaluate("document.getElementById('tip').hidden"));
    assertEquals(
        "Skip to the first section", browser.evaluate("document.querySelector('a').textContent"));
    assertEquals(
        List.of(),
        browser.evaluate(
            "[...document.querySelectorAll('nav a')].map(a => a.getAttribute('href'))"
                + ".filter(h => !document.querySelector(h))"),
        "links that lead nowhere");
    assertEquals(List.of(), browser.problems());
  }

  @Test
  void aPageThatIsLoadedAgainStaysWhereItWasRead() throws Exception {
    browser.open(write(SampleRuns.of(7, 20, SampleRuns.names(30), 1)), 1000, "light");
    assertEquals("17", browser.evaluate("document.body.dataset.refresh"));
    browser.evaluate("document.getElementById('gap-loss-table').open = true");
    browser.evaluate("window.scrollTo({top: 1500, behavior: 'instant'})");
    browser.evaluate("remember()");
    browser.open(folder.resolve("report.html"), 1000, "light");
    assertEquals(1500L, browser.evaluate("Math.round(window.scrollY)"));
    assertEquals(true, browser.evaluate("document.getElementById('gap-loss-table').open"));
    assertEquals(List.of(), browser.problems());
  }

  private static Path write(RunRecord run) throws Exception {
    Path page = folder.resolve("report.html");
    HtmlReport.write(run, List.of(), page);
    return page;
  }
}
