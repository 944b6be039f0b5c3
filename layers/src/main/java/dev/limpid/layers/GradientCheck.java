package dev.limpid.layers;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Holds a layer's backward pass against its forward pass: says which gradient is wrong, where, and
 * by how much. For a layer of your own, in a test:
 *
 * <pre>{@code
 * GradientCheck.of(new Swish(1.5)).input(6, 5, 3).require();
 * }</pre>
 *
 * <p>The sum of the outputs, each times a random factor r, is differentiated by single values of
 * the inputs and of the trained parameters, once by the backward pass and once by finite
 * differences, of fourth order:
 *
 * <pre>
 * slope = (8 (f(v + h) - f(v - h)) - (f(v + 2h) - f(v - 2h))) / 12 h        f = sum r y
 * </pre>
 *
 * <p>Where they differ, differences to both sides at a much smaller step decide, so that a kink, as
 * of a ReLU at 0, is not taken for a mistake: there any slope between the two sides is right. Nor
 * is the rounding of a gradient that is 0, as of a bias before BatchNorm: what is below 1e-5 of the
 * largest tensor's typical gradient. The sums are in float64, the layer's outputs in float32, and
 * so the slopes are right to about 1e-4 of the typical one; what differs by more than the
 * {@linkplain #tolerance tolerance} is a mistake.
 *
 * <p>The passes have batch statistics and no dropout, and feed nothing, unless {@link #mode} says
 * otherwise. Each gradient is filled with 1 before, to find a pass that adds to it, and inputs and
 * outputs that the layer says it does not keep are filled with NaN. Parameters are moved away from
 * their first values, where a factor of 1 or an addend of 0 would hide a mistake, and put back to
 * the bit.
 */
public final class GradientCheck {
  private static final Mode CHECKED =
      new Mode(Mode.Statistics.BATCH, Mode.Update.NONE, false, true);

  private final Layer layer;
  private final List<Shape> shapes = new ArrayList<>();
  private Tensor[] given;
  private int batch = 3;
  private int most = 200;
  private double tolerance = 2e-3;
  private long seed;
  private Mode mode = CHECKED;

  private GradientCheck(Layer layer) {
    this.layer = Objects.requireNonNull(layer, "layer");
  }

  /** A check of a layer; {@link #input} or {@link #on} says what it takes, if it is not built. */
  public static GradientCheck of(Layer layer) {
    return new GradientCheck(layer);
  }

  /**
   * Sets the shape of a sample of its input, which the layer is built for; again for each further
   * input. The inputs are normally distributed.
   */
  public GradientCheck input(int... shape) {
    shapes.add(Shape.of(shape));
    return this;
  }

  /** Sets inputs {@code [N, input shape]} of your own instead of random ones; they are copied. */
  public GradientCheck on(Tensor... inputs) {
    given = Arrays.stream(inputs).map(Tensor::copy).toArray(Tensor[]::new);
    return this;
  }

  /** Sets how many samples a random batch has; 3 by default. */
  public GradientCheck batch(int samples) {
    batch = positive("samples", samples);
    return this;
  }

  /** Sets how many values of each input and parameter are looked at, at most; 200 by default. */
  public GradientCheck values(int count) {
    most = positive("values", count);
    return this;
  }

  /**
   * Sets the difference that is a mistake, as a part of the slope or of the tensor's typical slope,
   * whichever is larger; 2e-3 by default.
   */
  public GradientCheck tolerance(double part) {
    if (!(part > 0)) {
      throw new IllegalArgumentException("the tolerance must be above 0, but is " + part);
    }
    tolerance = part;
    return this;
  }

  /** Sets what the random numbers depend on; 0 by default. */
  public GradientCheck seed(long newSeed) {
    seed = newSeed;
    return this;
  }

  /**
   * Sets what the passes do, for a layer that computes something else in training: {@link
   * Mode#TRAIN}, which feeds moving averages, and where nothing may be random. By default batch
   * statistics without dropout, which feed nothing.
   *
   * @throws IllegalArgumentException if no backward pass may follow
   */
  public GradientCheck mode(Mode newMode) {
    if (!newMode.backward()) {
      throw new IllegalArgumentException("no backward pass follows in " + newMode);
    }
    mode = newMode;
    return this;
  }

  private static int positive(String what, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("a check needs 1 or more " + what + ", not " + count);
    }
    return count;
  }

  /**
   * A wrong gradient.
   *
   * @param layer the layer, such as {@code Swish 'swish_1'}
   * @param of whose gradient: {@code its input}, {@code its input 2} or the parameter's name
   * @param at the index of the value that is farthest off, batch first for an input
   * @param backward its gradient by the backward pass
   * @param slope what it should be
   * @param wrong how many values are off
   * @param checked how many were looked at
   * @param hint what it looks like; empty if like nothing known
   */
  public record Mistake(
      String layer,
      String of,
      List<Integer> at,
      double backward,
      double slope,
      int wrong,
      int checked,
      String hint) {
    /** A sentence for people. */
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s: the gradient by %s is wrong at %s: backward gives %.4g, but the slope is %.4g."
              + " Wrong in %d of the %d values that were checked%s",
          layer,
          of,
          at,
          backward,
          slope,
          wrong,
          checked,
          hint.isEmpty() ? "" : ": " + hint);
    }
  }

  /**
   * Fails if a gradient is wrong.
   *
   * @throws AssertionError if so; the message says which, where, and by how much
   * @throws IllegalStateException as {@link #mistakes()}
   */
  public void require() {
    List<Mistake> mistakes = mistakes();
    if (!mistakes.isEmpty()) {
      throw new AssertionError(
          String.join("\n", mistakes.stream().map(Mistake::toString).toList()));
    }
  }

  /**
   * The wrong gradients, one for each input or parameter; empty if all are right.
   *
   * @throws IllegalStateException if two forward passes with the same input differ, which leaves
   *     nothing to be said, or the layer is not built and no input is set
   */
  public List<Mistake> mistakes() {
    Rng rng = Rng.of(seed).split("gradient check");
    build(rng);
    Tensor[] xs = inputs(rng);
    List<Parameter> trained = layer.parameters().stream().filter(Parameter::isTrainable).toList();
    List<Tensor> before = trained.stream().map(parameter -> parameter.value().copy()).toList();
    try {
      trained.forEach(
          parameter -> GradientTrial.move(parameter.value(), rng.split(parameter.name())));
      return new GradientTrial(layer, xs, mode, rng, most, tolerance).mistakes(trained);
    } finally {
      for (int i = 0; i < before.size(); i++) {
        trained.get(i).value().copyFrom(before.get(i));
      }
    }
  }

  private void build(Rng rng) {
    if (layer.isBuilt()) {
      if (!shapes.isEmpty() && !shapes.equals(layer.inputShapes())) {
        throw new IllegalStateException(
            layer + " is built for " + layer.inputShapes() + ", not for " + shapes);
      }
      return;
    }
    List<Shape> built = shapes;
    if (shapes.isEmpty() && given != null) {
      built = Arrays.stream(given).map(x -> x.shape().sample()).toList();
    }
    if (built.isEmpty()) {
      throw new IllegalStateException(
          layer + " is not built: set what it takes, such as input(8, 8, 3)");
    }
    layer.build(built, rng.split("layer"), Compute.standard());
  }

  private Tensor[] inputs(Rng rng) {
    if (given != null) {
      return given;
    }
    List<Shape> taken = layer.inputShapes();
    Tensor[] xs = new Tensor[taken.size()];
    for (int k = 0; k < xs.length; k++) {
      Rng numbers = rng.split("input").split(k);
      xs[k] = Tensor.zeros(taken.get(k).batch(batch));
      for (int i = 0; i < xs[k].size(); i++) {
        xs[k].data()[i] = (float) numbers.nextGaussian();
      }
    }
    return xs;
  }
}
