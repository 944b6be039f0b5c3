package dev.limpid.layers;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Padding;
import dev.limpid.core.conv.Window;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A transposed convolution: what the backward pass of a convolution does to gradients, done forward
 * to images, so that a stride enlarges them.
 *
 * <p>Input {@code [N, H, W, C]}, output {@code [N, H', W', filters]}. With {@code same} padding, H'
 * = H stride; with {@code valid}, the default, H' = H stride + max(kernel - stride, 0), both as in
 * Keras; with explicit padding, H' = (H - 1) stride - 2 padding + kernel + outputPadding, as in
 * PyTorch. Parameters: {@code kernel} {@code [KH, KW, filters, C]} (Keras's order) and {@code bias}
 * {@code [filters]}.
 *
 * <p>Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016,
 * arXiv:1603.07285, chapter 4.
 */
public final class Conv2DTranspose extends Layer {
  private final int filters;
  private final int kernelHeight;
  private final int kernelWidth;
  private int strideHeight = 1;
  private int strideWidth = 1;
  private Padding padding = Padding.VALID;
  private int outputPadding;
  private boolean hasBias = true;
  private Initializer initializer = Initializer.GLOROT_UNIFORM;

  /** The convolution whose gradient this is: from the output to the input. */
  private ConvAlgorithm algorithm;

  private Parameter kernel;
  private Parameter bias;
  private ChannelSums biasGradient;

  /** A square kernel. */
  public Conv2DTranspose(int filters, int kernel) {
    this(filters, kernel, kernel);
  }

  /**
   * A kernel of a height and a width.
   *
   * @throws IllegalArgumentException if a number is not positive
   */
  public Conv2DTranspose(int filters, int kernelHeight, int kernelWidth) {
    this.filters = requireAtLeast(1, "filters", filters);
    this.kernelHeight = requireAtLeast(1, "kernel height", kernelHeight);
    this.kernelWidth = requireAtLeast(1, "kernel width", kernelWidth);
  }

  private static int requireAtLeast(int least, String what, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "Conv2DTranspose: " + what + " must be " + least + " or more, but is " + value);
    }
    return value;
  }

  @Override
  public Conv2DTranspose named(String newName) {
    super.named(newName);
    return this;
  }

  /** Sets by how much the image grows in both directions; 1 by default. */
  public Conv2DTranspose stride(int stride) {
    return stride(stride, stride);
  }

  /** Sets by how much the image grows downward and to the right. */
  public Conv2DTranspose stride(int height, int width) {
    requireNotBuilt();
    strideHeight = requireAtLeast(1, "stride", height);
    strideWidth = requireAtLeast(1, "stride", width);
    return this;
  }

  /**
   * Sets the padding that the convolution from output to input has; valid by default.
   *
   * @throws IllegalArgumentException if opposite sides differ
   */
  public Conv2DTranspose padding(Padding newPadding) {
    requireNotBuilt();
    if (newPadding instanceof Padding.Sides) {
      throw new IllegalArgumentException(
          "Conv2DTranspose: padding must be equal on opposite sides, but is "
              + newPadding
              + "; use 'valid' and a Cropping2D behind it");
    }
    padding = Objects.requireNonNull(newPadding, "padding");
    return this;
  }

  /** Sets {@code same} padding. */
  public Conv2DTranspose same() {
    return padding(Padding.SAME);
  }

  /**
   * Sets how many rows and columns the output has more at its end, where padding is explicit; 0 by
   * default, and less than the stride (PyTorch).
   */
  public Conv2DTranspose outputPadding(int more) {
    requireNotBuilt();
    outputPadding = requireAtLeast(0, "output padding", more);
    return this;
  }

  /** Sets whether there is a bias; there is by default. */
  public Conv2DTranspose bias(boolean withBias) {
    requireNotBuilt();
    hasBias = withBias;
    return this;
  }

  /** Sets the first values of the kernel; {@link Initializer#GLOROT_UNIFORM} by default (Keras). */
  public Conv2DTranspose initializer(Initializer newInitializer) {
    requireNotBuilt();
    initializer = Objects.requireNonNull(newInitializer, "initializer");
    return this;
  }

  /** The kernel, {@code [KH, KW, filters, C]}. */
  public Parameter kernel() {
    return kernel;
  }

  /** The bias, {@code [filters]}, or null if there is none. */
  public Parameter bias() {
    return bias;
  }

  @Override
  public Shape outputShape(Shape input) {
    return geometry(input).inputShape();
  }

  private ConvGeometry geometry(Shape input) {
    if (input.rank() != 3) {
      throw new IllegalArgumentException(this + ": expected images of shape [H,W,C], got " + input);
    }
    boolean explicit = padding instanceof Padding.Explicit;
    if (outputPadding > 0 && (!explicit || outputPadding >= Math.min(strideHeight, strideWidth))) {
      throw new IllegalArgumentException(
          this + ": output padding needs explicit padding, and must be below the stride");
    }
    try {
      return new ConvGeometry(
          window(0, input.dim(0), kernelHeight, strideHeight),
          window(1, input.dim(1), kernelWidth, strideWidth),
          filters,
          input.dim(2),
          1);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(this + " on " + input + ": " + e.getMessage(), e);
    }
  }

  private Window window(int axis, int size, int taps, int stride) {
    int grown = Math.multiplyExact(size, stride);
    if (padding == Padding.VALID) {
      grown = Math.addExact(grown, Math.max(taps - stride, 0));
    } else if (padding instanceof Padding.Explicit explicit) {
      int each = axis == 0 ? explicit.height() : explicit.width();
      grown = Math.toIntExact((size - 1L) * stride - 2L * each + taps + outputPadding);
    }
    return Window.along(axis, grown, taps, stride, 1, padding);
  }

  @Override
  public Map<String, Object> config() {
    return Map.of(
        "filters", filters,
        "kernel", Options.heightByWidth(kernelHeight, kernelWidth),
        "stride", Options.heightByWidth(strideHeight, strideWidth),
        "padding", padding.toString(),
        "outputPadding", outputPadding,
        "bias", hasBias,
        "initializer", initializer.toString());
  }

  /** Reads the options that {@link #config} writes. */
  public static Conv2DTranspose read(Options options) {
    int[] kernel = options.heightByWidth("kernel");
    int[] stride = options.heightByWidth("stride");
    return new Conv2DTranspose(options.integer("filters"), kernel[0], kernel[1])
        .stride(stride[0], stride[1])
        .padding(options.padding("padding"))
        .outputPadding(options.integer("outputPadding"))
        .bias(options.flag("bias"))
        .initializer(Initializer.named(options.text("initializer")));
  }

  @Override
  public Map<String, Shape> parameterShapes(Shape input) {
    Shape shape = geometry(input).kernelShape();
    return hasBias
        ? Map.of(name() + ".kernel", shape, name() + ".bias", Shape.of(filters))
        : Map.of(name() + ".kernel", shape);
  }

  @Override
  public List<Parameter> parameters() {
    if (!isBuilt()) {
      return List.of();
    }
    return hasBias ? List.of(kernel, bias) : List.of(kernel);
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {
    ConvGeometry geometry = geometry(input);
    algorithm = compute().convolutionFor(geometry);
    kernel = Parameter.trainable(name() + ".kernel", geometry.kernelShape(), true);
    initializer.fill(kernel.value(), rng.split("kernel"));
    if (hasBias) {
      bias = Parameter.trainable(name() + ".bias", Shape.of(filters), false);
      biasGradient = new ChannelSums(filters, compute().rowKernels(), compute().parallel());
    }
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    algorithm.inputGradient(x.data(), x.batchSize(), kernel.value().data(), y.data());
    if (hasBias) {
      float[] sums = y.data();
      float[] biases = bias.value().data();
      forRows(
          y.size() / filters,
          filters,
          (from, to) -> {
            for (int i = from * filters; i < to * filters; i++) {
              sums[i] += biases[i % filters];
            }
          });
    }
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    int images = dy.batchSize();
    if (hasBias) {
      biasGradient.sum(dy.data(), dy.size() / filters, bias.gradient().data());
    }
    if (kernel.isTrainable()) {
      algorithm.filterGradient(dy.data(), x.data(), images, kernel.gradient().data());
    }
    if (dx != null) {
      algorithm.forward(dy.data(), images, kernel.value().data(), (float[]) null, dx.data());
    }
  }
}
