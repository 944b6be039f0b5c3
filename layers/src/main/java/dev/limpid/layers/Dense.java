package dev.limpid.layers;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Scratch;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvChoice;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Window;
import dev.limpid.core.gemm.Matrix;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A fully connected layer, {@code y = x kernel + bias}: {@code [in]} to {@code [units]}.
 *
 * <p>The kernel is {@code [in, units]}, as in Keras (PyTorch's {@code Linear} keeps its transpose).
 * Weight decay applies to it, not to the bias. The bias starts at 0.
 */
public final class Dense extends Layer {
  private final int units;
  private boolean hasBias = true;
  private Initializer initializer = Initializer.GLOROT_UNIFORM;

  private Parameter kernel;
  private Parameter bias;
  private ChannelSums biasGradient;

  /**
   * A layer of so many units.
   *
   * @param units number of outputs
   * @throws IllegalArgumentException if it is not positive
   */
  public Dense(int units) {
    if (units < 1) {
      throw new IllegalArgumentException("Dense: units must be 1 or more, but is " + units);
    }
    this.units = units;
  }

  /** Reads the options that {@link #config} writes. */
  public static Dense read(Options options) {
    return new Dense(options.integer("units"))
        .bias(options.flag("bias"))
        .initializer(Initializer.named(options.text("initializer")));
  }

  @Override
  public Dense named(String newName) {
    super.named(newName);
    return this;
  }

  /** Sets whether there is a bias; there is by default. Where BatchNorm follows, none is needed. */
  public Dense bias(boolean withBias) {
    requireNotBuilt();
    hasBias = withBias;
    return this;
  }

  /** Sets the first values of the kernel; {@link Initializer#GLOROT_UNIFORM} by default (Keras). */
  public Dense initializer(Initializer newInitializer) {
    requireNotBuilt();
    initializer = Objects.requireNonNull(newInitializer, "initializer");
    return this;
  }

  /** The kernel, {@code [in, units]}; null before the layer is built. */
  public Parameter kernel() {
    return kernel;
  }

  /** The bias, {@code [units]}; null if there is none. */
  public Parameter bias() {
    return bias;
  }

  @Override
  public Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("units", units);
    config.put("bias", hasBias);
    config.put("initializer", initializer.toString());
    return config;
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() != 1 || input.size() == 0) {
      throw new IllegalArgumentException(
          this
              + ": expected a flat input [features], got "
              + input
              + (input.rank() > 1 ? "; put a Flatten before it" : ""));
    }
    return Shape.of(units);
  }

  @Override
  public Map<String, Shape> parameterShapes(Shape input) {
    Shape shape = Shape.of(input.dim(0), units);
    return hasBias
        ? Map.of(name() + ".kernel", shape, name() + ".bias", Shape.of(units))
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
    kernel = Parameter.trainable(name() + ".kernel", Shape.of(input.dim(0), units), true);
    initializer.fill(kernel.value(), rng.split("kernel"));
    if (hasBias) {
      bias = Parameter.trainable(name() + ".bias", Shape.of(units), false);
      biasGradient = new ChannelSums(units, compute().rowKernels(), compute().parallel());
    }
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    int samples = x.batchSize();
    float[] sums = hasBias ? exactly(y) : y.data();
    if (hasBias) {
      forRows(samples, units, (from, to) -> fillWithBias(sums, from, to));
    }
    multiply(
        Matrix.of(x.data(), samples, inputShape().dim(0)),
        matrix(kernel.value()),
        hasBias ? 1 : 0,
        Matrix.of(sums, samples, units));
    if (sums != y.data()) {
      System.arraycopy(sums, 0, y.data(), 0, y.size());
    }
  }

  /**
   * The tensor's array, or another one if that is longer: a product that adds to what is there may
   * do so in another order in a part of an array (jblas), and then an output would depend on
   * whether there was a larger batch before.
   */
  private float[] exactly(Tensor y) {
    return y.data().length == y.size()
        ? y.data()
        : Scratch.current().exactly(Scratch.Slot.PRODUCT, y.size());
  }

  /**
   * The 1x1 convolution of an image of one pixel, if the kernels have an implicit convolution,
   * which packs the kernel once. For one image the kernel is all that there is to read, and packing
   * it anew took four times as long again.
   */
  @Override
  public InferenceForm inferenceForm() {
    Window pixel = new Window(1, 1, 1, 1, 0, 1);
    ConvGeometry geometry = new ConvGeometry(pixel, pixel, inputShape().dim(0), units, 1);
    ConvAlgorithm algorithm = compute().with(ConvChoice.IMPLICIT).convolutionFor(geometry);
    if (!algorithm.name().equals(ConvChoice.IMPLICIT.toString())) {
      return new InferenceForm.Own();
    }
    return new InferenceForm.Convolution(
        algorithm, kernel.value().copy().data(), hasBias ? bias.value().copy().data() : null);
  }

  private void fillWithBias(float[] y, int from, int to) {
    for (int row = from; row < to; row++) {
      System.arraycopy(bias.value().data(), 0, y, row * units, units);
    }
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    int samples = dy.batchSize();
    int inputs = inputShape().dim(0);
    Matrix gradients = Matrix.of(dy.data(), samples, units);
    if (kernel.isTrainable()) {
      multiply(
          Matrix.of(x.data(), samples, inputs).transpose(),
          gradients,
          0,
          matrix(kernel.gradient()));
    }
    if (hasBias) {
      biasGradient.sum(dy.data(), samples, bias.gradient().data());
    }
    if (dx != null) {
      multiply(
          gradients, matrix(kernel.value()).transpose(), 0, Matrix.of(dx.data(), samples, inputs));
    }
  }

  private Matrix matrix(Tensor ofKernel) {
    return Matrix.of(ofKernel.data(), inputShape().dim(0), units);
  }

  private void multiply(Matrix a, Matrix b, float beta, Matrix c) {
    compute().gemm().multiply(a, b, beta, c, compute().parallel());
  }
}
