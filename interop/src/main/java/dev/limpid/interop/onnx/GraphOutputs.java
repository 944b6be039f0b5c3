package dev.limpid.interop.onnx;

import dev.limpid.core.Shape;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.layers.merge.Concat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What a graph puts out: images with channels last, and several outputs as one. */
final class GraphOutputs {
  private final Importer importer;
  private final List<String> names;
  private final Map<String, Value> scope;

  GraphOutputs(Importer importer, List<String> names, Map<String, Value> scope) {
    this.importer = importer;
    this.names = names;
    this.scope = scope;
  }

  /** The network's output: the only one, or all, flattened, one behind the other. */
  Expr result() {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("has no outputs");
    }
    if (names.size() == 1) {
      Expr only = output(names.get(0));
      if (only.layer() == null) {
        throw new IllegalArgumentException("puts out its input: there is no network in it");
      }
      return only;
    }
    List<Expr> flat = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (String name : names) {
      Expr output = output(name);
      Shape shape = output.shape();
      parts.add(ForeignText.quoted(name) + " " + shape + " from " + from);
      from = Math.addExact(from, shape.size());
      flat.add(shape.rank() == 1 ? output : importer.layer(new Flatten(), output));
    }
    importer.note(
        "The graph has "
            + names.size()
            + " outputs; the network puts them out as one, each flattened, one behind the other: "
            + String.join(", ", parts)
            + ".");
    return importer.layer(new Concat(), flat.toArray(new Expr[0]));
  }

  private Expr output(String name) {
    Value output = scope.get(name);
    if (output == null) {
      throw new IllegalArgumentException("its output '" + name + "' is put out by no node");
    }
    if (!output.isComputed()) {
      throw new IllegalArgumentException(importer.unsupported(output));
    }
    int[] order =
        importer.hasChannelsLast() || isTurned(output)
            ? Layout.inOrder(output.rank())
            : Layout.channelsLast(output.rank());
    return importer.stored(output, order);
  }

  /** Whether a graph brings its channels to the end at its end. */
  private static boolean isTurned(Value output) {
    return output.isBy("Transpose")
        && Arrays.equals(output.node().integers("perm"), new long[] {0, 2, 3, 1});
  }
}
