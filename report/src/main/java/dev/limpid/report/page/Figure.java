package dev.limpid.report.page;

import java.util.List;

/**
 * A chart with its heading, what is to be said about it, its legend, and the table of its numbers.
 *
 * @param id names it within the page
 * @param heading or null
 * @param note what it shows and how to read it, or null
 * @param chart the picture
 * @param legend the curves or parts of the picture; empty for none
 * @param table its numbers, in the order in which the picture shows them
 */
public record Figure(
    String id, String heading, String note, Chart chart, List<Series> legend, Table table) {

  /** The figure, as wide as the column. */
  public String html() {
    return html(0);
  }

  /** One of so many figures side by side. */
  public String panel(int columns) {
    return html((Chart.WIDE - 28 * (columns - 1)) / columns);
  }

  private String html(int panel) {
    boolean full = panel == 0;
    Html html = new Html().open("figure", "id", id, "class", full ? "full" : "panel");
    if (heading != null) {
      html.element("h3", heading);
    }
    if (full) {
      html.open("div", "class", "wide").raw(chart.svg(Chart.WIDE)).close();
      html.open("div", "class", "narrow").raw(chart.svg(Chart.NARROW)).close();
    } else {
      html.raw(chart.svg(panel));
    }
    if (!legend.isEmpty()) {
      legend(html);
    }
    if (note != null) {
      html.element("figcaption", note);
    }
    html.open("details", "id", id + "-table").element("summary", "Numbers");
    html.raw(table.html(heading == null ? "Numbers" : heading)).close();
    return html.close().toString();
  }

  private void legend(Html html) {
    boolean direct = chart instanceof LineChart lines && lines.labelled();
    html.open("ul", "class", direct ? "legend direct" : "legend");
    for (Series series : legend) {
      html.open("li");
      html.open("svg", "viewBox", "0 0 24 10", "width", 24, "height", 10, "aria-hidden", "true");
      swatch(html, chart, series);
      html.close().text(series.label()).close();
    }
    html.close();
  }

  /** What a curve or part looks like, 24 x 10. */
  static void swatch(Html html, Chart chart, Series series) {
    if (chart instanceof LineChart) {
      html.shape("path", "class", "line " + series.style(), "d", "M0 5H24");
    } else {
      html.shape("rect", "class", "part " + series.style(), "width", 24, "height", 10, "rx", 2);
    }
  }
}
