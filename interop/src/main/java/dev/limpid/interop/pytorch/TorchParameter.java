package dev.limpid.interop.pytorch;

import dev.limpid.core.Parameter;

/**
 * A parameter of a network as PyTorch has it: its name, its shape, and how its values are ordered.
 *
 * @param parameter the network's
 * @param name PyTorch's, such as {@code conv1.weight}
 * @param shape PyTorch's
 * @param view the parameter's shape with all axes apart that PyTorch orders in another way
 * @param axes for each of PyTorch's axes which one of the view it is
 * @param isDefault whether a state dict may lack it, as {@code affine=False} leaves 1 and 0
 */
record TorchParameter(
    Parameter parameter, String name, int[] shape, int[] view, int[] axes, boolean isDefault) {

  /** Sets the parameter from values in PyTorch's order. */
  void set(float[] torch) {
    float[] own = parameter.value().data();
    int[] places = places();
    for (int i = 0; i < torch.length; i++) {
      own[places[i]] = torch[i];
    }
  }

  /** The parameter's values in PyTorch's order; a new array. */
  float[] get() {
    float[] own = parameter.value().data();
    int[] places = places();
    float[] torch = new float[places.length];
    for (int i = 0; i < torch.length; i++) {
      torch[i] = own[places[i]];
    }
    return torch;
  }

  /** For each value in PyTorch's order where the parameter has it. */
  private int[] places() {
    int[] strides = new int[view.length];
    int step = 1;
    for (int i = view.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= view[i];
    }
    int[] places = new int[step];
    int[] at = new int[axes.length];
    int place = 0;
    for (int i = 0; i < places.length; i++) {
      places[i] = place;
      for (int k = axes.length - 1; k >= 0; k--) {
        place += strides[axes[k]];
        if (++at[k] < view[axes[k]]) {
          break;
        }
        place -= at[k] * strides[axes[k]];
        at[k] = 0;
      }
    }
    return places;
  }
}
