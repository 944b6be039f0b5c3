package dev.limpid.insight.measure.health;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.insight.health.SlopeCheck;
import dev.limpid.layers.GradientCheck;
import dev.limpid.layers.GradientCheck.Mistake;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.LayerTypes;
import dev.limpid.train.Objective;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds the gradient of each trained parameter against the loss itself, along two directions: the
 * gradient's own, which shows a wrong factor or sign best, and a random one, which shows what
 * backward left out.
 *
 * <pre>
 * slope    =  gradient . direction
 * numeric  =  (loss(w + h direction) - loss(w - h direction)) / 2 h
 * </pre>
 *
 * <p>The loss is in float32 and has kinks (ReLU, max pooling). So where the two differ, a quarter
 * of the step tells how far {@code numeric} can be trusted; and what still differs must do so at
 * other images again.
 *
 * <p>A layer that is not one of the library's is held against its own forward pass as well ({@link
 * GradientCheck}), which is exact, and finds also what is wrong with the gradient by its input.
 *
 * <p>Weights are put back to the bit. Batch statistics, no dropout; but what a layer of one's own
 * computes in training may be something else, and that is what its gradient must be of. So where
 * chance can be repeated, such a layer is held to training's mode, and so is a network with one
 * whose gradients look wrong.
 */
final class GradientChecker {
  private static final Mode DIFFERENTIATED =
      new Mode(Mode.Statistics.BATCH, Mode.Update.NONE, false, true);

  /** Images of a check: enough for BatchNorm, and cheap. */
  private static final int IMAGES = 4;

  /** Length of a direction's step, in those of the parameter. */
  private static final double STEP = 1e-2;

  /** Values of each input and parameter of a layer by itself. */
  private static final int VALUES = 16;

  /** Relative error of a float32 loss. */
  private static final double ROUNDING = 3e-6;

  /** An error below it needs no second look. */
  private static final double SMALL = 0.1;

  private final Network network;
  private final Dataset data;
  private final Rng rng;
  private final Batch batch;
  private final Objective objective;
  private final Tensor dLogits = Tensor.zeros(0);

  /** Whether passes are those of training, with the same chance each time. */
  private boolean asInTraining;

  private final Map<Layer, long[]> counters = new LinkedHashMap<>();

  /** The loss of the batch at the weights as they are. */
  private double base;

  /** Half the difference of the slopes on both sides of it: large at a kink, as of a ReLU at 0. */
  private double kink;

  GradientChecker(Plan plan, Rng rng) {
    this.network = plan.network();
    this.objective = plan.objective();
    this.data = plan.training();
    this.rng = rng;
    this.batch = objective.batch("images", network, 4 * IMAGES);
    network.layers(Layer.class).forEach(layer -> counters.put(layer, layer.counters()));
  }

  /**
   * Checks all trained parameters at the present weights, and layers that are not the library's by
   * themselves; overwrites the gradients.
   */
  List<SlopeCheck> check() {
    List<SlopeCheck> checks = new ArrayList<>(ofParameters());
    ownLayers()
        .forEach(layer -> mistakes(layer).forEach(mistake -> checks.add(found(layer, mistake))));
    return checks;
  }

  private List<Layer> ownLayers() {
    return network.layers().stream().filter(layer -> !LayerTypes.isBuiltIn(layer.type())).toList();
  }

  /** Of training's mode, or, where that is random, without dropout; none where that is too. */
  private List<Mistake> mistakes(Layer layer) {
    GradientCheck check = GradientCheck.of(layer).values(VALUES).batch(2).seed(rng.seed());
    KeptValues values = new KeptValues(layer.parameters());
    try {
      return check.mode(Mode.TRAIN).mistakes();
    } catch (IllegalStateException random) {
      try {
        return check.mode(DIFFERENTIATED).mistakes();
      } catch (IllegalStateException e) {
        return List.of();
      }
    } finally {
      putBack(values);
    }
  }

  /** The values, and what was drawn at random. */
  private void putBack(KeptValues values) {
    values.putBack();
    counters.forEach(Layer::restoreCounters);
  }

  private static SlopeCheck found(Layer layer, Mistake mistake) {
    return new SlopeCheck(
        layer.name(),
        mistake.of(),
        Double.NaN,
        mistake.backward(),
        mistake.slope(),
        error(mistake.backward(), mistake.slope(), 0),
        mistake.at() + (mistake.hint().isEmpty() ? "" : ": " + mistake.hint()));
  }

  private List<SlopeCheck> ofParameters() {
    List<SlopeCheck> checks = new ArrayList<>();
    if (!differentiate(IMAGES, rng.split("images"))) {
      return checks;
    }
    boolean suspicious = false;
    for (Layer layer : network.layers()) {
      for (Parameter parameter : layer.parameters()) {
        if (parameter.isTrainable()) {
          SlopeCheck check = check(layer, parameter, rng.split(parameter.name()));
          suspicious |= check.error() > SMALL;
          checks.add(check);
        }
      }
    }
    if (!suspicious) {
      return checks;
    }
    List<SlopeCheck> second = again(checks);
    return ownLayers().isEmpty() ? second : inTraining(second);
  }

