package dev.limpid.interop.keras;

import java.util.List;
import java.util.Map;

/**
 * A layer as a file describes it.
 *
 * @param type Keras's name of its class
 * @param name within its model
 * @param config its options
 * @param calls what it is applied to, each time that it is: outputs of other layers
 * @param model if it is a model itself, what is in it; else null
 */
record KerasLayer(
    String type, String name, Map<?, ?> config, List<List<Ref>> calls, KerasModel model) {

  /**
   * What one call of a layer puts out.
   *
   * @param layer its name
   * @param call which of its calls, from 0
   * @param output which of its outputs, from 0
   */
  record Ref(String layer, int call, int output) {}

  /** As messages call it. */
  @Override
  public String toString() {
    return type + " '" + name + "'";
  }

  boolean isTrainable() {
    return !Boolean.FALSE.equals(config.get("trainable"));
  }
}
