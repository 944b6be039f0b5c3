package dev.limpid.insight.measure.health;

import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.insight.health.Breach;
import dev.limpid.insight.health.LayerStart;
import dev.limpid.insight.health.SlopeCheck;
import dev.limpid.insight.health.StartHealth;
import dev.limpid.insight.health.StepProbe;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.optim.Optimizer;
import dev.limpid.train.Objective;
import dev.limpid.train.TrainingListener.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Watches the first weights and the first steps of a training. */
final class FirstSteps {
  /** How many steps are watched: Adam without bias correction is farthest off within them. */
  static final int STEPS = 10;

  /** Weights of a parameter that are looked at. */
  private static final int SAMPLE = 200;

  private final Network network;
  private final Optimizer optimizer;
  private final Objective objective;
  private final List<Parameter> parameters;
  private final List<LayerStart> layers = new ArrayList<>();
  private final double[] updates = new double[STEPS];
  private double[] before;
  private final FirstWeights weights;
  private double rate;
  private double loss;
  private double rootOfSquares;
  private double saturatedShare;

  /**
   * Creates the figures of a training that has not begun.
   *
   * @param weights what some images say of them; null if they were not asked
   */
  FirstSteps(Plan plan, FirstWeights weights) {
    this.weights = weights;
    this.objective = plan.objective();
    this.network = plan.network();
    this.optimizer = plan.optimizer();
    this.parameters = network.parameters().stream().filter(Parameter::isTrainable).toList();
    Arrays.fill(updates, Double.NaN);
  }

  /** The layers in the first step, whose gradients are there. */
  void start(double firstLoss, Tensor input, Tensor scores, List<ParameterWatch> watches) {
    loss = weights == null ? firstLoss : weights.loss();
    saturatedShare =
        weights == null ? Outputs.of(scores, objective).saturatedShare() : weights.saturatedShare();
    rootOfSquares = rootOfSquares(input);
    for (int i = 0; i < watches.size(); i++) {
      Layer layer = network.layers().get(i);
      boolean kept = i < ActivationStatistics.visited(network) && network.keepsActivation(i);
      double deviation =
          kept
              ? ActivationStatistics.of(network.activation(i), network.compute().parallel())
                  .deviation()
              : Double.NaN;
      layers.add(start(layer, deviation, watches.get(i).gradientNorm()));
    }
  }

  private static LayerStart start(Layer layer, double activation, double gradientNorm) {
    Optional<Tensor> kernel =
        layer.parameters().stream()
            .filter(Parameter::isTrainable)
            .map(Parameter::value)
            .filter(value -> value.shape().rank() >= 2)
            .findFirst();
    if (kernel.isEmpty()) {
      return new LayerStart(
          layer.name(),
          layer.type(),
          Double.NaN,
          Double.NaN,
          Double.NaN,
          false,
          activation,
          gradientNorm);
    }
    Shape shape = kernel.get().shape();
    double fanIn = (double) shape.size() / shape.dim(-1);
    double fanOut = (double) shape.size() / shape.dim(-2);
    return new LayerStart(
        layer.name(),
        layer.type(),
        rootOfSquares(kernel.get()),
        Math.sqrt(2 / fanIn),
        Math.min(Math.sqrt(2 / (fanIn + fanOut)), Math.sqrt(1 / fanIn)),
        sameUnits(kernel.get()),
        activation,
        gradientNorm);
  }

  private static double rootOfSquares(Tensor tensor) {
    double sum = 0;
    for (int i = 0; i < tensor.size(); i++) {
      sum += (double) tensor.data()[i] * tensor.data()[i];
    }
    return Math.sqrt(sum / tensor.size());
  }

  /** Whether all columns of {@code [..., units]} are the same. */
  private static boolean sameUnits(Tensor kernel) {
    int units = kernel.shape().dim(-1);
    for (int i = 0; i < kernel.size(); i++) {
      if (kernel.data()[i] != kernel.data()[i - i % units]) {
        return false;
      }
    }
    return units > 1;
  }

  /** Before the update of a step. */
  void before() {
    before = values(false);
    rate = optimizer == null ? Double.NaN : optimizer.learningRate();
  }

  /**
   * After the update of a step.
   *
   * @param step from 1
   */
  void after(int step) {
    double[] now = values(false);
    double[] gradients = values(true);
    double[] moved = new double[now.length];
    int count = 0;
    for (int i = 0; i < now.length; i++) {
      if (gradients[i] != 0) {
        moved[count++] = Math.abs(now[i] - before[i]) / rate;
      }
    }
    Arrays.sort(moved, 0, count);
    updates[step - 1] = count == 0 ? Double.NaN : moved[count / 2];
  }

  private double[] values(boolean gradients) {
    return parameters.stream()
        .flatMapToDouble(
            parameter -> {
              Tensor tensor = gradients ? parameter.gradient() : parameter.value();
              int stride = Math.max(1, tensor.size() / SAMPLE);
              return IntStream.range(0, tensor.size() / stride)
                  .mapToDouble(i -> tensor.data()[i * stride]);
            })
        .toArray();
  }

  StartHealth health(
      List<StepProbe> steps,
      List<SlopeCheck> gradients,
      List<Breach> breaches,
      LayerWatches watches) {
    return new StartHealth(
        optimizer == null ? null : optimizer.toString(),
        loss,
        rootOfSquares,
        saturatedShare,
        weights == null ? Double.NaN : weights.noiseScale(),
        weights == null ? Double.NaN : weights.leastNoiseScale(),
        watches.optimizerEpsilonShare(),
        watches.batchNormEpsilonShare(),
        updates.clone(),
        layers,
        steps,
        gradients,
        breaches);
  }
}
