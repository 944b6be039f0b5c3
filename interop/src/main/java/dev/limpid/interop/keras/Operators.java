package dev.limpid.interop.keras;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Operators on tensors, as Keras 3 writes {@code x * 0.5} or {@code keras.ops.relu(x)}: described
 * as the layers that do the same, where there are such.
 */
final class Operators {
  /** Functions of one tensor, and the activations that they are. */
  private static final Map<String, String> ACTIVATIONS =
      Map.ofEntries(
          Map.entry("HardSigmoid", "hard_sigmoid"),
          Map.entry("HardSilu", "hard_silu"),
          Map.entry("LogSigmoid", "log_sigmoid"),
          Map.entry("Mish", "mish"),
          Map.entry("Relu", "relu"),
          Map.entry("Relu6", "relu6"),
          Map.entry("Selu", "selu"),
          Map.entry("Sigmoid", "sigmoid"),
          Map.entry("Silu", "silu"),
          Map.entry("Softplus", "softplus"),
          Map.entry("Softsign", "softsign"),
          Map.entry("Tanh", "tanh"));

  /** Operators with the options of a layer, and its type. */
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("Add", "Add"),
          Map.entry("Concatenate", "Concatenate"),
          Map.entry("Divide", "Divide"),
          Map.entry("Elu", "ELU"),
          Map.entry("Gelu", "Gelu"),
          Map.entry("LeakyRelu", "LeakyReLU"),
          Map.entry("Maximum", "Maximum"),
          Map.entry("Minimum", "Minimum"),
          Map.entry("Multiply", "Multiply"),
          Map.entry("Softmax", "Softmax"),
          Map.entry("Subtract", "Subtract"),
          Map.entry("TrueDivide", "Divide"));

  private Operators() {}

  /** Whether the file tells the module, and it is that of operators. */
  private static boolean isOfOperators(Map<?, ?> described) {
    return described.get("module") instanceof String module
        && (module.startsWith("keras.src.ops.") || module.startsWith("keras.ops"));
  }

  /** An {@code .h5} tells no module; what every layer can be, trainable or not, operators can't. */
  private static boolean mayBeOperator(Map<?, ?> described) {
    return !described.containsKey("module")
        && described.get("config") instanceof Map<?, ?> config
        && !config.containsKey("trainable");
  }

  /** The operator as a layer, or under a type that no layer has; a layer stays as it is. */
  static Map<?, ?> asLayer(Map<?, ?> described) {
    boolean certain = isOfOperators(described);
    if (!(certain || mayBeOperator(described))
        || !(described.get("class_name") instanceof String type)) {
      return described;
    }
    if (ACTIVATIONS.containsKey(type)) {
      return described(described, "Activation", Map.of("activation", ACTIVATIONS.get(type)));
    }
    if (type.equals("Negative")) {
      return described(described, "Rescaling", Map.of("scale", -1.0));
    }
    List<?> args = arguments(described);
    if (args.size() == 2) {
      Number left = number(args.get(0));
      Number right = number(args.get(1));
      Map<String, Object> line = null;
      if (right != null && left == null) {
        line = line(type, right.doubleValue());
      } else if (left != null && right == null) {
        line = reverseLine(type, left.doubleValue());
      }
      if (line != null) {
        return withInput(described(described, "Rescaling", line), args.get(left == null ? 0 : 1));
      }
    }
    Map<?, ?> options = described.get("config") instanceof Map<?, ?> config ? config : Map.of();
    String otherwise = certain ? "Operator " + type : type;
    return described(described, TYPES.getOrDefault(type, otherwise), options);
  }

  /** A tensor, the operator, a number. */
  private static Map<String, Object> line(String type, double number) {
    return switch (type) {
      case "Add" -> Map.of("offset", number);
      case "Subtract" -> Map.of("offset", -number);
      case "Multiply" -> Map.of("scale", number);
      case "Divide", "TrueDivide" -> Map.of("scale", 1 / number);
      default -> null;
    };
  }

  /** A number, the operator, a tensor. */
  private static Map<String, Object> reverseLine(String type, double number) {
    return switch (type) {
      case "Add", "Multiply" -> line(type, number);
      case "Subtract" -> Map.of("scale", -1.0, "offset", number);
      default -> null;
    };
  }

  /** What the operator is applied to, if it is applied once and to nothing named. */
  private static List<?> arguments(Map<?, ?> described) {
    return described.get("inbound_nodes") instanceof List<?> calls
            && calls.size() == 1
            && calls.get(0) instanceof Map<?, ?> call
            && call.get("args") instanceof List<?> args
            && (call.get("kwargs") == null || Map.of().equals(call.get("kwargs")))
        ? args
        : List.of();
  }

  /** A number by itself, or as an array without dimensions; null if it is something else. */
  private static Number number(Object argument) {
    if (argument instanceof Map<?, ?> array
        && ("__numpy__".equals(array.get("class_name"))
            || "__tensor__".equals(array.get("class_name")))
        && array.get("config") instanceof Map<?, ?> config) {
      return number(config.get("value"));
    }
    return argument instanceof Number number ? number : null;
  }

  private static Map<String, Object> described(Map<?, ?> operator, String type, Map<?, ?> options) {
    Map<String, Object> layer = new LinkedHashMap<>();
    operator.forEach((key, value) -> layer.put(String.valueOf(key), value));
    layer.put("class_name", type);
    layer.put("config", options);
    return layer;
  }

  private static Map<String, Object> withInput(Map<String, Object> layer, Object input) {
    List<Object> args = new ArrayList<>();
    args.add(input);
    layer.put("inbound_nodes", List.of(Map.of("args", args, "kwargs", Map.of())));
    return layer;
  }
}
