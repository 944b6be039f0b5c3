package dev.limpid.layers;

import dev.limpid.core.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table that {@link Network#summary()} gives. */
final class Summary {
  private static final int COLUMNS = 5;

  private final List<String[]> rows = new ArrayList<>();

  private Summary(Network network) {
    boolean chain = network.isChain();
    rows.add(
        new String[] {"Layer", "Output shape", "Parameters", "Computed by", chain ? "" : "Takes"});
    network
        .inputs()
        .forEach((name, shape) -> rows.add(new String[] {name, batch(shape), "0", "", ""}));
    for (int i = 0; i < network.layers().size(); i++) {
      String takes = chain ? "" : String.join(", ", network.sources(i));
      add(network.layers().get(i), "", takes);
    }
  }

  static String of(Network network) {
    return new Summary(network).text(network.parameterCount(), network.trainableCount());
  }

  /** A row for a layer, and below it those of the layers that it is made of. */
  private void add(Layer layer, String indent, String takes) {
    boolean shares = layer.weightsOf() != layer;
    long count = shares ? 0 : layer.parameters().stream().mapToLong(p -> p.value().size()).sum();
    rows.add(
        new String[] {
          indent
              + layer.name()
              + " ("
              + layer.type()
              + (shares ? ", weights of " + layer.weightsOf().name() : "")
              + (layer.isTrainable() || layer.parameters().isEmpty() ? ")" : ", frozen)"),
          batch(layer.outputShape()),
          number(count),
          layer instanceof Conv2D conv ? conv.algorithm().name() : "",
          takes
        });
    layer.children().forEach(child -> add(child, indent + "  ", ""));
  }

  private String text(long all, long trained) {
    int[] widths = new int[COLUMNS];
    for (String[] row : rows) {
      for (int column = 0; column < COLUMNS; column++) {
        widths[column] = Math.max(widths[column], row[column].length());
      }
    }
    StringBuilder format = new StringBuilder();
    int width = -2;
    for (int column = 0; column < COLUMNS; column++) {
      if (widths[column] > 0) {
        format.append(column == 2 ? "%" : "%-").append(widths[column]).append("s  ");
        width += widths[column] + 2;
      } else {
        format.append("%s");
      }
    }
    StringBuilder text = new StringBuilder();
    String rule = "-".repeat(width) + "\n";
    for (int i = 0; i < rows.size(); i++) {
      String line = String.format(Locale.ROOT, format.toString(), (Object[]) rows.get(i));
      text.append(line.stripTrailing()).append('\n').append(i == 0 ? rule : "");
    }
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

  private static String batch(Shape sample) {
    return sample.rank() == 0 ? "[N]" : "[N," + sample.toString().substring(1);
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
