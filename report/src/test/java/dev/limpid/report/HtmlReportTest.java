package dev.limpid.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.run.LastValidation;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import dev.limpid.report.page.Labels;
import dev.limpid.report.page.Page;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page of a run, read as text. */
class HtmlReportTest {
  /** A run and its page. */
  record Page(RunRecord run, String html) {
    static Page of(RunRecord run) {
      return new Page(run, HtmlReport.html(run, List.of()));
    }

    @Override
    public String toString() {
      return run.epochs().size() + " epochs, " + run.data().classes().size() + " classes";
    }
  }

  /** Made once: the pages are large. */
  private static List<Page> pages;

  static synchronized List<Page> pages() {
    if (pages == null) {
      pages =
          Stream.of(
                  SampleRuns.started(),
                  SampleRuns.typical(1),
                  SampleRuns.typical(7),
                  SampleRuns.typical(200),
                  SampleRuns.of(3, 3, SampleRuns.names(2), 5),
                  SampleRuns.of(3, 3, SampleRuns.names(200), 6),
                  SampleRuns.of(2, 2, HOSTILE, 7),
                  SampleRuns.withoutProbes(4),
                  SampleRuns.failed())
              .map(Page::of)
              .toList();
    }
    return pages;
  }

  private static final List<String> HOSTILE =
      List.of(
          "<script>alert(1)</script>", "a & b", "\"quoted\" 'twice'", "</style>", "\u0007\u4e2d");

  @ParameterizedTest
  @MethodSource("pages")
  void nothingIsLoadedAndNothingIsNotANumber(Page page) {
    RunRecord run = page.run();
    String html = page.html();
    String withoutImages =
        html.replaceAll("(src|href)=\"data:image/png;base64,[A-Za-z0-9+/=]*\"", "");
    for (String way : List.of(" src=", "url(", "@import", "<iframe", "fetch(", "https:")) {
      assertFalse(withoutImages.contains(way), "the page has " + way);
    }
    String shown = run.problem() == null ? withoutImages : withoutImages.replace(run.problem(), "");
    assertFalse(shown.contains("NaN"), "a NaN is shown");
    assertFalse(shown.contains("Infinity"), "an infinity is shown");
    assertTrue(html.length() < 6_000_000, "the page has " + html.length() + " characters");
  }

