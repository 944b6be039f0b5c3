package dev.limpid.interop.keras;

import dev.limpid.core.Shape;
import dev.limpid.layers.Broadcast;
import dev.limpid.layers.Merge;
import dev.limpid.layers.Permute;
import dev.limpid.layers.merge.Add;
import dev.limpid.layers.merge.Concat;
import dev.limpid.layers.merge.Divide;
import dev.limpid.layers.merge.Maximum;
import dev.limpid.layers.merge.Mean;
import dev.limpid.layers.merge.Minimum;
import dev.limpid.layers.merge.Multiply;
import dev.limpid.layers.merge.Subtract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Layers of several inputs. */
final class MergeLayers {
  /** Values of one sample that a layer repeats others to. */
  private static final int MOST_REPEATED = 1 << 24;

  private MergeLayers() {}

  static void addTo(Map<String, Function<Call, Flow>> readers) {
    Map<String, Supplier<Merge>> merges =
        Map.of(
            "Add", Add::new,
            "Average", Mean::new,
            "Divide", Divide::new,
            "Maximum", Maximum::new,
            "Minimum", Minimum::new,
            "Multiply", Multiply::new,
            "Subtract", Subtract::new);
    merges.forEach((type, made) -> readers.put(type, call -> merge(call, made.get())));
    readers.put("Concatenate", MergeLayers::concatenate);
  }

  private static List<Flow> inputs(Call call) {
    if (call.inputs().isEmpty()) {
      throw call.refuse("is applied to nothing");
    }
    return call.inputs();
  }

  /** All of them turned, if all are; otherwise all in the file's order. */
  private static List<Flow> alike(Call call) {
    List<Flow> inputs = inputs(call);
    if (inputs.stream().allMatch(Flow::turned)) {
      return inputs;
    }
    List<Flow> natural = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      natural.add(call.assembly().natural(call.name() + ".input_" + i, inputs.get(i)));
    }
    return natural;
  }

  /** Dimensions of size 1 are repeated to those of the others. */
  private static Flow merge(Call call, Merge merge) {
    List<Flow> inputs = alike(call);
    Shape whole = inputs.get(0).node().shape();
    for (Flow flow : inputs) {
      whole = whole(call, whole, flow.node().shape());
    }
    if (whole.size() > MOST_REPEATED) {
      throw call.refuse("makes " + whole + " of one sample, too much to be repeated");
    }
    List<Flow> repeated = new ArrayList<>();
    for (Flow flow : inputs) {
      boolean same = flow.node().shape().equals(whole);
      repeated.add(same ? flow : call.add("broadcast", new Broadcast(whole.toArray()), flow));
    }
    return call.assembly().merge(call.name(), merge, repeated);
  }

  private static Shape whole(Call call, Shape one, Shape other) {
    if (one.rank() != other.rank()) {
      throw call.refuse("takes " + one + " and " + other + ", of different dimensions");
    }
    int[] dims = one.toArray();
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] != other.dim(i) && dims[i] != 1 && other.dim(i) != 1) {
        throw call.refuse("takes " + one + " and " + other + ", which do not go together");
      }
      dims[i] = dims[i] == 1 ? other.dim(i) : dims[i];
    }
    return Shape.of(dims);
  }

  private static Flow concatenate(Call call) {
    List<Flow> inputs = alike(call);
    Flow first = inputs.get(0);
    int rank = first.rank();
    int axis = call.options().integer("axis", -1);
    if (axis == 0) {
      throw call.refuse("puts samples behind each other: axis 0 is the batch");
    }
    int of = ActivationLayers.axis(call, axis, rank);
    int here = first.turned() ? (of == 1 ? 3 : of - 1) : of;
    if (here == rank) {
      return call.assembly().merge(call.name(), new Concat(), inputs);
    }
    int[] order = ActivationLayers.lastAndBack(here, rank);
    List<Flow> last = new ArrayList<>();
    for (Flow flow : inputs) {
      last.add(call.add("axis_last", new Permute(order), flow));
    }
    Flow out = call.assembly().merge(call.name(), new Concat(), last);
    return new Flow(
        call.add("axis_back", new Permute(ActivationLayers.inverse(order)), out).node(),
        first.turned());
  }
}
