package dev.limpid.interop.pytorch;

import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.Network;
import dev.limpid.layers.json.ForeignText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the weights of a PyTorch model into a network that is given, and finds which tensor belongs
 * to which parameter: by a mapping, by name, or by order and shape.
 *
 * <p>Kernels are turned from PyTorch's order to Limpid's, {@code [F,C,KH,KW]} to {@code
 * [KH,KW,C,F]} and {@code [out,in]} to {@code [in,out]}, and that of a Dense behind a Flatten also
 * from channels first to channels last. All tensors must find a place, and all parameters a tensor.
 */
public final class StateDictWeights {
  private final StateDict source;
  private final List<TorchParameter> parameters;

  private StateDictWeights(StateDict source, Network network) {
    this.source = source;
    this.parameters = TorchLayout.of(network);
  }

  /**
   * Loads the weights; the network stays as it was if one does not fit.
   *
   * @param mapping from names as PyTorch would give them to the network ({@code conv2d_1.weight}),
   *     or of its layers ({@code conv2d_1}), to those in the state dict; empty to go by name if all
   *     names are the network's, and by order and shape otherwise
   * @return a sentence about how tensors were assigned
   * @throws IOException with the reason in one line if tensors and parameters do not fit one
   *     another, or a value is no finite number
   */
  public static String load(StateDict source, Network network, Map<String, String> mapping)
      throws IOException {
    StateDictWeights weights = new StateDictWeights(source, network);
    Map<TorchParameter, StateTensor> assigned = weights.assigned(mapping);
    weights.set(assigned);
    String how =
        !mapping.isEmpty()
            ? "by the mapping"
            : weights.namesAgree() ? "by name" : "by order and shape";
    return assigned.size() + " tensors were assigned " + how + ".";
  }

  /** Which tensor belongs to which parameter. */
  static Map<TorchParameter, StateTensor> assigned(
      StateDict source, Network network, Map<String, String> mapping) throws IOException {
    return new StateDictWeights(source, network).assigned(mapping);
  }

  private Map<TorchParameter, StateTensor> assigned(Map<String, String> mapping)
      throws UnsupportedModelException {
    return mapping.isEmpty() && !namesAgree() ? byOrder() : byMapping(mapping);
  }

  private boolean namesAgree() {
    return !parameters.isEmpty()
        && parameters.stream().allMatch(p -> p.isDefault() || source.has(p.name()));
  }

  private Map<TorchParameter, StateTensor> byMapping(Map<String, String> mapping)
      throws UnsupportedModelException {
    Map<TorchParameter, StateTensor> assigned = new LinkedHashMap<>();
    Set<String> left = new HashSet<>();
    source.weights().forEach(tensor -> left.add(tensor.name()));
    for (TorchParameter parameter : parameters) {
      String name = mapped(parameter.name(), mapping);
      if (source.has(name)) {
        assigned.put(parameter, requireShape(parameter, source.tensor(name)));
        left.remove(name);
      } else if (!parameter.isDefault()) {
        throw problem(
            "has no tensor "
                + ForeignText.quoted(name)
                + " for "
                + ForeignText.quoted(parameter.parameter().name())
                + "; it has "
                + source.someNames());
      }
    }
    if (!left.isEmpty()) {
      throw problem(
          "has "
              + left.size()
              + " tensors that the network has no place for, such as "
              + ForeignText.quoted(left.iterator().next()));
    }
    return assigned;
  }

  /**
   * What a state dict calls a tensor: as the mapping says for it, or for the layer that its name
   * begins with, and otherwise by the same name.
   *
   * @param name as PyTorch would give it to the network, such as {@code conv2d_1.weight}
   */
  public static String mapped(String name, Map<String, String> mapping) {
    if (mapping.containsKey(name)) {
      return mapping.get(name);
    }
    int dot = name.lastIndexOf('.');
    String layer = dot < 0 ? null : mapping.get(name.substring(0, dot));
    return layer == null ? name : layer + name.substring(dot);
  }

  private Map<TorchParameter, StateTensor> byOrder() throws UnsupportedModelException {
    List<StateTensor> tensors = source.weights();
    Map<TorchParameter, StateTensor> assigned = new LinkedHashMap<>();
    int next = 0;
    for (TorchParameter parameter : parameters) {
      StateTensor tensor = next < tensors.size() ? tensors.get(next) : null;
      if (parameter.isDefault() && (tensor == null || isRunning(tensor))) {
        continue;
      }
      if (tensor == null) {
        throw problem(
            "has "
                + tensors.size()
                + " tensors, too few for the network: the next is "
                + ForeignText.quoted(parameter.parameter().name()));
      }
      assigned.put(parameter, requireShape(parameter, tensor));
      next++;
    }
    if (next < tensors.size()) {
      throw problem(
          "has "
              + tensors.size()
              + " tensors for "
              + next
              + " parameters of the network; the first that is left is "
              + tensors.get(next));
    }
    return assigned;
  }

  private static boolean isRunning(StateTensor tensor) {
    return tensor.name().endsWith("running_mean") || tensor.name().endsWith("running_var");
  }

  private StateTensor requireShape(TorchParameter parameter, StateTensor tensor)
      throws UnsupportedModelException {
    if (!Arrays.equals(parameter.shape(), tensor.shape()) && !isSpread(parameter, tensor)) {
      throw problem(
          "its tensor "
              + tensor
              + " does not fit "
              + ForeignText.quoted(parameter.parameter().name())
              + ", for which PyTorch has "
              + Arrays.toString(parameter.shape())
              + "; if it belongs elsewhere, give a mapping of names");
    }
    return tensor;
  }

  /** PyTorch's PReLU has one slope for all channels by default. */
  private static boolean isSpread(TorchParameter parameter, StateTensor tensor) {
    return parameter.parameter().name().endsWith(".slope") && tensor.size() == 1;
  }

  private void set(Map<TorchParameter, StateTensor> assigned) throws IOException {
    List<float[]> all = new ArrayList<>();
    for (Map.Entry<TorchParameter, StateTensor> item : assigned.entrySet()) {
      float[] values = source.values(item.getValue().name());
      if (values.length == 1) {
        float[] spread = new float[item.getKey().parameter().value().size()];
        Arrays.fill(spread, values[0]);
        values = spread;
      }
      requireNumbers(item.getValue().name(), values);
      all.add(values);
    }
    for (TorchParameter parameter : parameters) {
      if (!assigned.containsKey(parameter)) {
        parameter.parameter().value().fill(parameter.name().endsWith(".weight") ? 1 : 0);
      }
    }
    int i = 0;
    for (TorchParameter parameter : assigned.keySet()) {
      parameter.set(all.get(i++));
    }
  }

  private void requireNumbers(String name, float[] values) throws UnsupportedModelException {
    float least = name.endsWith("running_var") ? 0 : Float.NEGATIVE_INFINITY;
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i]) || values[i] < least) {
        throw problem("value " + i + " of " + ForeignText.quoted(name) + " is " + values[i]);
      }
    }
  }

  private UnsupportedModelException problem(String text) {
    return new UnsupportedModelException(source.file(), text);
  }
}
