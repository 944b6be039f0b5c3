package dev.limpid.layers;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.GradientCheck.Mistake;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The passes of a {@link GradientCheck} over one batch, at parameters that stand still. */
final class GradientTrial {
  /** What gradients are filled with before the backward pass. */
  private static final float FILLED = 1;

  /** A step, in typical values of the tensor: small beside them, large beside their rounding. */
  private static final double STEP = 1.0 / 32;

  /** How much smaller the step is that looks for a kink. */
  private static final int FINER = 16;

  /** Half a unit in the last place of a float32, as a part of it. */
  private static final double ROUNDING = 0x1p-24;

  /** How many of them an output may be off by. */
  private static final int ROUNDINGS = 8;

  /**
   * A gradient that is this small beside the largest typical one is the rounding of a sum that is
   * 0, as that of a bias before BatchNorm.
   */
  private static final double NEGLIGIBLE = 1e-5;

  /** How often the step to both sides of a kink is made smaller. */
  private static final int CLOSER = 3;

  private final Layer layer;
  private final Tensor[] xs;
  private final Mode mode;
  private final Rng rng;
  private final int most;
  private final double tolerance;
  private final Tensor y = Tensor.zeros(0);
  private final Tensor factors;

  /** The outputs of one pass, to be compared with those of another. */
  private final float[] base;

  /** The norm of what the last difference changed of the sum's addends. */
  private double changed;

  /** What gradients may be off by, beside those of the other tensors. */
  private double negligible;

  GradientTrial(Layer layer, Tensor[] xs, Mode mode, Rng rng, int most, double tolerance) {
    this.layer = layer;
    this.xs = xs;
    this.mode = mode;
    this.rng = rng;
    this.most = most;
    this.tolerance = tolerance;
    forward();
    base = Arrays.copyOf(y.data(), y.size());
    forward();
    if (!Arrays.equals(base, Arrays.copyOf(y.data(), y.size()))) {
      throw new IllegalStateException(
          layer
              + " gives different outputs for the same input"
              + (mode.dropout() ? "" : ", though the mode is without dropout")
              + ": its gradients cannot be checked");
    }
    factors = Tensor.zeros(y.shape());
    fillAtRandom(factors, rng.split("factors"), 1);
  }

