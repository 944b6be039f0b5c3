package dev.limpid.report.page;

import dev.limpid.insight.gap.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/** The numbers of a chart as a table. The first cell of a row names it. */
public final class Table {
  private static final Estimate ABSENT = new Estimate(Double.NaN, Double.NaN, Double.NaN);

  private final List<String> headers;
  private final List<List<String>> rows = new ArrayList<>();
  private List<String> row;

  /** A table with these headers; the first is that of the names. */
  public Table(List<String> headers) {
    this.headers = List.copyOf(headers);
  }

  /** A table with these headers; the first is that of the names. */
  public static Table of(String... headers) {
    return new Table(List.of(headers));
  }

  /**
   * The numbers of curves, a column each.
   *
   * @param epochs numbers of the rows
   * @param shown how a number is shown
   */
  public static Table of(List<Integer> epochs, List<Series> curves, DoubleFunction<String> shown) {
    List<String> headers = new ArrayList<>(List.of("epoch"));
    curves.forEach(curve -> headers.add(curve.label()));
    Table table = new Table(headers);
    for (int i = 0; i < epochs.size(); i++) {
      table.row(epochs.get(i).toString());
      for (Series curve : curves) {
        table.number(curve.values()[i], shown.apply(curve.values()[i]));
      }
    }
    return table;
  }

  /** Begins a row. */
  public Table row(String name) {
    row = new ArrayList<>();
    row.add(new Html().element("th", name, "scope", "row").toString());
    rows.add(row);
    return this;
  }

  /** Adds a text to the row. */
  public Table text(String text) {
    row.add(new Html().element("td", text, "class", "text").toString());
    return this;
  }

  /** Adds a number to the row: shown rounded, kept in full in the cell. */
  public Table number(double value) {
    return number(value, Numbers.number(value));
  }

  /** Adds a number to the row that is shown as this text. */
  public Table number(double value, String shown) {
    Html cell = new Html().open("td");
    if (Double.isFinite(value)) {
      cell.element("data", shown, "value", Double.toString(value));
    } else {
      cell.text(shown);
    }
    row.add(cell.close().toString());
    return this;
  }

  /** Adds an estimate with its interval, in three cells; dashes if it is null. */
  public Table estimate(Estimate estimate) {
    Estimate shown = estimate == null ? ABSENT : estimate;
    for (double value : new double[] {shown.value(), shown.low(), shown.high()}) {
      number(value, Numbers.signed(value));
    }
    return this;
  }

  /** How many rows there are. */
  public int size() {
    return rows.size();
  }

  /** The table as HTML; it scrolls by itself where it does not fit. */
  public String html(String caption) {
    Html html = new Html();
    html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption);
    html.open("table").element("caption", caption);
    html.open("thead").open("tr");
    headers.forEach(header -> html.element("th", header, "scope", "col"));
    html.close().close().open("tbody");
    for (List<String> cells : rows) {
      html.open("tr");
      cells.forEach(html::raw);
      html.close();
    }
    return html.close().close().close().toString();
  }
}
