package dev.limpid.interop.onnx;

import dev.limpid.layers.Layer;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.GroupNorm;
import dev.limpid.layers.norm.LayerNorm;
import dev.limpid.layers.norm.LocalResponseNorm;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Normalisations. */
final class Norms {
  static final String GAMMA = "gamma";
  static final String BETA = "beta";

  private Norms() {}

  static void addTo(Map<String, Operators.Operator> operators) {
    operators.put("BatchNormalization", Norms::batch);
    operators.put("InstanceNormalization", Norms::instance);
    operators.put("GroupNormalization", Norms::group);
    operators.put("LayerNormalization", Norms::layer);
    operators.put("LRN", Norms::localResponse);
  }

  private static Value batch(Step step) {
    Value input = step.computed(0);
    int channels = input.dims()[0];
    OnnxTensor gamma = step.weight(1, channels);
    OnnxTensor beta = step.weight(2, channels);
    OnnxTensor mean = step.weight(3, channels);
    OnnxTensor variance = step.weight(4, channels);
    Importer importer = step.importer();
    if (step.node().integer("training_mode", 0) != 0) {
      importer.note(
          "BatchNormalization was exported in training mode; its moving averages are used here in"
              + " inference, as PyTorch does after model.eval().");
    }
    if (step.node().integer("spatial", 1) == 0) {
      throw new IllegalArgumentException("has statistics of each pixel, which no layer has");
    }
    BatchNorm layer =
        new BatchNorm()
            .epsilon(decimal(step.node().real("epsilon", 1e-5)))
            .momentum(decimal(step.node().real("momentum", 0.9)))
            .unbiasedMovingVariance(importer.isByPytorch());
    Map<String, Supplier<float[]>> weights = affine(gamma::floats, beta::floats);
    weights.put("moving_mean", mean::floats);
    weights.put("moving_variance", variance::floats);
    int[] order = Layout.channelsLast(input.rank());
    Expr y = importer.layer(layer, weights, step.layerName(), importer.stored(input, order));
    importer.noteNorm(y, step.node());
    return importer.value(y, input.dims(), order);
  }

  /** A float32 of the file as the decimal number that was meant: 1e-5 instead of 9.99999975e-6. */
  static double decimal(double value) {
    return Double.parseDouble(Float.toString((float) value));
  }

  static Map<String, Supplier<float[]>> affine(Supplier<float[]> gamma, Supplier<float[]> beta) {
    Map<String, Supplier<float[]>> weights = new HashMap<>();
    weights.put(GAMMA, gamma);
    weights.put(BETA, beta);
    return weights;
  }

  /**
   * Groups of one channel; PyTorch writes GroupNorm as an instance norm of what was reshaped so
   * that each group is a channel.
   */
  private static Value instance(Step step) {
    Value input = step.computed(0);
    int channels = input.dims()[0];
    OnnxTensor gamma = step.weight(1, channels);
    OnnxTensor beta = step.weight(2, channels);
    double epsilon = decimal(step.node().real("epsilon", 1e-5));
    Value image = input;
    if (input.isBy("Reshape") && input.rank() == 2 && input.input(0).rank() == 3) {
      image = input.input(0);
    }
    int all = image.dims()[0];
    if (all % channels != 0 || input.rank() < 2) {
      throw new IllegalArgumentException("normalises what is no image");
    }
    Value y =
        grouped(
            step,
            image,
            channels,
            epsilon,
            () -> repeated(gamma, all / channels),
            () -> repeated(beta, all / channels));
    return image == input ? y : step.importer().reshape(y, input.dims());
  }

  private static float[] repeated(OnnxTensor tensor, int times) {
    float[] values = tensor.floats();
    float[] result = new float[values.length * times];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[i / times];
    }
    return result;
  }

  private static Value group(Step step) {
    Value input = step.computed(0);
    int channels = input.dims()[0];
    int groups = Math.toIntExact(step.node().integer("num_groups", 1));
    OnnxTensor gamma = step.constant(1);
    OnnxTensor beta = step.constant(2);
    if (groups < 1
        || channels % groups != 0
        || gamma.size() != beta.size()
        || gamma.size() != groups && gamma.size() != channels) {
      throw new IllegalArgumentException("its groups or weights do not fit its channels");
    }
    int times = channels / gamma.size();
    double epsilon = decimal(step.node().real("epsilon", 1e-5));
    return grouped(
        step, input, groups, epsilon, () -> repeated(gamma, times), () -> repeated(beta, times));
  }

  private static Value grouped(
      Step step,
      Value input,
      int groups,
      double epsilon,
      Supplier<float[]> gamma,
      Supplier<float[]> beta) {
    int[] order = Layout.channelsLast(input.rank());
    Layer layer = new GroupNorm(groups).epsilon(epsilon);
    Expr x = step.importer().stored(input, order);
    Expr y = step.importer().layer(layer, affine(gamma, beta), step.layerName(), x);
    return step.importer().value(y, input.dims(), order);
  }

  private static Value layer(Step step) {
    Value input = step.computed(0);
    int axis = step.sampleAxis(step.node().integer("axis", -1), input.rank());
    int[] dims = Arrays.copyOfRange(input.dims(), axis, input.rank());
    OnnxTensor gamma = step.weight(1, dims);
    OnnxTensor beta = step.optional(2) == null ? null : step.weight(2, dims);
    return layered(step, input, axis, decimal(step.node().real("epsilon", 1e-5)), gamma, beta);
  }

  /** Over the axes from one on to the last; gamma and beta may be null, for 1 and 0. */
  static Value layered(
      Step step, Value input, int axis, double epsilon, OnnxTensor gamma, OnnxTensor beta) {
    Importer importer = step.importer();
    Map<String, Supplier<float[]>> weights = new HashMap<>();
    if (axis == input.rank() - 1 && axis > 0) {
      put(weights, gamma, beta, OnnxTensor::floats);
      LayerNorm layer = new LayerNorm().epsilon(epsilon);
      int[] order = Layout.inOrder(input.rank());
      Expr y = importer.layer(layer, weights, step.layerName(), importer.stored(input, order));
      return importer.value(y, input.dims(), order);
    }
    if (axis == 0) {
      int[] order = Layout.channelsLast(input.rank());
      put(weights, gamma, beta, tensor -> Convolutions.permuted(tensor, order));
      LayerNorm layer = new LayerNorm().epsilon(epsilon).overAll(true);
      Expr y = importer.layer(layer, weights, step.layerName(), importer.stored(input, order));
      return importer.value(y, input.dims(), order);
    }
    throw new IllegalArgumentException(
        "normalises over some of the axes; only the last, or all of a sample, are supported");
  }

  private static void put(
      Map<String, Supplier<float[]>> weights,
      OnnxTensor gamma,
      OnnxTensor beta,
      java.util.function.Function<OnnxTensor, float[]> values) {
    if (gamma != null) {
      weights.put(GAMMA, () -> values.apply(gamma));
    }
    if (beta != null) {
      weights.put(BETA, () -> values.apply(beta));
    }
  }

  private static Value localResponse(Step step) {
    OnnxNode node = step.node();
    return localResponse(
        step,
        step.image(),
        Math.toIntExact(node.integer("size", 0)),
        decimal(node.real("alpha", 1e-4)),
        decimal(node.real("beta", 0.75)),
        decimal(node.real("bias", 1)));
  }

  static Value localResponse(
      Step step, Value input, int size, double alpha, double beta, double k) {
    Layer layer = new LocalResponseNorm(size).alpha(alpha).beta(beta).k(k);
    return step.importer().ofImage(step.importer().layer(layer, step.importer().image(input)));
  }
}
