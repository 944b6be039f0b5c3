package dev.limpid.layers;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.conv.Padding;
import dev.limpid.core.conv.Window;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Two-dimensional convolution (a cross-correlation, as in Keras and PyTorch).
 *
 * <pre>
 * y[n,p,q,f] = bias[f] + sum over r,s,c of x[n, p*stride - pad + r*dilation, ..., c] * kernel[r,s,c,f]
 * </pre>
 *
 * <p>Input {@code [N, H, W, C]}, output {@code [N, H', W', filters]}. Parameters: {@code kernel} of
 * shape {@code [KH, KW, C / groups, filters]}, Glorot uniform at first, and {@code bias} of shape
 * {@code [filters]}, 0 at first (Keras's defaults). Padding is {@code valid} unless asked for
 * (Keras).
 *
 * <p>The work is done by a {@link ConvAlgorithm}, which {@link #algorithm()} names.
 *
 * <p>Source: LeCun, Bottou, Bengio and Haffner, "Gradient-Based Learning Applied to Document
 * Recognition", 1998.
 */
public final class Conv2D extends Layer {
  private final int filters;
  private final int kernelHeight;
  private final int kernelWidth;
  private int strideHeight = 1;
  private int strideWidth = 1;
  private int dilationHeight = 1;
  private int dilationWidth = 1;
  private int groups = 1;
  private Padding padding = Padding.VALID;
  private boolean hasBias = true;
  private Initializer initializer = Initializer.GLOROT_UNIFORM;

  private ConvAlgorithm algorithm;
  private Parameter kernel;
  private Parameter bias;
  private ChannelSums biasGradient;

  private final Forward rectified = (x, y, mode) -> compute(x, y, true);

  /**
   * A convolution with a square window.
   *
   * @param filters channels of the output
   * @param kernel height and width of the window
   */
  public Conv2D(int filters, int kernel) {
    this(filters, kernel, kernel);
  }

  /** A convolution with a window of this height and width. */
  public Conv2D(int filters, int kernelHeight, int kernelWidth) {
    this.filters = requirePositive("filters", filters);
    this.kernelHeight = requirePositive("kernel height", kernelHeight);
    this.kernelWidth = requirePositive("kernel width", kernelWidth);
  }

  @Override
  public Conv2D named(String newName) {
    super.named(newName);
    return this;
  }

  /** Sets the padding; {@link Padding#VALID} by default. */
  public Conv2D padding(Padding newPadding) {
    requireNotBuilt();
    padding = Objects.requireNonNull(newPadding, "padding");
    return this;
  }

  /** Sets {@link Padding#SAME}: with stride 1 the output is as large as the input. */
  public Conv2D same() {
    return padding(Padding.SAME);
  }

  /** Sets the step of the window in both directions; 1 by default. */
  public Conv2D stride(int stride) {
    return stride(stride, stride);
  }

  /** Sets the step of the window downward and to the right. */
  public Conv2D stride(int height, int width) {
    requireNotBuilt();
    strideHeight = requirePositive("stride", height);
    strideWidth = requirePositive("stride", width);
    return this;
  }

  /** Sets the distance between neighbouring taps in both directions; 1 by default. */
  public Conv2D dilation(int dilation) {
    return dilation(dilation, dilation);
  }

  /** Sets the distance between neighbouring taps downward and to the right. */
  public Conv2D dilation(int height, int width) {
    requireNotBuilt();
    dilationHeight = requirePositive("dilation", height);
    dilationWidth = requirePositive("dilation", width);
    return this;
  }

  /**
   * Cuts channels and filters into groups that don't see each other; 1 by default, depthwise with
   * as many as input channels.
   */
  public Conv2D groups(int newGroups) {
    requireNotBuilt();
    groups = requirePositive("groups", newGroups);
    return this;
  }

  /** Sets whether there is a bias; there is by default. */
  public Conv2D bias(boolean withBias) {
    requireNotBuilt();
    hasBias = withBias;
    return this;
  }

  /** Sets the first values of the kernel; {@link Initializer#GLOROT_UNIFORM} by default (Keras). */
  public Conv2D initializer(Initializer newInitializer) {
    requireNotBuilt();
    initializer = Objects.requireNonNull(newInitializer, "initializer");
    return this;
  }

  /** The kernel, {@code [KH, KW, C / groups, filters]}. */
  public Parameter kernel() {
    return kernel;
  }

  /** The bias, {@code [filters]}, or null if there is none. */
  public Parameter bias() {
    return bias;
  }

  /** The algorithm that computes this layer; null before it is built. */
  public ConvAlgorithm algorithm() {
    return algorithm;
  }

  @Override
  public Shape outputShape(Shape input) {
    return geometry(input).outputShape();
  }

  private ConvGeometry geometry(Shape input) {
    if (input.rank() != 3) {
      throw new IllegalArgumentException(this + ": expected images of shape [H,W,C], got " + input);
    }
    try {
      return new ConvGeometry(
          Window.along(0, input.dim(0), kernelHeight, strideHeight, dilationHeight, padding),
          Window.along(1, input.dim(1), kernelWidth, strideWidth, dilationWidth, padding),
          input.dim(2),
          filters,
          groups);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(this + " on " + input + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Map<String, Object> config() {
    return Map.of(
        "filters", filters,
        "kernel", Options.heightByWidth(kernelHeight, kernelWidth),
        "stride", Options.heightByWidth(strideHeight, strideWidth),
        "dilation", Options.heightByWidth(dilationHeight, dilationWidth),
        "padding", padding.toString(),
        "groups", groups,
        "bias", hasBias,
        "initializer", initializer.toString());
  }

  /** Reads the options that {@link #config} writes. */
  public static Conv2D read(Options options) {
    int[] kernel = options.heightByWidth("kernel");
    int[] stride = options.heightByWidth("stride");
    int[] dilation = options.heightByWidth("dilation");
    return new Conv2D(options.integer("filters"), kernel[0], kernel[1])
        .stride(stride[0], stride[1])
        .dilation(dilation[0], dilation[1])
        .padding(options.padding("padding"))
        .groups(options.integer("groups"))
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
  public InferenceForm inferenceForm() {
    return new InferenceForm.Convolution(
        algorithm, kernel.value().copy().data(), hasBias ? bias.value().copy().data() : null);
  }

  /**
   * The forward pass with what a ReLU after it does, in one pass over the result: the same bits.
   */
  void forwardRectified(Tensor x, Tensor y, Mode mode) {
    forward(x, y, mode, rectified);
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    compute(x, y, false);
  }

  private void compute(Tensor x, Tensor y, boolean rectify) {
    float[] biases = hasBias ? bias.value().data() : null;
    algorithm.forward(
        x.data(),
        x.batchSize(),
        kernel.value().data(),
        rectify ? new Epilogue(biases, true, null, null) : Epilogue.ofBias(biases),
        y.data());
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    int images = x.batchSize();
    if (hasBias) {
      biasGradient.sum(dy.data(), dy.size() / filters, bias.gradient().data());
    }
    if (kernel.isTrainable()) {
      algorithm.filterGradient(x.data(), dy.data(), images, kernel.gradient().data());
    }
    if (dx != null) {
      algorithm.inputGradient(dy.data(), images, kernel.value().data(), dx.data());
    }
  }

  private int requirePositive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("Conv2D: " + what + " must be 1 or more, but is " + value);
    }
    return value;
  }
}