  private static void fillAtRandom(Tensor tensor, Rng numbers, double deviation) {
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = (float) (deviation * numbers.nextGaussian());
    }
  }

  /** Moves a parameter away from its values, by about a third of them. */
  static void move(Tensor value, Rng numbers) {
    boolean zero = typical(value.data(), value.size()) == 0;
    for (int i = 0; i < value.size(); i++) {
      float by = (float) (0.3 * numbers.nextGaussian());
      value.data()[i] += zero ? by : value.data()[i] * by;
    }
  }

  /** Root of the mean square. */
  private static double typical(float[] values, int size) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += (double) values[i] * values[i];
    }
    return Math.sqrt(sum / Math.max(1, size));
  }

  private void forward() {
    layer.forward(xs, y, mode);
  }

  /** The wrong gradients, by inputs first. */
  List<Mistake> mistakes(List<Parameter> trained) {
    Tensor[] dxs = new Tensor[xs.length];
    String misread = backward(trained, dxs);
    negligible = NEGLIGIBLE * largest(trained, dxs);
    List<Mistake> mistakes = new ArrayList<>();
    for (int k = 0; k < xs.length; k++) {
      String of = xs.length == 1 ? "its input" : "its input " + (k + 1);
      add(mistakes, of, xs[k], dxs[k], misread);
    }
    for (Parameter parameter : trained) {
      add(
          mistakes,
          "'" + parameter.name() + "'",
          parameter.value(),
          parameter.gradient().copy(),
          misread);
    }
    return mistakes;
  }

  /** Runs the backward pass; returns the hint if it reads what it says that it doesn't. */
  private String backward(List<Parameter> trained, Tensor[] dxs) {
    backwardAfter(trained, dxs, false);
    boolean finite = allFinite(trained, dxs);
    backwardAfter(trained, dxs, true);
    return finite && !allFinite(trained, dxs)
        ? "it reads the input or the output, which the layer must then say in keepsInput() or"
            + " keepsOutput()"
        : "";
  }

  /** The largest typical gradient of a tensor. */
  private static double largest(List<Parameter> trained, Tensor[] dxs) {
    return Stream.concat(Arrays.stream(dxs), trained.stream().map(Parameter::gradient))
        .mapToDouble(gradient -> typical(gradient.data(), gradient.size()))
        .filter(Double::isFinite)
        .max()
        .orElse(0);
  }

  private static boolean allFinite(List<Parameter> trained, Tensor[] dxs) {
    return Arrays.stream(dxs).allMatch(Tensor::isFinite)
        && trained.stream().allMatch(parameter -> parameter.gradient().isFinite());
  }

  private void backwardAfter(List<Parameter> trained, Tensor[] dxs, boolean spoilt) {
    Tensor[] taken = Arrays.stream(xs).map(Tensor::copy).toArray(Tensor[]::new);
    layer.forward(taken, y, mode);
    if (spoilt && !layer.keepsInput()) {
      Arrays.stream(taken).forEach(x -> x.fill(Float.NaN));
    }
    if (spoilt && !layer.keepsOutput()) {
      y.fill(Float.NaN);
    }
    trained.forEach(parameter -> parameter.gradient().fill(FILLED));
    for (int k = 0; k < dxs.length; k++) {
      dxs[k] = Tensor.zeros(xs[k].shape());
      dxs[k].fill(FILLED);
    }
    layer.backwardInto(factors.copy(), dxs);
  }

  private void add(
      List<Mistake> mistakes, String of, Tensor value, Tensor gradient, String misread) {
    int[] places = places(of, value.size());
    double step = step(value);
    Slope[] slopes = new Slope[places.length];
    Arrays.setAll(slopes, i -> smooth(value, places[i], step));
    double typical = typical(slopes);
    List<Integer> wrong = new ArrayList<>();
    int worst = -1;
    for (int i = 0; i < places.length; i++) {
      double backward = gradient.data()[places[i]];
      if (differs(backward, slopes[i], typical)) {
        slopes[i] = toBothSides(value, places[i], step / FINER, backward, typical);
        if (differs(backward, slopes[i], typical)) {
          wrong.add(i);
          boolean nearer =
              worst >= 0
                  && slopes[i].off(backward) <= slopes[worst].off(gradient.data()[places[worst]]);
          worst = nearer ? worst : i;
        }
      }
    }
    if (worst >= 0) {
      mistakes.add(
          new Mistake(
              layer.toString(),
              of,
              index(value.shape(), places[worst]),
              gradient.data()[places[worst]],
              slopes[worst].shown,
              wrong.size(),
              places.length,
              misread.isEmpty() ? hint(wrong, worst, places, slopes, gradient.data()) : misread));
    }
  }

  /**
   * A slope by finite differences.
   *
   * @param nearest of the slopes that are right there, the one nearest to backward's; more than one
   *     are at a kink
   * @param uncertainty from the rounding of the outputs
   */
  private record Slope(double nearest, double shown, double uncertainty) {
    double off(double backward) {
      return Double.isNaN(backward) ? Double.POSITIVE_INFINITY : Math.abs(backward - nearest);
    }
  }

  private boolean differs(double backward, Slope slope, double typical) {
    double size = Math.max(typical, Math.max(Math.abs(backward), Math.abs(slope.nearest)));
    return Double.isFinite(slope.nearest)
        && !(slope.off(backward) <= tolerance * size + slope.uncertainty + negligible);
  }

  private int[] places(String of, int size) {
    return size <= most
        ? IntStream.range(0, size).toArray()
        : IntStream.of(rng.split("places of " + of).permutation(size))
            .limit(most)
            .sorted()
            .toArray();
  }

  /** A power of 2, so that adding it rounds little. */
  private static double step(Tensor value) {
    double typical = Math.max(typical(value.data(), value.size()), 0.1);
    return Math.scalb(1, Math.getExponent(typical * STEP));
  }

  /** What a difference is held against where a slope itself is small. */
  private static double typical(Slope[] slopes) {
    double meanSquare =
        Arrays.stream(slopes)
            .filter(slope -> Double.isFinite(slope.nearest))
            .mapToDouble(slope -> slope.nearest * slope.nearest)
            .average()
            .orElse(0);
    return Math.sqrt(meanSquare);
  }

  /** Where nothing has a kink near by. */
  private Slope smooth(Tensor value, int place, double step) {
    double near = difference(value, place, step, -step);
    double uncertainty = 1.5 * rounding(2 * step);
    double far = difference(value, place, 2 * step, -2 * step);
    double slope = (4 * near - far) / 3;
    return new Slope(slope, slope, uncertainty);
  }

  /**
   * Where there may be a kink: between the slopes to both sides any is right. As long as they
   * differ and backward's is not between them, there may be a kink within the step to each side,
   * and the step is made smaller.
   */
  private Slope toBothSides(Tensor value, int place, double step, double backward, double typical) {
    Slope slope = null;
    for (int i = 0; i <= CLOSER; i++) {
      double distance = Math.scalb(step, -2 * i);
      double up = difference(value, place, distance, 0);
      double uncertainty = rounding(distance);
      double down = difference(value, place, 0, -distance);
      uncertainty = Math.max(uncertainty, rounding(distance));
      double low = Math.min(up, down);
      double high = Math.max(up, down);
      double nearest = Double.isNaN(backward) ? low : Math.max(low, Math.min(high, backward));
      slope = new Slope(nearest, (up + down) / 2, uncertainty);
      boolean kink = high - low > tolerance * Math.max(typical, Math.abs(high)) + uncertainty;
      if (!kink || !differs(backward, slope, typical)) {
        break;
      }
    }
    return slope;
  }

  /** What rounded outputs leave open of a difference over this distance. */
  private double rounding(double distance) {
    return ROUNDINGS * ROUNDING * changed / distance;
  }

  /** The slope between two steps from a value, which is put back. */
  private double difference(Tensor value, int place, double up, double down) {
    float before = value.data()[place];
    float above = (float) (before + up);
    float below = (float) (before + down);
    value.data()[place] = above;
    forward();
    System.arraycopy(y.data(), 0, base, 0, base.length);
    value.data()[place] = below;
    forward();
    value.data()[place] = before;
    double sum = 0;
    double squares = 0;
    for (int j = 0; j < base.length; j++) {
      if (base[j] != y.data()[j]) {
        double factor = factors.data()[j];
        sum += factor * ((double) base[j] - y.data()[j]);
        squares += factor * factor * base[j] * base[j];
      }
    }
    changed = Math.sqrt(squares);
    return sum / ((double) above - below);
  }

  private static List<Integer> index(Shape shape, int place) {
    Integer[] index = new Integer[shape.rank()];
    int rest = place;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.dim(axis);
      rest /= shape.dim(axis);
    }
    return List.of(index);
  }

  /** What the wrong values have in common. */
  private static String hint(
      List<Integer> wrong, int worst, int[] places, Slope[] slopes, float[] gradient) {
    double[] backward = wrong.stream().mapToDouble(i -> gradient[places[i]]).toArray();
    double[] right = wrong.stream().mapToDouble(i -> slopes[i].shown).toArray();
    double near = 0.02 * (typical(slopes) + slopes[worst].off(0));
    double ratio = gradient[places[worst]] / slopes[worst].shown;
    if (Arrays.stream(backward).allMatch(value -> value == FILLED)) {
      return "it writes nothing";
    }
    if (Arrays.stream(backward).allMatch(value -> value == 0)) {
      return "it is 0";
    }
    if (areNear(backward, right, 1, FILLED, near)) {
      return "it adds to what was there before, which it must overwrite";
    }
    if (backward.length == 1 || !areNear(backward, right, ratio, 0, near)) {
      return "";
    }
    return Math.abs(ratio + 1) < 0.02
        ? "it has the wrong sign"
        : String.format(Locale.ROOT, "it is %.3g times what it should be", ratio);
  }

  private static boolean areNear(
      double[] backward, double[] right, double factor, double addend, double near) {
    return IntStream.range(0, right.length)
        .allMatch(i -> Math.abs(backward[i] - factor * right[i] - addend) <= near);
  }
}
