package dev.limpid.interop.pytorch;

import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.interop.pytorch.Pickled.TensorView;
import dev.limpid.layers.json.ForeignText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the state dict in what a file holds: the file itself is one, or a checkpoint, a dictionary
 * with the state dict under a name of its own beside the number of the epoch, the optimizer's state
 * and whatever else is kept.
 */
final class StateDictSearch {
  /** Where checkpoints have it, the usual names first. */
  private static final List<String> USUAL =
      List.of(
          "state_dict",
          "model_state_dict",
          "model",
          "model_state",
          "net",
          "network",
          "module",
          "weights",
          "params");

  private StateDictSearch() {}

  /** The tensors by their names. */
  static Map<String, TensorView> in(Path file, Object content) throws UnsupportedModelException {
    Object level = content;
    for (int depth = 0; depth < 3 && level instanceof Map<?, ?> map; depth++) {
      Object inner = inner(file, map);
      Map<String, TensorView> tensors = tensors(map);
      if (inner == null && !tensors.isEmpty()) {
        return tensors;
      }
      level = inner;
    }
    throw new UnsupportedModelException(
        file, "holds no state dict, neither itself nor under 'state_dict' or the like");
  }

  private static Map<String, TensorView> tensors(Map<?, ?> map) {
    Map<String, TensorView> tensors = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (key instanceof String name && value instanceof TensorView tensor) {
            tensors.put(name, tensor);
          }
        });
    return tensors;
  }

  private static Object inner(Path file, Map<?, ?> map) throws UnsupportedModelException {
    for (String name : USUAL) {
      if (map.get(name) instanceof Map<?, ?> inner) {
        return inner;
      }
    }
    List<Object> candidates = new ArrayList<>();
    map.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> inner && !tensors(inner).isEmpty()) {
            candidates.add(key);
          }
        });
    if (candidates.size() > 1 && tensors(map).isEmpty()) {
      throw new UnsupportedModelException(
          file,
          "holds several state dicts, under "
              + ForeignText.brief(candidates)
              + "; save the one that is meant: torch.save(checkpoint[NAME], 'weights.pth')");
    }
    return candidates.isEmpty() || !tensors(map).isEmpty() ? null : map.get(candidates.get(0));
  }
}
