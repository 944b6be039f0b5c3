package dev.limpid.interop.keras;

import dev.limpid.layers.ELU;
import dev.limpid.layers.HardSigmoid;
import dev.limpid.layers.Layer;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Rescaling;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Slice;
import dev.limpid.layers.Softplus;
import dev.limpid.layers.Tanh;
import dev.limpid.layers.ThresholdedReLU;
import dev.limpid.layers.merge.Multiply;
import dev.limpid.layers.merge.Subtract;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Activations of Keras that are made of a few layers. */
final class ComposedActivations {
  /** By their names without underscores. */
  static final Set<String> NAMES =
      Set.of("celu", "glu", "hardshrink", "hardtanh", "logsigmoid", "softshrink", "tanhshrink");

  /** What Keras's shrinking activations have as their threshold unless told otherwise. */
  private static final float THRESHOLD = 0.5f;

  private final Assembly assembly;
  private final String name;
  private final Flow x;

  private ComposedActivations(Assembly assembly, String name, Flow x) {
    this.assembly = assembly;
    this.name = name;
    this.x = x;
  }

  /**
   * Puts one behind a tensor.
   *
   * @param function one of {@link #NAMES}
   */
  static Flow add(Call call, String function, Flow x, String name) {
    Flow natural = function.equals("glu") ? call.assembly().natural(name, x) : x;
    ComposedActivations made = new ComposedActivations(call.assembly(), name, natural);
    return switch (function) {
      case "celu" -> made.add("", new ELU(), x);
      case "glu" -> made.gated(call);
      case "hardshrink" ->
          made.odd(each -> made.add("part", new ThresholdedReLU(Math.nextUp(THRESHOLD)), each));
      case "softshrink" ->
          made.odd(each -> made.add("part", new ReLU(), made.line("shift", 1, -THRESHOLD, each)));
      case "hardtanh" ->
          made.line("", 2, -1, made.add("clip", new HardSigmoid(), made.line("scale", 3, 0, x)));
      case "logsigmoid" ->
          made.line(
              "", -1, 0, made.add("softplus", new Softplus(), made.line("negative", -1, 0, x)));
      case "tanhshrink" ->
          made.assembly.merge(name, new Subtract(), List.of(x, made.add("tanh", new Tanh(), x)));
      default -> throw new IllegalArgumentException(function);
    };
  }

  private Flow add(String suffix, Layer layer, Flow from) {
    return assembly.add(suffix.isEmpty() ? name : name + "." + suffix, layer, from);
  }

  private Flow line(String suffix, double scale, double offset, Flow from) {
    return add(suffix, new Rescaling(scale, offset), from);
  }

  /** One half of an odd function, f(x) - f(-x). */
  private Flow odd(UnaryOperator<Flow> half) {
    Flow below = half.apply(line("negative", -1, 0, x));
    return assembly.merge(name, new Subtract(), List.of(half.apply(x), below));
  }

  /** The first half of the last axis times the sigmoid of the second. */
  private Flow gated(Call call) {
    int size = x.shape().dim(-1);
    if (size % 2 != 0) {
      throw call.refuse("halves " + size + " channels (glu)");
    }
    Flow first = add("first", new Slice(0, size / 2), x);
    Flow second = add("second", new Slice(size / 2, size), x);
    return assembly.merge(name, new Multiply(), List.of(first, add("gate", new Sigmoid(), second)));
  }
}
