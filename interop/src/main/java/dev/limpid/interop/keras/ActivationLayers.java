package dev.limpid.interop.keras;

import dev.limpid.core.Shape;
import dev.limpid.layers.ELU;
import dev.limpid.layers.GELU;
import dev.limpid.layers.HardSigmoid;
import dev.limpid.layers.HardSwish;
import dev.limpid.layers.Layer;
import dev.limpid.layers.LeakyReLU;
import dev.limpid.layers.LogSoftmax;
import dev.limpid.layers.Mish;
import dev.limpid.layers.PReLU;
import dev.limpid.layers.Permute;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.ReLU6;
import dev.limpid.layers.Rescaling;
import dev.limpid.layers.SELU;
import dev.limpid.layers.SiLU;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.Softplus;
import dev.limpid.layers.Softsign;
import dev.limpid.layers.Tanh;
import dev.limpid.layers.ThresholdedReLU;
import dev.limpid.layers.json.ForeignText;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Activations, as layers and as an option of others. */
final class ActivationLayers {
  /** Activations of Keras's that no layer does. */
  private static final Set<String> WITHOUT_LAYER =
      Set.of("exponential", "sparseplus", "sparsesigmoid", "sparsemax", "squareplus", "threshold");

  private ActivationLayers() {}

  static void addTo(Map<String, Function<Call, Flow>> readers) {
    readers.put("Activation", call -> activate(call, call.input(), call.name()));
    readers.put("ReLU", ActivationLayers::relu);
    readers.put(
        "LeakyReLU",
        call -> {
          double slope = call.options().number("alpha", 0.3);
          return call.add(
              new LeakyReLU(call.options().number("negative_slope", slope)), call.input());
        });
    readers.put("ELU", call -> call.add(new ELU(call.options().number("alpha", 1)), call.input()));
    readers.put(
        "ThresholdedReLU",
        call -> { // Keras: above the threshold, not at it
          double theta = call.options().number("theta", 1);
          return call.add(new ThresholdedReLU(Math.nextUp((float) theta)), call.input());
        });
    readers.put( // an operator, whose default is the approximation
        "Gelu", call -> call.add(new GELU(call.options().flag("approximate", true)), call.input()));
    readers.put("PReLU", ActivationLayers::prelu);
    readers.put("Softmax", call -> softmax(call, new Softmax()));
  }

  /** What the option {@code activation} says, behind the layer itself. */
  static Flow after(Call call, Flow flow) {
    return activate(call, flow, call.name() + ".activation");
  }

  private static Flow activate(Call call, Flow flow, String name) {
    Object value = call.options().value("activation");
    if (value == null || value.equals("linear")) {
      return flow;
    }
    Map<?, ?> options = Map.of();
    Object wanted = value;
    if (value instanceof Map<?, ?> described) {
      wanted = described.get("class_name");
      Object config = described.get("config");
      if ("function".equals(wanted) && config instanceof String function) {
        wanted = function;
      }
      options = config instanceof Map<?, ?> map ? map : options;
    }
    if (!(wanted instanceof String function)) {
      throw call.refuse("has the activation " + ForeignText.brief(value));
    }
    function = function.toLowerCase(Locale.ROOT).replace("_", "");
    if (function.equals("relu") && !options.isEmpty()) {
      return relu(call, new KerasOptions(call.layer().toString(), options), flow, name);
    }
    if (function.equals("leakyrelu")) {
      KerasOptions slope = new KerasOptions(call.layer().toString(), options);
      double byDefault = slope.number("alpha", options.isEmpty() ? 0.2 : 0.3);
      Layer leaky = new LeakyReLU(slope.number("negative_slope", byDefault));
      return call.assembly().add(name, leaky, flow);
    }
    if (!options.isEmpty() && !options.keySet().stream().allMatch(k -> isGeneral(k))) {
      throw call.refuse(
          "has the activation "
              + ForeignText.brief(value)
              + ", whose options are not known; make it a layer");
    }
    if (function.equals("softmax") || function.equals("logsoftmax")) {
      Layer layer = function.equals("softmax") ? new Softmax() : new LogSoftmax();
      return call.assembly().add(name, layer, call.assembly().natural(name, flow));
    }
    if (function.equals("hardsigmoid") && call.assembly().oldHardSigmoid) {
      // Keras 2: min(max(x / 5 + 1/2, 0), 1)
      Flow scaled = call.assembly().add(name + ".scale", new Rescaling(1.2, 0), flow);
      return call.assembly().add(name, new HardSigmoid(), scaled);
    }
    if (ComposedActivations.NAMES.contains(function)) {
      return ComposedActivations.add(call, function, flow, name);
    }
    return call.assembly().add(name, named(call, function, value), flow);
  }

