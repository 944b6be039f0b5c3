package dev.limpid.interop.pytorch;

import dev.limpid.core.Parameter;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Conv2DTranspose;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.layers.norm.BatchNorm;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of a network as PyTorch has them, in its order.
 *
 * <pre>
 * Conv2D           kernel [KH,KW,C/g,F]    weight [F,C/g,KH,KW]
 * Conv2DTranspose  kernel [KH,KW,F,C]      weight [C,F,KH,KW]
 * Dense            kernel [in,out]         weight [out,in], features in the order of {@link FeatureOrder}
 * norms            gamma, beta             weight, bias
 * BatchNorm        moving_mean, _variance  running_mean, running_var
 * PReLU            slope                   weight
 * </pre>
 */
final class TorchLayout {
  private final FeatureOrder order;
  private final List<TorchParameter> parameters = new ArrayList<>();

  private TorchLayout(Network network) {
    order = FeatureOrder.of(network);
  }

  /** All parameters that PyTorch has too; not the counters of steps of moving averages. */
  static List<TorchParameter> of(Network network) {
    TorchLayout layout = new TorchLayout(network);
    for (Layer layer : network.layers()) {
      if (layer.weightsOf() != layer) {
        continue; // saved with the layer whose weights it has
      }
      layout.add(layer, layout.order.before(layer));
    }
    return layout.parameters;
  }

  private void add(Layer layer, int[] image) {
    if (layer.children().isEmpty()) {
      layer.parameters().forEach(parameter -> add(layer, parameter, image));
    } else {
      layer.children().forEach(child -> add(child, null));
    }
  }

  private void add(Layer layer, Parameter parameter, int[] image) {
    int dot = parameter.name().lastIndexOf('.');
    String role = parameter.name().substring(dot + 1);
    String prefix = parameter.name().substring(0, dot + 1);
    int[] dims = parameter.value().shape().toArray();
    switch (role) {
      case "kernel" -> addKernel(layer, parameter, prefix + "weight", dims, image);
      case "slope", "gamma" -> add(layer, parameter, prefix + "weight", dims, image);
      case "bias", "beta" ->
          add(layer, parameter, prefix + "bias", dims, layer instanceof Dense ? null : image);
      case "moving_mean" -> add(layer, parameter, prefix + "running_mean", dims, image);
      case "moving_variance" -> add(layer, parameter, prefix + "running_var", dims, image);
      case "moving_steps" -> {}
      default -> add(layer, parameter, prefix + role, dims, image);
    }
  }

  private void addKernel(Layer layer, Parameter parameter, String name, int[] dims, int[] image) {
    if (layer instanceof Conv2D || layer instanceof Conv2DTranspose) {
      add(parameter, name, dims, new int[] {3, 2, 0, 1});
    } else if (layer instanceof Dense && image != null) {
      int[] view = {image[0], image[1], image[2], dims[1]};
      int[] shape = {dims[1], dims[0]};
      parameters.add(
          new TorchParameter(parameter, name, shape, view, new int[] {3, 2, 0, 1}, false));
    } else {
      int[] axes = new int[dims.length];
      for (int i = 0; i < axes.length; i++) {
        axes[i] = axes.length - 1 - i;
      }
      add(parameter, name, dims, axes);
    }
  }

  private void add(Parameter parameter, String name, int[] view, int[] axes) {
    parameters.add(new TorchParameter(parameter, name, permuted(view, axes), view, axes, false));
  }

  /** One value for each feature or channel, or for each value of an image. */
  private void add(Layer layer, Parameter parameter, String name, int[] dims, int[] image) {
    boolean isDefault = layer instanceof BatchNorm && parameter.isTrainable();
    if (dims.length == 1 && image != null) {
      parameters.add(
          new TorchParameter(parameter, name, dims, image, new int[] {2, 0, 1}, isDefault));
      return;
    }
    int[] axes = dims.length == 3 ? new int[] {2, 0, 1} : inOrder(dims.length);
    parameters.add(
        new TorchParameter(parameter, name, permuted(dims, axes), dims, axes, isDefault));
  }

  private static int[] inOrder(int count) {
    int[] axes = new int[count];
    for (int i = 0; i < count; i++) {
      axes[i] = i;
    }
    return axes;
  }

  private static int[] permuted(int[] dims, int[] axes) {
    int[] permuted = new int[axes.length];
    for (int i = 0; i < axes.length; i++) {
      permuted[i] = dims[axes[i]];
    }
    return permuted;
  }
}
