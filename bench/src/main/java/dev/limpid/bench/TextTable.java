package dev.limpid.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of cells under headers, for a terminal or for Markdown. The first column is text. */
public final class TextTable {
  private final List<String[]> rows = new ArrayList<>();
  private final int columns;

  /** An empty table. */
  public TextTable(String... headers) {
    columns = headers.length;
    rows.add(headers);
  }

  /** Appends a row; cells are written as they print. */
  public void row(Object... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException(cells.length + " cells for " + columns + " columns");
    }
    rows.add(Arrays.stream(cells).map(String::valueOf).toArray(String[]::new));
  }

  /** The table as Markdown. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      text.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
      if (i == 0) {
        text.append("| --- ".repeat(columns)).append("|\n");
      }
    }
    return text.toString();
  }

  /** Aligned with spaces. */
  @Override
  public String toString() {
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int j = 0; j < columns; j++) {
        widths[j] = Math.max(widths[j], row[j].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int j = 0; j < columns; j++) {
        line.append(row[j]).append(" ".repeat(widths[j] - row[j].length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
