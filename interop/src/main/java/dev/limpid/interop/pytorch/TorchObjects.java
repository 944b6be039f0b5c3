package dev.limpid.interop.pytorch;

import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.interop.pytorch.Pickled.Global;
import dev.limpid.interop.pytorch.Pickled.Opaque;
import dev.limpid.interop.pytorch.Pickled.Storage;
import dev.limpid.interop.pytorch.Pickled.TensorView;
import dev.limpid.interop.pytorch.Pickled.Tuple;
import dev.limpid.layers.json.ForeignText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/**
 * The few names that pickles of state dicts have, and what each stands for. They are all: any other
 * name is refused.
 */
final class TorchObjects {
  static final String REMEDY =
      "save the weights alone, in Python: torch.save(model.state_dict(), 'weights.pth')";

  private static final String ORDERED = "collections.OrderedDict";
  private static final String TENSOR = "torch._utils._rebuild_tensor_v2";
  private static final String OLD_TENSOR = "torch._utils._rebuild_tensor";
  private static final String PARAMETER = "torch._utils._rebuild_parameter";
  private static final String SIZE = "torch.Size";
  private static final String DEVICE = "torch.device";

  private static final Set<String> FUNCTIONS =
      Set.of(ORDERED, TENSOR, OLD_TENSOR, PARAMETER, SIZE, DEVICE);

  private static final Set<String> TYPES =
      Set.of(
          "torch.float64",
          "torch.float32",
          "torch.float16",
          "torch.bfloat16",
          "torch.int64",
          "torch.int32",
          "torch.int16",
          "torch.int8",
          "torch.uint8",
          "torch.bool");

  private TorchObjects() {}

  /** What a name stands for. */
  static Object global(Path file, String name) throws UnsupportedModelException {
    if (FUNCTIONS.contains(name) || storageType(name) != null) {
      return new Global(name);
    }
    if (TYPES.contains(name)) {
      return new Opaque(name);
    }
    if (name.startsWith("torch.") && name.endsWith("Storage")) {
      throw new UnsupportedModelException(
          file,
          "has tensors of the type "
              + ForeignText.quoted(name)
              + "; floating-point and whole numbers of up to 64 bits can be read");
    }
    throw new UnsupportedModelException(
        file,
        "asks for "
            + ForeignText.quoted(name)
            + ", which is neither a tensor, a number nor a dictionary; "
            + (isModule(name) ? "it is a whole model; " : "nothing in a file is run; ")
            + REMEDY);
  }

  private static boolean isModule(String name) {
    return name.startsWith("torch.nn.") || name.startsWith("__torch__.");
  }

  private static ElementType storageType(String name) {
    return name.startsWith("torch.") ? ElementType.ofStorage(name.substring(6)) : null;
  }

  /** What one of these functions makes. */
  static Object call(Path file, Global function, List<Object> arguments)
      throws UnsupportedModelException {
    switch (function.name()) {
      case ORDERED -> {
        if (arguments.isEmpty()) {
          return new LinkedHashMap<>();
        }
      }
      case TENSOR, OLD_TENSOR -> {
        if (arguments.size() >= 4
            && arguments.get(0) instanceof Storage storage
            && arguments.get(1) instanceof Long offset
            && arguments.get(2) instanceof Tuple shape
            && arguments.get(3) instanceof Tuple strides) {
          return new TensorView(storage, offset, shape.items(), strides.items());
        }
      }
      case PARAMETER -> {
        if (!arguments.isEmpty() && arguments.get(0) instanceof TensorView tensor) {
          return tensor;
        }
      }
      case SIZE -> {
        if (arguments.size() == 1 && arguments.get(0) instanceof Tuple size) {
          return size;
        }
      }
      case DEVICE -> {
        return new Opaque(function.name());
      }
      default -> {}
    }
    throw new UnsupportedModelException(
        file, "calls " + ForeignText.quoted(function.name()) + " as PyTorch does not");
  }

  /** What a persistent identifier stands for: {@code ('storage', type, key, location, size)}. */
  static Storage storage(Path file, Object identifier) throws UnsupportedModelException {
    if (identifier instanceof Tuple tuple
        && tuple.items().size() >= 5
        && "storage".equals(tuple.items().get(0))
        && tuple.items().get(1) instanceof Global type
        && storageType(type.name()) != null
        && tuple.items().get(2) instanceof String key
        && tuple.items().get(4) instanceof Long size
        && (tuple.items().size() == 5 || tuple.items().get(5) instanceof Pickled.None)) {
      return new Storage(storageType(type.name()), key, size);
    }
    throw new UnsupportedModelException(file, "names a storage as PyTorch does not");
  }
}