  @Test
  void theSameRecordGivesTheSamePage() {
    RunRecord run = SampleRuns.typical(7);
    assertEquals(HtmlReport.html(run, List.of()), HtmlReport.html(run, List.of()));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyElementThatIsOpenedIsClosedInItsOrder(Page page) {
    List<String> open = new ArrayList<>();
    String body = page.html().replaceAll("(?s)<(style|script)>.*?</\\1>", "");
    Matcher tags = Pattern.compile("<(/?)([a-z0-9]+)([^<>]*?)(/?)>").matcher(body);
    while (tags.find()) {
      boolean empty =
          !tags.group(4).isEmpty() || List.of("meta", "link", "img").contains(tags.group(2));
      if (!tags.group(1).isEmpty()) {
        assertEquals(open.remove(open.size() - 1), tags.group(2));
      } else if (!empty) {
        open.add(tags.group(2));
      }
    }
    assertEquals(List.of(), open);
  }

  @Test
  void namesAreTextWhateverTheyAre() {
    RunRecord run = SampleRuns.of(2, 2, HOSTILE, 7);
    String html =
        HtmlReport.html(
            run,
            List.of(
                Finding.of("name", Severity.WARNING, "<b>title</b>", "a < b & c")
                    .withEvidence("\"x\"", "<1>", Evidence.Section.GAP)
                    .withChange(Change.inCode("<i>", "why"))));
    assertTrue(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assertTrue(html.contains("a &amp; b"));
    assertTrue(html.contains("&quot;quoted&quot; &#39;twice&#39;"));
    assertTrue(html.contains("&lt;b&gt;title&lt;/b&gt;"));
    assertFalse(html.contains("<script>alert"));
    assertFalse(html.contains("<b>title"));
    assertFalse(html.contains("\u0007"));
    assertEquals(1, html.split("</style>", -1).length - 1);
    assertEquals(1, html.split("</script>", -1).length - 1);
  }

  @Test
  void whatWasNotMeasuredHasNoSection() {
    String plain = HtmlReport.html(SampleRuns.withoutProbes(4), List.of());
    for (String id : List.of("findings", "gap", "drift", "health", "confusion", "images")) {
      assertFalse(plain.contains("<section id=\"" + id + "\""), id);
    }
    assertTrue(plain.contains("<section id=\"curves\""));
    String full = HtmlReport.html(SampleRuns.typical(4), List.of());
    for (String id :
        List.of("curves", "gap", "drift", "health", "confusion", "calibration", "images", "run")) {
      assertTrue(full.contains("<section id=\"" + id + "\""), id);
    }
  }

  /** A matrix that has its diagonal alone takes room and says nothing. */
  @Test
  void aValidationWithoutMistakesHasNoMatrix() {
    RunRecord run = SampleRuns.typical(4);
    int[][] right = new int[30][30];
    for (int c = 0; c < 30; c++) {
      right[c][c] = 7;
    }
    LastValidation none = new LastValidation(4, 5, right, List.of(), null);
    String html = HtmlReport.html(RunCopy.of(run).validation(none).record(), List.of());
    assertFalse(html.contains("id=\"confusion-matrix\""));
    assertTrue(html.contains("None: all 210 validation images were recognised."));
    assertTrue(HtmlReport.html(run, List.of()).contains("id=\"confusion-matrix\""));
  }

  /** What the waterfall shows with one interval is not shown below it with another. */
  @Test
  void generalisationHasOneInterval() {
    String html = HtmlReport.html(SampleRuns.typical(4), List.of());
    assertFalse(html.contains("with the interval for other images"));
  }

  @Test
  void aRunningTrainingIsLookedAtAgainAndAFinishedOneIsNot() {
    String running = HtmlReport.html(SampleRuns.of(7, 20, SampleRuns.names(30), 1), List.of());
    assertTrue(running.contains("data-refresh=\""));
    assertTrue(running.contains("epoch 7 of 20"));
    String finished = HtmlReport.html(SampleRuns.typical(7), List.of());
    assertFalse(finished.contains("data-refresh=\""));
    assertFalse(finished.contains("http-equiv=\"refresh\""));
    String failed = HtmlReport.html(SampleRuns.failed(), List.of());
    assertFalse(failed.contains("data-refresh=\""));
    assertTrue(failed.contains("failed in epoch 3 of 20"));
    assertTrue(failed.contains(SampleRuns.failed().problem()));
  }

  @Test
  void theHeadlineIsAStoryInThreeSentences() {
    Finding wrong =
        Finding.of("lag", Severity.PROBLEM, "The averages lag behind", "They do.")
            .withChange(Setting.RECALIBRATE, null, "statistics of the whole training set");
    String losses =
        "After epoch 7 of 7, validation loss (2.795) is 2.359 above the printed training loss"
            + " (0.436). Most of it in this epoch is BatchNorm lag, +2.210 \u00b1 0.098: the moving averages lag"
            + " behind the weights.";
    RunRecord run = SampleRuns.typical(7);
    assertEquals(losses, Headline.of(run, List.of()).replace('\u00a0', ' '));
    assertEquals(
        losses + " What is wrong first: The averages lag behind (to change: --recalibrate).",
        Headline.of(run, List.of(wrong)).replace('\u00a0', ' '));
    Finding second = Finding.of("late", Severity.WARNING, "Overfitting since epoch 9", "It does.");
    assertEquals(
        losses
            + " What is wrong first: The averages lag behind (to change: --recalibrate); then:"
            + " Overfitting since epoch 9.",
        Headline.of(run, List.of(wrong, second, wrong)).replace('\u00a0', ' '));
    assertEquals(
        Headline.of(run, List.of(wrong)),
        Headline.of(run, List.of(wrong, second.withSeverity(Severity.NOTE))));
    Finding fine = Finding.of("fine", Severity.FINE, "Nothing is wrong", "Nothing.");
    assertEquals(
        losses + " Nothing is wrong.", Headline.of(run, List.of(fine)).replace('\u00a0', ' '));
    assertEquals(
        "After epoch 4 the training loss is 1.210; there is no validation set.",
        Headline.of(SampleRuns.withoutProbes(4), List.of()));
    assertEquals("The first epoch is not done yet.", Headline.of(SampleRuns.started(), List.of()));
  }

  @Test
  void theHeadingHasTheImagesTheNetworkAndTheDay() {
    RunRecord run = SampleRuns.typical(3);
    LocalDate day = LocalDate.of(2026, 2, 1);
    assertTrue(Heading.of(run, day).endsWith(", 1 February 2026"), Heading.of(run, day));
    assertEquals(Heading.of(run, day), Heading.of(run, null) + ", 1 February 2026");
    assertTrue(HtmlReport.html(run, List.of()).contains("<h1>" + Heading.of(run, null) + "</h1>"));
  }

  @Test
  void aFigureStandsOpenOnlyWhereItIsOutOfTheUsualRange() {
    String usual = usual("");
    assertTrue(usual.contains("<details id=\"x-usual\"><summary>"), usual);
    assertTrue(usual.contains("0.250 to 0.500; usual: up to 1"), usual);
    String out = usual("epoch 3");
    assertFalse(out.contains("<details"), out);
    assertTrue(out.contains("Out of the usual range (up to 1): epoch 3"), out);
  }

  @Test
  void layersHaveMapsFromFiveEpochsOn() {
    assertFalse(HtmlReport.html(SampleRuns.typical(4), List.of()).contains("data-kind=\"cells\""));
    assertTrue(HtmlReport.html(SampleRuns.typical(5), List.of()).contains("data-kind=\"cells\""));
  }

  private static String usual(String out) {
    Usual usual = new Usual();
    usual.add("x", "X", "up to 1", out, new double[] {0.5, Double.NaN, 0.25}, "<figure></figure>");
    return usual.html("panels");
  }

  @Test
  void theOrderOfTheChainIsSaid() {
    String html = HtmlReport.html(SampleRuns.typical(3), List.of());
    assertTrue(html.contains("averaging, batch dependence, generalisation, BatchNorm lag"));
  }

  @Test
  void foldersOfTheMachineAreNotShown() {
    assertEquals("faces", Labels.withoutFolders("/home/somebody/faces/"));
    assertEquals("faces", Labels.withoutFolders("C:\\Users\\somebody\\faces"));
    assertEquals("faces", Labels.withoutFolders("../faces"));
    assertEquals("characters", Labels.withoutFolders("characters"));
    assertEquals("a/1.png", Labels.withoutFolders("a/1.png"));
  }

  @Test
  void longNamesAreCutInTheirMiddleAndKeepTheirEnds() {
    assertEquals("batchnorm", Labels.shorten("batchnorm", 12));
    assertEquals("stage1\u2026conv2", Labels.shorten("stage1.block3.conv2", 12));
    assertEquals(5, Labels.shorten("\ud83d\ude00".repeat(9), 5).codePointCount(0, 9));
  }
}
