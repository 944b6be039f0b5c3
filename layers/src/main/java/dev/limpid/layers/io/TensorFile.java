package dev.limpid.layers.io;

import dev.limpid.core.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The content of a safetensors file.
 *
 * @param metadata texts by name
 * @param tensors float32 tensors by name, in order
 */
public record TensorFile(Map<String, String> metadata, Map<String, Tensor> tensors) {
  /** Copies the maps, in their order. */
  public TensorFile {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }
}
