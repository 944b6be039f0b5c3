package dev.limpid.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page of several runs, read as text. */
class ComparisonTest {
  @Test
  void settingsThatDifferAreSaidAndTheOthersAreNot() {
    String html = Comparison.html(named(SampleRuns.typical(4), SampleRuns.typical(6)));
    assertTrue(html.contains("<th scope=\"row\">epochs</th><td class=\"text\">4</td>"));
    assertFalse(html.contains("<th scope=\"row\">learning rate</th>"));
    String same = Comparison.html(named(SampleRuns.typical(4), SampleRuns.typical(4)));
    assertTrue(same.contains("All settings are the same."));
  }

  @Test
  void runsOfDifferentLengthsAndWithoutGapsStandSideBySide() {
    String html =
        Comparison.html(
            named(SampleRuns.typical(9), SampleRuns.withoutProbes(2), SampleRuns.failed()));
    assertTrue(html.contains("<section id=\"gaps\""));
    assertFalse(html.contains("NaN"));
    String plain = Comparison.html(named(SampleRuns.withoutProbes(2), SampleRuns.withoutProbes(1)));
    assertFalse(plain.contains("<section id=\"gaps\""));
  }

  @Test
  void aRunWithoutAnEpochIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Comparison.html(named(SampleRuns.typical(2), SampleRuns.started())));
  }

  private static Map<String, RunRecord> named(RunRecord... runs) {
    Map<String, RunRecord> named = new LinkedHashMap<>();
    for (RunRecord run : runs) {
      named.put("run " + (named.size() + 1), run);
    }
    return named;
  }
}
