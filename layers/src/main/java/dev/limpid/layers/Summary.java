package dev.limpid.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table that {@link Sequential#summary()} gives. */
final class Summary {
  private Summary() {}

  static String of(Sequential network) {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"Layer", "Output shape", "Parameters", "Computed by"});
    rows.add(new String[] {"input", batch(network.inputShape().toString()), "0", ""});
    for (Layer layer : network.layers()) {
      long count = layer.parameters().stream().mapToLong(p -> p.value().size()).sum();
      String by = layer instanceof Conv2D conv ? conv.algorithm().name() : "";
      rows.add(
          new String[] {
            layer.name() + " (" + layer.type() + ")",
            batch(layer.outputShape().toString()),
            number(count),
            by
          });
    }
    int[] widths = new int[4];
    for (String[] row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row[column].length());
      }
    }
    StringBuilder text = new StringBuilder();
    String rule = "-".repeat(widths[0] + widths[1] + widths[2] + widths[3] + 6) + "\n";
    for (int i = 0; i < rows.size(); i++) {
      String[] row = rows.get(i);
      String format =
          "%-" + widths[0] + "s  %-" + widths[1] + "s  %" + widths[2] + "s  %-" + widths[3] + "s";
      text.append(String.format(Locale.ROOT, format, (Object[]) row).stripTrailing()).append('\n');
      if (i == 0) {
        text.append(rule);
      }
    }
    long all = network.parameterCount();
    long trained = network.trainableCount();
    return text.append(rule)
        .append("Parameters: ")
        .append(number(all))
        .append('\n')
        .append("Trainable: ")
        .append(number(trained))
        .append('\n')
        .append("Non-trainable: ")
        .append(number(all - trained))
        .append('\n')
        .toString();
  }

  private static String batch(String sample) {
    return "[N," + sample.substring(1);
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
