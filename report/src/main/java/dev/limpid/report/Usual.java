package dev.limpid.report;

import dev.limpid.report.page.Html;
import dev.limpid.report.page.Numbers;
import java.util.Arrays;

/**
 * Figures that are folded into a line where they are as usual, and stand open, marked, where they
 * are not.
 */
final class Usual {
  private final Html open = new Html();
  private final Html folded = new Html();

  /**
   * Adds a figure.
   *
   * @param id of the figure
   * @param heading what it shows
   * @param range what is usual, such as {@code 0 to 0.5}
   * @param out what is not, such as {@code epoch 3}; empty if all is as usual
   * @param values that the figure shows
   * @param figure as HTML; empty if there is nothing to show
   */
  void add(String id, String heading, String range, String out, double[] values, String figure) {
    if (figure.isEmpty()) {
      return;
    }
    if (!out.isEmpty()) {
      open.open("div", "class", "unusual");
      open.element("p", "Out of the usual range (" + range + "): " + out, "class", "mark");
      open.raw(figure).close();
      return;
    }
    folded.open("details", "id", id + "-usual").open("summary");
    folded.element("strong", heading).text(": " + between(values) + "; usual: " + range).close();
    folded.raw(figure).close();
  }

  /** The lowest and the highest of the values, as they are shown. */
  private static String between(double[] values) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    if (finite.length == 0) {
      return Numbers.NONE;
    }
    String low = Numbers.number(finite[0]);
    String high = Numbers.number(finite[finite.length - 1]);
    return low.equals(high) ? low : low + " to " + high;
  }

  /** The open figures, then the folded ones. */
  String html(String container) {
    Html html = new Html();
    if (!open.toString().isEmpty()) {
      html.open("div", "class", container).raw(open.toString()).close();
    }
    return html.raw(folded.toString()).toString();
  }
}
