package dev.limpid.layers;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.conv.Padding;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A convolution of each channel by itself, with {@code multiplier} filters each: {@code [N, H, W,
 * C]} to {@code [N, H', W', C multiplier]}, where filter {@code c multiplier + m} sees channel c.
 * It is made of a {@link Conv2D} with as many groups as channels. Keras calls it so too.
 *
 * <p>Parameters: {@code kernel} {@code [KH, KW, 1, C multiplier]} and {@code bias} {@code [C
 * multiplier]}.
 */
public final class DepthwiseConv2D extends Layer {
  private final int kernelHeight;
  private final int kernelWidth;
  private int multiplier = 1;
  private int strideHeight = 1;
  private int strideWidth = 1;
  private int dilation = 1;
  private Padding padding = Padding.VALID;
  private boolean hasBias = true;
  private Initializer initializer = Initializer.GLOROT_UNIFORM;
  private Conv2D convolution;

  /** A square kernel. */
  public DepthwiseConv2D(int kernel) {
    this(kernel, kernel);
  }

  /**
   * A kernel of a height and a width.
   *
   * @throws IllegalArgumentException if a number is not positive
   */
  public DepthwiseConv2D(int kernelHeight, int kernelWidth) {
    this.kernelHeight = requirePositive("kernel height", kernelHeight);
    this.kernelWidth = requirePositive("kernel width", kernelWidth);
  }

  private static int requirePositive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "DepthwiseConv2D: " + what + " must be 1 or more, but is " + value);
    }
    return value;
  }

  @Override
  public DepthwiseConv2D named(String newName) {
    super.named(newName);
    return this;
  }

  /** Sets how many filters each channel has; 1 by default. */
  public DepthwiseConv2D multiplier(int filtersOfChannel) {
    requireNotBuilt();
    multiplier = requirePositive("multiplier", filtersOfChannel);
    return this;
  }

  /** Sets the step in both directions; 1 by default. */
  public DepthwiseConv2D stride(int stride) {
    return stride(stride, stride);
  }

  /** Sets the step downward and to the right. */
  public DepthwiseConv2D stride(int height, int width) {
    requireNotBuilt();
    strideHeight = requirePositive("stride", height);
    strideWidth = requirePositive("stride", width);
    return this;
  }

  /** Sets the distance between neighbouring taps in both directions; 1 by default. */
  public DepthwiseConv2D dilation(int newDilation) {
    requireNotBuilt();
    dilation = requirePositive("dilation", newDilation);
    return this;
  }

  /** Sets the padding; valid by default (Keras). */
  public DepthwiseConv2D padding(Padding newPadding) {
    requireNotBuilt();
    padding = Objects.requireNonNull(newPadding, "padding");
    return this;
  }

  /** Sets {@code same} padding. */
  public DepthwiseConv2D same() {
    return padding(Padding.SAME);
  }

  /** Sets whether there is a bias; there is by default. */
  public DepthwiseConv2D bias(boolean withBias) {
    requireNotBuilt();
    hasBias = withBias;
    return this;
  }

  /** Sets the first values of the kernel; {@link Initializer#GLOROT_UNIFORM} by default (Keras). */
  public DepthwiseConv2D initializer(Initializer newInitializer) {
    requireNotBuilt();
    initializer = Objects.requireNonNull(newInitializer, "initializer");
    return this;
  }

  /** The convolution that it is made of, for so many channels. */
  private Conv2D of(Shape input) {
    if (input.rank() != 3) {
      throw new IllegalArgumentException(this + ": expected images of shape [H,W,C], got " + input);
    }
    int channels = input.dim(2);
    return new Conv2D(Math.multiplyExact(channels, multiplier), kernelHeight, kernelWidth)
        .stride(strideHeight, strideWidth)
        .dilation(dilation)
        .padding(padding)
        .groups(channels)
        .bias(hasBias)
        .initializer(initializer)
        .named(name());
  }

  @Override
  public Shape outputShape(Shape input) {
    return of(input).outputShape(input);
  }

  @Override
  public Map<String, Object> config() {
    return Map.of(
        "kernel", Options.heightByWidth(kernelHeight, kernelWidth),
        "multiplier", multiplier,
        "stride", Options.heightByWidth(strideHeight, strideWidth),
        "dilation", dilation,
        "padding", padding.toString(),
        "bias", hasBias,
        "initializer", initializer.toString());
  }

  /** Reads the options that {@link #config} writes. */
  public static DepthwiseConv2D read(Options options) {
    int[] kernel = options.heightByWidth("kernel");
    int[] stride = options.heightByWidth("stride");
    return new DepthwiseConv2D(kernel[0], kernel[1])
        .multiplier(options.integer("multiplier"))
        .stride(stride[0], stride[1])
        .dilation(options.integer("dilation"))
        .padding(options.padding("padding"))
        .bias(options.flag("bias"))
        .initializer(Initializer.named(options.text("initializer")));
  }

  @Override
  public Map<String, Shape> parameterShapes(Shape input) {
    return of(input).parameterShapes(input);
  }

  @Override
  public List<Parameter> parameters() {
    return convolution == null ? List.of() : convolution.parameters();
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {
    convolution = of(input);
    convolution.build(input, rng, compute());
  }

  /** That of the convolution. */
  @Override
  public InferenceForm inferenceForm() {
    return convolution.inferenceForm();
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    convolution.forward(x, y, mode);
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    convolution.backward(dy, dx);
  }
}
