package dev.limpid.interop.onnx;

import java.util.List;

/**
 * Names for layers: those of the modules that the weights belong to, where the exporter has kept
 * them, so that {@code features.0.weight} becomes the kernel of the layer {@code features.0}.
 */
final class LayerNames {
  private static final List<String> ROLES =
      List.of(".weight", ".bias", ".running_mean", ".running_var", ".gamma", ".beta");

  private LayerNames() {}

  static String of(OnnxNode node) {
    for (String input :
        node.inputs().subList(Math.min(1, node.inputs().size()), node.inputs().size())) {
      for (String role : ROLES) {
        if (input.endsWith(role) && input.length() > role.length()) {
          return input.substring(0, input.length() - role.length());
        }
      }
    }
    return ofPath(node.name());
  }

  /** PyTorch's {@code /layer1/layer1.0/conv1/Conv} is the module {@code layer1.0.conv1}. */
  private static String ofPath(String path) {
    if (!path.startsWith("/")) {
      return "";
    }
    String module = "";
    String last = "";
    String[] parts = path.substring(1).split("/");
    for (int i = 0; i < parts.length - 1; i++) {
      String part = parts[i];
      if (!last.isEmpty() && part.startsWith(last + ".")) {
        module = module.substring(0, module.length() - last.length()) + part;
      } else {
        module = module.isEmpty() ? part : module + "." + part;
      }
      last = part;
    }
    return module;
  }
}
