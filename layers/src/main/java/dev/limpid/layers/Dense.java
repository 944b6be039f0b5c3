package dev.limpid.layers;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
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
  private final boolean useBias;
  private final Initializer initializer;

  private Parameter kernel;
  private Parameter bias;

  /** With bias, and a Glorot-uniform kernel: Keras's defaults. */
  public Dense(int units) {
    this(units, true, Initializer.GLOROT_UNIFORM);
  }

  /**
   * A layer of so many units.
   *
   * @param units number of outputs
   * @param useBias whether a bias is added; not needed where BatchNorm follows
   * @param initializer first values of the kernel
   * @throws IllegalArgumentException if {@code units} is not positive
   */
  public Dense(int units, boolean useBias, Initializer initializer) {
    if (units < 1) {
      throw new IllegalArgumentException("units must be 1 or more, but is " + units);
    }
    this.units = units;
    this.useBias = useBias;
    this.initializer = Objects.requireNonNull(initializer, "initializer");
  }

  static Dense read(Options options) {
    return new Dense(
        options.integer("units"),
        options.flag("bias"),
        Initializer.named(options.text("initializer")));
  }

  @Override
  public Map<String, Object> config() {
    return Map.of("units", units, "bias", useBias, "initializer", initializer.toString());
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
  public List<Parameter> parameters() {
    if (!isBuilt()) {
      return List.of();
    }
    return useBias ? List.of(kernel, bias) : List.of(kernel);
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {
    kernel = Parameter.trainable(name() + ".kernel", Shape.of(input.dim(0), units), true);
    initializer.fill(kernel.value(), rng.split("kernel"));
    if (useBias) {
      bias = Parameter.trainable(name() + ".bias", Shape.of(units), false);
    }
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    int samples = x.batchSize();
    if (useBias) {
      Work.rows(
          compute().parallel(), samples, units, (from, to) -> fillWithBias(y.data(), from, to));
    }
    multiply(
        false,
        false,
        samples,
        units,
        inputShape().dim(0),
        x.data(),
        kernel.value().data(),
        useBias ? 1 : 0,
        y.data());
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
    float[] dKernel = kernel.gradient().data();
    multiply(true, false, inputs, units, samples, x.data(), dy.data(), 0, dKernel);
    if (useBias) {
      float[] dBias = bias.gradient().data();
      Work.rows(
          compute().parallel(),
          units,
          samples,
          (from, to) -> sumColumns(dy.data(), samples, units, dBias, from, to));
    }
    if (dx != null) {
      float[] weights = kernel.value().data();
      multiply(false, true, samples, inputs, units, dy.data(), weights, 0, dx.data());
    }
  }

  private static void sumColumns(float[] dy, int rows, int width, float[] sums, int from, int to) {
    for (int column = from; column < to; column++) {
      sums[column] = dy[column];
    }
    for (int row = 1; row < rows; row++) {
      int start = row * width;
      for (int column = from; column < to; column++) {
        sums[column] += dy[start + column];
      }
    }
  }

  private void multiply(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float[] a,
      float[] b,
      float beta,
      float[] c) {
    compute().gemm().multiply(transA, transB, m, n, k, a, b, beta, c, compute().parallel());
  }
}