  private static boolean isGeneral(Object option) {
    return "name".equals(option) || "dtype".equals(option) || "trainable".equals(option);
  }

  private static Layer named(Call call, String function, Object value) {
    return switch (function) {
      case "relu" -> new ReLU();
      case "relu6" -> new ReLU6();
      case "sigmoid" -> new Sigmoid();
      case "tanh" -> new Tanh();
      case "elu" -> new ELU();
      case "selu" -> new SELU();
      case "gelu" -> new GELU();
      case "silu", "swish" -> new SiLU();
      case "softplus" -> new Softplus();
      case "softsign" -> new Softsign();
      case "mish" -> new Mish();
      case "hardsigmoid" -> new HardSigmoid();
      case "hardsilu", "hardswish" -> new HardSwish();
      default ->
          throw call.refuse(
              "has the activation "
                  + ForeignText.brief(value)
                  + (WITHOUT_LAYER.contains(function)
                      ? ", for which Limpid has no layer"
                      : ", which Keras does not have: it is code of its own"));
    };
  }

  private static Flow relu(Call call) {
    return relu(call, call.options(), call.input(), call.name());
  }

  private static Flow relu(Call call, KerasOptions options, Flow flow, String name) {
    double most = options.number("max_value", Double.POSITIVE_INFINITY);
    double slope = options.number("negative_slope", options.number("alpha", 0));
    double threshold = options.number("threshold", 0);
    Layer layer;
    if (threshold == 0 && slope == 0 && most == Double.POSITIVE_INFINITY) {
      layer = new ReLU();
    } else if (threshold == 0 && slope == 0 && most == 6) {
      layer = new ReLU6();
    } else if (threshold == 0 && most == Double.POSITIVE_INFINITY) {
      layer = new LeakyReLU(slope);
    } else {
      layer = new ThresholdedReLU(threshold, slope, most);
    }
    return call.assembly().add(name, layer, flow);
  }

  /** Slopes for each channel where height and width share them, else for each value. */
  private static Flow prelu(Call call) {
    Flow flow = call.input();
    int rank = flow.rank();
    int[] shared =
        call.options().has("shared_axes") ? call.options().integers("shared_axes") : new int[0];
    int[] dims = flow.shape().toArray();
    for (int axis : shared) {
      if (axis < 1 || axis > rank) {
        throw call.refuse("shares its slopes along axis " + axis);
      }
      dims[axis - 1] = 1;
    }
    int channels = flow.shape().dim(flow.turned() ? 0 : -1);
    long sharedAxes = Arrays.stream(shared).distinct().count();
    boolean kept = dims[flow.turned() ? 0 : rank - 1] == channels;
    boolean each = sharedAxes == 0;
    if (!each && !(kept && sharedAxes == rank - 1)) {
      throw call.refuse(
          "shares its slopes along axes "
              + Arrays.toString(shared)
              + "; slopes for each channel or for each value are read");
    }
    if (each) {
      flow = call.natural();
    }
    PReLU layer = new PReLU().forEachValue(each);
    Flow out = call.add(layer, flow);
    call.variable("alpha", true, dims).into(layer, "slope");
    return out;
  }

  private static Flow softmax(Call call, Layer softmax) {
    Flow flow = call.natural();
    int[] axes = call.options().has("axis") ? call.options().integers("axis") : new int[] {-1};
    if (axes.length != 1) {
      throw call.refuse("normalises over several axes");
    }
    int axis = axis(call, axes[0], flow.rank());
    int[] order = lastAndBack(axis, flow.rank());
    if (axis == flow.rank()) {
      return call.add(softmax, flow);
    }
    Flow last = call.add("axis_last", new Permute(order), flow);
    return call.add("axis_back", new Permute(inverse(order)), call.add(softmax, last));
  }

  /** An axis of Keras's, counted from 1 for samples, also where it is counted from the end. */
  static int axis(Call call, int axis, int rank) {
    int found = axis < 0 ? rank + 1 + axis : axis;
    if (found < 1 || found > rank) {
      throw call.refuse("works along axis " + axis + " of " + Shape.of(new int[rank]));
    }
    return found;
  }

  /** The order of dimensions that has one of them last. */
  static int[] lastAndBack(int axis, int rank) {
    int[] order = new int[rank];
    int at = 0;
    for (int dim = 1; dim <= rank; dim++) {
      if (dim != axis) {
        order[at++] = dim;
      }
    }
    order[at] = axis;
    return order;
  }

  static int[] inverse(int[] order) {
    int[] inverse = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      inverse[order[i] - 1] = i + 1;
    }
    return inverse;
  }
}
