package dev.limpid.train;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.SoftmaxCrossEntropy;
import dev.limpid.optim.LearningRate;
import dev.limpid.optim.NonFiniteGradientException;
import dev.limpid.optim.Optimizer;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * The learning-rate range test: trains for some steps while the rate grows by the same factor from
 * step to step, and watches the loss.
 *
 * <pre>{@code
 * LearningRateCurve curve =
 *     LearningRateRange.of(network, rate -> Adam.builder().learningRate(rate).build()).run(training);
 * double rate = curve.suggestion().orElse(1e-3);
 * }</pre>
 *
 * <p>The rate of step i of n, from 0, is {@code lowest * (highest / lowest)^(i / (n - 1))}. The
 * test ends early where the smoothed loss is more than four times its lowest value, or no number.
 *
 * <p>The network's parameters and statistics are those from before the test when it ends. Only its
 * Dropout layers go on with other masks: where a training is to have the same bits with and without
 * the test, test another network of the same seed.
 *
 * <p>Smith, "Cyclical Learning Rates for Training Neural Networks" (2017), arXiv:1506.01186,
 * section 3.3; the growth by a factor and the stop as in fastai.
 */
public final class LearningRateRange {
  private static final double STOP = 4;

  /** Of the moving average; it is divided by {@code 1 - SMOOTHING^(i + 1)}. */
  private static final double SMOOTHING = 0.9;

  private final Network network;
  private final Function<LearningRate, Optimizer> optimizer;
  private double lowest = 1e-6;
  private double highest = 10;
  private int steps = 100;
  private int batchSize = 128;
  private long seed;

  private LearningRateRange(Network network, Function<LearningRate, Optimizer> optimizer) {
    this.network = Objects.requireNonNull(network, "network");
    this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
    Evaluator.requireClassifier(network);
  }

  /**
   * A test.
   *
   * @param network at the weights at which a training would begin
   * @param optimizer makes the optimizer with the test's rates
   */
  public static LearningRateRange of(Network network, Function<LearningRate, Optimizer> optimizer) {
    return new LearningRateRange(network, optimizer);
  }

  /** Sets the first and the last rate; 1e-6 and 10 by default. */
  public LearningRateRange between(double newLowest, double newHighest) {
    if (!(newLowest > 0 && newLowest < newHighest && newHighest < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the rates must be above 0 and grow, but are " + newLowest + " to " + newHighest);
    }
    lowest = newLowest;
    highest = newHighest;
    return this;
  }

  /** Sets how many steps there are at most; 100 by default, 10 or more. */
  public LearningRateRange steps(int newSteps) {
    if (newSteps < 10) {
      throw new IllegalArgumentException("the steps must be 10 or more, but are " + newSteps);
    }
    steps = newSteps;
    return this;
  }

  /** Sets the images of a step; 128 by default. */
  public LearningRateRange batchSize(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("the batch size must be 1 or more, but is " + size);
    }
    batchSize = size;
    return this;
  }

  /** Sets what the order of the images depends on; 0 by default. */
  public LearningRateRange seed(long newSeed) {
    seed = newSeed;
    return this;
  }

  /** Runs the test; a set that is used up begins again in another order. */
  public LearningRateCurve run(Dataset training) {
    Evaluator.requireFits("training", network, training);
    Evaluator.requireClasses("training", network, training);
    List<Tensor> before = network.parameters().stream().map(p -> p.value().copy()).toList();
    try {
      return measure(training);
    } finally {
      for (int i = 0; i < before.size(); i++) {
        network.parameters().get(i).value().copyFrom(before.get(i));
      }
    }
  }

  private LearningRateCurve measure(Dataset training) {
    Optimizer steepening = optimizer.apply(this::rate);
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
    Tensor dLogits = Tensor.zeros(0);
    Batches batches = Batches.of(network, training.size(), batchSize);
    Batch batch = new Batch("training images", network.inputShape(), batches.largest());
    List<LearningRateCurve.Point> points = new ArrayList<>();
    int perEpoch = batches.count();
    int[] order = {};
    double average = 0;
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < steps; i++) {
      int step = i % perEpoch;
      if (step == 0) {
        order = Rng.of(seed).split("range").split(i / perEpoch).permutation(training.size());
      }
      batch.fill(training, order, batches.from(step), batches.to(step));
      Tensor logits = network.forwardToLogits(batch.x(), Mode.TRAIN);
      double value = loss.forward(logits, batch.labels(), null, dLogits);
      if (!Double.isFinite(value)) {
        return new LearningRateCurve(points, true);
      }
      average = SMOOTHING * average + (1 - SMOOTHING) * value;
      double smoothed = average / (1 - Math.pow(SMOOTHING, i + 1));
      points.add(new LearningRateCurve.Point(rate(i), value, smoothed));
      best = Math.min(best, smoothed);
      if (smoothed > STOP * best) {
        return new LearningRateCurve(points, true);
      }
      network.backward(dLogits);
      try {
        steepening.step(network.parameters(), network.compute().parallel());
      } catch (NonFiniteGradientException e) {
        return new LearningRateCurve(points, true);
      }
    }
    return new LearningRateCurve(points, false);
  }

  private double rate(long step) {
    return lowest * StrictMath.pow(highest / lowest, (double) step / (steps - 1));
  }
}
