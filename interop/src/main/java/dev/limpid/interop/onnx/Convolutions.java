package dev.limpid.interop.onnx;

import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Convolutions and matrix products. */
final class Convolutions {
  static final String KERNEL = "kernel";
  static final String BIAS = "bias";

  private Convolutions() {}

  static void addTo(Map<String, Operators.Operator> operators) {
    operators.put("Conv", Convolutions::convolution);
    operators.put("ConvTranspose", TransposedConvolutions::of);
    operators.put("Gemm", Convolutions::gemm);
    operators.put("MatMul", Convolutions::product);
  }

  private static Value convolution(Step step) {
    Value input = step.image();
    OnnxTensor weight = step.constant(1);
    int[] w = weight.dims();
    int groups = Math.toIntExact(step.node().integer("group", 1));
    if (w.length != 4 || groups < 1 || Math.multiplyExact(w[1], groups) != input.dims()[0]) {
      throw new IllegalArgumentException(
          "its weight of shape "
              + Arrays.toString(w)
              + " does not fit images of "
              + input.dims()[0]
              + " channels in "
              + groups
              + " groups");
    }
    step.importer().noteWeight(weight);
    int[] image = {input.dims()[1], input.dims()[2]};
    Windows windows = Windows.of(step.node(), image, w[2], w[3]);
    OnnxTensor bias = step.optional(2) == null ? null : step.weight(2, w[0]);
    Conv2D layer =
        new Conv2D(w[0], w[2], w[3])
            .stride(windows.strides()[0], windows.strides()[1])
            .dilation(windows.dilations()[0], windows.dilations()[1])
            .padding(windows.padding())
            .groups(groups)
            .bias(bias != null);
    return step.importer()
        .ofImage(
            step.importer()
                .layer(
                    layer,
                    weights(() -> permuted(weight, 2, 3, 1, 0), bias),
                    step.layerName(),
                    step.importer().image(input)));
  }

  static Map<String, Supplier<float[]>> weights(Supplier<float[]> kernel, OnnxTensor bias) {
    Map<String, Supplier<float[]>> weights = new HashMap<>();
    weights.put(KERNEL, kernel);
    if (bias != null) {
      weights.put(BIAS, bias::floats);
    }
    return weights;
  }

  /** The values with axes in another order. */
  static float[] permuted(OnnxTensor tensor, int... axes) {
    return permuted(tensor, tensor.dims(), axes);
  }

  /** The values, as having other dimensions, with axes in another order. */
  private static float[] permuted(OnnxTensor values, int[] dims, int... axes) {
    int[] strides = Dims.strides(dims);
    float[] result = new float[values.size()];
    int[] at = new int[axes.length];
    int place = 0;
    for (int i = 0; i < result.length; i++) {
      result[i] = values.floatAt(place);
      for (int k = axes.length - 1; k >= 0; k--) {
        place += strides[axes[k]];
        if (++at[k] < dims[axes[k]]) {
          break;
        }
        place -= at[k] * strides[axes[k]];
        at[k] = 0;
      }
    }
    return result;
  }

  private static Value gemm(Step step) {
    Value input = step.computed(0);
    OnnxNode node = step.node();
    if (input.rank() != 1 || node.integer("transA", 0) != 0) {
      throw new IllegalArgumentException("multiplies what is no batch of features");
    }
    boolean turned = node.integer("transB", 0) != 0;
    double alpha = node.real("alpha", 1);
    double beta = node.real("beta", 1);
    OnnxTensor weight = step.constant(1);
    OnnxTensor bias = step.optional(2) == null || beta == 0 ? null : step.constant(2);
    if (weight.rank() != 2 || weight.dims()[turned ? 1 : 0] != input.dims()[0]) {
      throw new IllegalArgumentException(
          "its weight of shape "
              + Arrays.toString(weight.dims())
              + " does not fit "
              + input.dims()[0]
              + " features");
    }
    int units = weight.dims()[turned ? 0 : 1];
    if (bias != null && bias.size() != units && bias.size() != 1) {
      throw new IllegalArgumentException("its bias has " + bias.size() + " values for " + units);
    }
    return dense(step, input, weight, turned, alpha, bias, beta, units);
  }

  /** Of features as they are stored: the rows of the kernel are put into that order. */
  private static Value dense(
      Step step,
      Value input,
      OnnxTensor weight,
      boolean turned,
      double alpha,
      OnnxTensor bias,
      double beta,
      int units) {
    step.importer().noteWeight(weight);
    Map<String, Supplier<float[]>> weights = new HashMap<>();
    weights.put(KERNEL, () -> kernel(weight, turned, (float) alpha, input.layout()));
    if (bias != null) {
      weights.put(
          BIAS,
          () -> {
            float[] values =
                ConstantMoves.spread(bias.reshaped(bias.size()), new int[] {units}).floats();
            for (int i = 0; i < values.length; i++) {
              values[i] *= (float) beta;
            }
            return values;
          });
    }
    Dense layer = new Dense(units).bias(bias != null);
    Expr features = step.importer().reshaped(input.expr(), input.dims()[0]);
    Expr y = step.importer().layer(layer, weights, step.layerName(), features);
    return step.importer().value(y, new int[] {units}, 0);
  }

  private static float[] kernel(OnnxTensor weight, boolean turned, float alpha, Layout layout) {
    int[] places = layout.places();
    int[] stored = layout.storedSizes();
    int count = places.length;
    int[] dims = new int[count + 1];
    int[] axes = new int[count + 1];
    int first = turned ? 1 : 0;
    for (int i = 0; i < count; i++) {
      dims[first + i] = stored[places[i]];
      axes[places[i]] = first + i;
    }
    int unitAxis = turned ? 0 : count;
    dims[unitAxis] = weight.dims()[turned ? 0 : 1];
    axes[count] = unitAxis;
    float[] kernel = permuted(weight, dims, axes);
    for (int i = 0; alpha != 1 && i < kernel.length; i++) {
      kernel[i] *= alpha;
    }
    return kernel;
  }

  /** A product with a matrix along the last axis: a Dense, or a convolution of pixels. */
  private static Value product(Step step) {
    Value input = step.computed(0);
    OnnxTensor weight = step.constant(1);
    int rank = input.rank();
    if (rank < 1 || weight.rank() != 2 || weight.dims()[0] != input.dims()[rank - 1]) {
      throw new IllegalArgumentException(
          "multiplies by a constant of shape "
              + Arrays.toString(weight.dims())
              + "; only matrices that fit the last axis are supported");
    }
    int units = weight.dims()[1];
    if (rank == 1) {
      return dense(step, input, weight, false, 1, null, 1, units);
    }
    int[][] groups = {Importer.range(0, rank - 1), {}, {rank - 1}};
    Importer importer = step.importer();
    importer.noteWeight(weight);
    Expr rows = importer.stored(input, groups);
    Conv2D layer = new Conv2D(units, 1).bias(false);
    Expr y = importer.layer(layer, weights(weight::floats, null), step.layerName(), rows);
    int[] dims = input.dims().clone();
    dims[rank - 1] = units;
    return importer.value(y, dims, Layout.inOrder(rank));
  }
}
