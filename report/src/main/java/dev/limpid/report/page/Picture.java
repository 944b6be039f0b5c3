package dev.limpid.report.page;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Figures side by side as one SVG file that stands alone, for documents that show pictures: charts
 * with their headings and legends, colours for light and dark in the file itself.
 */
public final class Picture {
  private static final int WIDTH = 920;
  private static final int MARGIN = 14;
  private static final int HEADING = 30;
  private static final int LINE = 20;
  private static final double LETTER = 7.2;
  private static final Pattern HEIGHT = Pattern.compile("viewBox=\"0 0 \\d+ ([0-9.]+)\"");

  private Picture() {}

  /**
   * The file's text.
   *
   * @param about what it shows, for those who don't see it
   * @param figures from left to right, one or more
   */
  public static String svg(String about, List<Figure> figures) {
    int width = (WIDTH - MARGIN * (figures.size() + 1)) / figures.size();
    Html inside = new Html();
    double height = 0;
    for (int i = 0; i < figures.size(); i++) {
      height =
          Math.max(height, figure(inside, figures.get(i), MARGIN + i * (width + MARGIN), width));
    }
    Html svg =
        new Html()
            .open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "viewBox",
                "0 0 " + WIDTH + " " + Html.coordinate(height + MARGIN),
                "width",
                WIDTH,
                "height",
                height + MARGIN,
                "role",
                "img",
                "aria-label",
                about);
    svg.open("style").raw(Page.resource("chart.css")).close();
    svg.shape("rect", "width", "100%", "height", "100%", "rx", 6, "fill", "var(--page)");
    return svg.raw(inside.toString()).close().raw("\n").toString();
  }

  /** Draws a figure and says where it ends. */
  private static double figure(Html svg, Figure figure, int x, int width) {
    if (figure.heading() != null) {
      svg.element("text", figure.heading(), "class", "heading", "x", x, "y", 24);
    }
    String chart = figure.chart().svg(width);
    Matcher matcher = HEIGHT.matcher(chart);
    if (!matcher.find()) {
      throw new IllegalStateException("the chart does not say how high it is");
    }
    double height = Double.parseDouble(matcher.group(1));
    String place = "<svg x=\"%d\" y=\"%d\" width=\"%d\" height=\"%s\"";
    svg.raw(
        String.format(Locale.ROOT, place, x, HEADING, width, matcher.group(1))
            + chart.substring(4));
    return legend(svg, figure, x, HEADING + height + 6, width);
  }

  private static double legend(Html svg, Figure figure, int left, double top, int width) {
    if (figure.chart() instanceof LineChart lines && lines.labelled() && width > 600) {
      return top;
    }
    double x = left;
    double y = top;
    for (Series series : figure.legend()) {
      double length = 34 + LETTER * series.label().length();
      if (x > left && x + length > left + width) {
        x = left;
        y += LINE;
      }
      String at = "translate(" + Html.coordinate(x) + " " + Html.coordinate(y) + ")";
      svg.open("g", "transform", at);
      Figure.swatch(svg, figure.chart(), series);
      svg.element("text", series.label(), "x", 30, "y", 10).close();
      x += length + 14;
    }
    return y + LINE;
  }
}
