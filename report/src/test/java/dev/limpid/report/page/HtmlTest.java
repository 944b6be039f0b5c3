package dev.limpid.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HtmlTest {
  @Test
  void optionsInProseDoNotBreakBehindTheirHyphens() {
    assertEquals(
        "lag (to change: <code class=\"option\">--batchnorm-momentum</code> 0.9), a &lt; b -- c",
        new Html().prose("lag (to change: --batchnorm-momentum 0.9), a < b -- c").toString());
    assertEquals("no option", new Html().prose("no option").toString());
  }
}
