package dev.limpid.interop.keras;

import dev.limpid.layers.Layer;
import java.util.List;

/**
 * One use of a layer: what it is applied to, and the network that it is to become part of.
 *
 * @param layer as the file describes it
 * @param options its options
 * @param name that it gets
 * @param inputs what it is applied to
 * @param variables gets the variables that it has in the file, in Keras's order
 * @param assembly the network
 */
record Call(
    KerasLayer layer,
    KerasOptions options,
    String name,
    List<Flow> inputs,
    List<Variable> variables,
    Assembly assembly) {

  Flow input() {
    if (inputs.size() != 1) {
      throw refuse("is applied to " + inputs.size() + " inputs, not one");
    }
    return inputs.get(0);
  }

  Refusal refuse(String problem) {
    return new Refusal(layer + " " + problem);
  }

  /** The only input as an image {@code [H, W, C]}. */
  Flow image() {
    Flow flow = input();
    if (flow.rank() != 3) {
      throw refuse("is applied to " + flow.shape() + ", which is no image");
    }
    return assembly.image(name, flow, options.channelsFirst());
  }

  /** The only input with its dimensions in the file's order. */
  Flow natural() {
    return assembly.natural(name, input());
  }

  /** Puts the layer itself behind a tensor. */
  Flow add(Layer made, Flow input) {
    return assembly.add(name, made, input);
  }

  /** Puts a further layer behind it. */
  Flow add(String suffix, Layer made, Flow input) {
    return assembly.add(name + "." + suffix, made, input);
  }

  Variable variable(String role, boolean trainable, int... dims) {
    Variable variable = new Variable(role, trainable, dims);
    variables.add(variable);
    return variable;
  }

  void note(String sentence) {
    assembly.notes.add(sentence);
  }
}