  /** What still looks wrong, in training's mode if that can be repeated. */
  private List<SlopeCheck> inTraining(List<SlopeCheck> checks) {
    if (checks.stream().noneMatch(check -> check.error() > SMALL)) {
      return checks;
    }
    KeptValues values = new KeptValues(network.parameters());
    asInTraining = true;
    try {
      double loss = differentiate(4 * IMAGES, rng.split("in training")) ? base : Double.NaN;
      return loss == lossNow() ? again(checks) : checks;
    } finally {
      asInTraining = false;
      putBack(values);
    }
  }

  /** At more and other images; the smaller error counts. */
  private List<SlopeCheck> again(List<SlopeCheck> checks) {
    List<SlopeCheck> second = new ArrayList<>();
    if (!differentiate(4 * IMAGES, rng.split("other images"))) {
      return second;
    }
    int i = 0;
    for (Layer layer : network.layers()) {
      for (Parameter parameter : layer.parameters()) {
        if (parameter.isTrainable()) {
          SlopeCheck first = checks.get(i++);
          if (first.error() > SMALL) {
            SlopeCheck other = check(layer, parameter, rng.split("again " + parameter.name()));
            second.add(other.error() < first.error() ? other : first);
          } else {
            second.add(first);
          }
        }
      }
    }
    return second;
  }

  private boolean differentiate(int images, Rng choice) {
    int count = Math.min(images, data.size());
    batch.fill(data, choice.permutation(data.size()), 0, count);
    Tensor logits = scores(asInTraining ? Mode.TRAIN : DIFFERENTIATED);
    base = objective.forward(logits, batch, null, dLogits);
    network.backward(dLogits);
    return Double.isFinite(base) && data.size() > 1;
  }

  private SlopeCheck check(Layer layer, Parameter parameter, Rng direction) {
    int size = parameter.value().size();
    float[] before = Arrays.copyOf(parameter.value().data(), size);
    float[] gradient = parameter.gradient().data();
    double norm = norm(gradient, size);
    // a bias begins at 0: what it is added to is of size 1
    double least = parameter.value().shape().rank() == 1 ? 0.1 : 0.01;
    double scale = Math.max(norm(before, size) / Math.sqrt(size), least);
    float[] random = new float[size];
    float[] along = new float[size];
    for (int i = 0; i < size; i++) {
      random[i] = (float) (direction.nextInt(2) == 0 ? scale : -scale);
      along[i] = (float) (norm > 0 ? gradient[i] / norm * scale * Math.sqrt(size) : 0);
    }
    SlopeCheck check = along(random, layer, parameter, norm, before);
    if (norm > 0 && Double.isFinite(norm)) {
      SlopeCheck other = along(along, layer, parameter, norm, before);
      check = other.error() > check.error() ? other : check;
    }
    return check;
  }

  private SlopeCheck along(
      float[] direction, Layer layer, Parameter parameter, double norm, float[] before) {
    double slope = 0;
    for (int i = 0; i < direction.length; i++) {
      slope += (double) parameter.gradient().data()[i] * direction[i];
    }
    double step = STEP;
    double numeric = difference(direction, step, parameter, before);
    double rounding = ROUNDING * Math.max(1, base);
    double uncertainty = rounding / step + kink;
    if (error(slope, numeric, uncertainty) > SMALL / 2) {
      step /= 4;
      double finer = difference(direction, step, parameter, before);
      uncertainty = 3 * Math.abs(finer - numeric) + rounding / step + kink;
      numeric = finer;
    }
    return new SlopeCheck(
        layer.name(),
        parameter.name(),
        norm,
        slope,
        numeric,
        error(slope, numeric, uncertainty),
        null);
  }

  private static double error(double slope, double numeric, double uncertainty) {
    double larger = Math.max(Math.abs(slope), Math.abs(numeric));
    double excess = Math.abs(slope - numeric) - uncertainty;
    return excess > 0 ? excess / larger : 0;
  }

  private double difference(float[] direction, double step, Parameter parameter, float[] before) {
    double up = lossAt(direction, step, parameter, before);
    double down = lossAt(direction, -step, parameter, before);
    System.arraycopy(before, 0, parameter.value().data(), 0, before.length);
    kink = Math.abs(up - 2 * base + down) / (2 * step);
    return (up - down) / (2 * step);
  }

  private double lossAt(float[] direction, double step, Parameter parameter, float[] before) {
    float[] values = parameter.value().data();
    for (int i = 0; i < before.length; i++) {
      values[i] = (float) (before[i] + step * direction[i]);
    }
    return lossNow();
  }

  private double lossNow() {
    Tensor logits = scores(asInTraining ? Mode.TRAIN : Mode.BATCH);
    return objective.forward(logits, batch, null, null);
  }

  private Tensor scores(Mode mode) {
    if (asInTraining) {
      counters.forEach(Layer::restoreCounters);
    }
    return objective.scores(network, batch.x(), mode);
  }

  private static double norm(float[] values, int size) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += (double) values[i] * values[i];
    }
    return Math.sqrt(sum);
  }
}
