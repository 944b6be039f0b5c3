package dev.limpid.layers;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The rectifier whose negative side has a slope that is learned, one for each channel: {@code y =
 * x} for positive x and {@code slope x} for others. Input and output {@code [N, ..., C]}; parameter
 * {@code slope} {@code [C]}, or of the sample's shape with one for each of its values; 0.25 at
 * first (PyTorch and the paper; Keras begins at 0), without weight decay.
 *
 * <p>He, Zhang, Ren and Sun, "Delving Deep into Rectifiers", 2015, arXiv:1502.01852.
 */
public final class PReLU extends Layer {
  private static final int PIECE_FLOATS = 1 << 15;

  private final double first;
  private boolean forEachValue;
  private int channels;
  private Parameter slope;
  private double[] partial = {};

  /** Slopes that begin at 0.25. */
  public PReLU() {
    this(0.25);
  }

  /**
   * Slopes that begin at a number.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public PReLU(double first) {
    if (!(Math.abs(first) <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException("PReLU: the slope must be finite, but is " + first);
    }
    this.first = first;
  }

  /**
   * Sets whether each value of a sample has a slope of its own, as Keras has it unless axes are
   * shared; off by default: one for each channel (PyTorch).
   */
  public PReLU forEachValue(boolean each) {
    requireNotBuilt();
    forEachValue = each;
    return this;
  }

  @Override
  public PReLU named(String newName) {
    super.named(newName);
    return this;
  }

  /** Reads the options that {@link #config} writes. */
  public static PReLU read(Options options) {
    return new PReLU(options.number("slope"))
        .forEachValue(options.has("forEachValue") && options.flag("forEachValue"));
  }

  /** The slopes that are shared by all pixels are not told: models of before had no others. */
  @Override
  public Map<String, Object> config() {
    return forEachValue ? Map.of("slope", first, "forEachValue", true) : Map.of("slope", first);
  }

  private Shape slopes(Shape input) {
    return forEachValue ? input : Shape.of(input.dim(-1));
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 1 || input.size() < 1) {
      throw new IllegalArgumentException(
          this + ": expected an input with channels or features last, got " + input);
    }
    return input;
  }

  @Override
  public Map<String, Shape> parameterShapes(Shape input) {
    return Map.of(name() + ".slope", slopes(input));
  }

  @Override
  public List<Parameter> parameters() {
    return slope == null ? List.of() : List.of(slope);
  }

  @Override
  public boolean differentiatesInPlace() {
    return true;
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {
    slope = Parameter.trainable(name() + ".slope", slopes(input), false);
    channels = slope.value().size();
    slope.value().fill((float) first);
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    float[] in = x.data();
    float[] out = y.data();
    float[] slopes = slope.value().data();
    forRows(
        x.size() / channels,
        channels,
        (from, to) -> {
          for (int i = from * channels; i < to * channels; i++) {
            out[i] = in[i] > 0 ? in[i] : slopes[i % channels] * in[i];
          }
        });
  }

  /** The sums over rows are cut into pieces by size alone, and added in order. */
  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    int rows = x.size() / channels;
    int rowsOfPiece = Math.max(1, PIECE_FLOATS / channels);
    int pieces = (rows + rowsOfPiece - 1) / rowsOfPiece;
    if (partial.length < pieces * channels) {
      partial = new double[pieces * channels];
    }
    Arrays.fill(partial, 0);
    float[] in = x.data();
    float[] gradient = dy.data();
    float[] result = dx == null ? null : dx.data();
    float[] slopes = slope.value().data();
    compute()
        .parallel()
        .forRange(
            rows,
            rowsOfPiece,
            (from, to) -> {
              int at = from / rowsOfPiece * channels;
              for (int i = from * channels; i < to * channels; i++) {
                int c = i % channels;
                float upstream = gradient[i];
                if (result != null) {
                  result[i] = in[i] > 0 ? upstream : slopes[c] * upstream;
                }
                partial[at + c] += in[i] > 0 ? 0 : (double) upstream * in[i];
              }
            });
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (int piece = 0; piece < pieces; piece++) {
        sum += partial[piece * channels + c];
      }
      slope.gradient().data()[c] = (float) sum;
    }
  }
}
