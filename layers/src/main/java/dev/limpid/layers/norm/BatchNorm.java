package dev.limpid.layers.norm;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.Workers;
import dev.limpid.layers.InferenceForm;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Options;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.norm.BatchNormFormula.Moments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Batch normalization over the last axis: channels of images, or features.
 *
 * <pre>
 * y = gamma (x - mean) / sqrt(variance + eps) + beta
 * </pre>
 *
 * <p>Input and output {@code [N, ..., C]}. Parameters of shape {@code [C]}: {@code gamma} (1 at
 * first) and {@code beta} (0), which are trained, and {@code moving_mean} (0) and {@code
 * moving_variance} (1), which are not. Where mean and variance come from is said by the {@link
 * Mode}; the three sources are fields of their own, side by side in a debugger: the {@link
 * BatchNormFormula.Moments} of the batch, the moving averages, and the {@link
 * PopulationStatistics}.
 *
 * <p>In {@link Mode#TRAIN}, each batch moves the averages:
 *
 * <pre>
 * moving = momentum * moving + (1 - momentum) * batch
 * </pre>
 *
 * <p>or by another formula of {@link Averaging}, some of which lag less behind the weights.
 *
 * <p>A {@linkplain #trainable frozen} layer normalises with the moving averages in every mode and
 * leaves them as they are (Keras's {@code trainable = False}).
 *
 * <p>Momentum follows <b>Keras</b>: it multiplies the <em>old</em> value, 0.99 by default
 * (PyTorch's multiplies the new one and is 0.1). eps is 1e-3 by default (Keras; PyTorch has 1e-5).
 * The variance is the biased one, also in the moving average (Keras); see {@link
 * #unbiasedMovingVariance}.
 *
 * <p>Source: Ioffe and Szegedy, "Batch Normalization", 2015, arXiv:1502.03167.
 */
public final class BatchNorm extends Layer {
  private static final Mode FROZEN_TRAINING =
      new Mode(Mode.Statistics.MOVING, Mode.Update.NONE, false, true);

  private Averaging averaging = Averaging.exponential(0.99);
  private double epsilon = 1e-3;
  private boolean unbiasedMovingVariance;
  private boolean plain = plainIsAskedFor();

  private int channels;
  private Parameter gamma;
  private Parameter beta;
  private MovingAverages moving;
  private PopulationStatistics population;

  /** Of the last pass that backward follows. */
  private Moments trained;

  /** Of the last pass without backward. */
  private Moments evaluated;

  private BatchNormFormula formula;

  /** Who has the other parts of each training batch; null where a batch is whole. */
  private Workers workers;

  /** Batch normalization with Keras's defaults. */
  public BatchNorm() {}

  @Override
  public BatchNorm named(String newName) {
    super.named(newName);
    return this;
  }

  /**
   * Sets the momentum of the moving averages, Keras's convention: the share of the old value that
   * each step keeps; 0.99 by default. The same as {@code averaging(Averaging.exponential(...))}.
   */
  public BatchNorm momentum(double newMomentum) {
    return averaging(Averaging.exponential(newMomentum));
  }

  /**
   * Sets the formula of the moving averages; {@link Averaging#exponential} with 0.99 by default
   * (Keras).
   */
  public BatchNorm averaging(Averaging newAveraging) {
    requireNotBuilt();
    averaging = Objects.requireNonNull(newAveraging, "averaging");
    return this;
  }

  /** Sets what is added to the variance before the root; 1e-3 by default (Keras). */
  public BatchNorm epsilon(double newEpsilon) {
    requireNotBuilt();
    if (!(newEpsilon > 0 && newEpsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "BatchNorm: epsilon must be positive and finite, but is " + newEpsilon);
    }
    epsilon = newEpsilon;
    return this;
  }

  /**
   * Sets whether the moving variance averages the unbiased variance of the batch, n / (n - 1) times
   * the biased one (PyTorch); off by default (Keras).
   */
  public BatchNorm unbiasedMovingVariance(boolean unbiased) {
    requireNotBuilt();
    unbiasedMovingVariance = unbiased;
    return this;
  }

  /**
   * Computes in plain loops that one reads and steps through in a sitting, several times slower and
   * with the same results but for rounding; {@code -Dlimpid.layers=plain} does so everywhere.
   */
  public BatchNorm plain() {
    requireNotBuilt();
    plain = true;
    return this;
  }

  /**
   * Makes training batches parts of larger ones that several workers have: from then on a pass that
   * backward follows normalises by the statistics of all parts together, and its backward pass goes
   * through all of them (PyTorch's {@code SyncBatchNorm}). Each worker has the same layer and calls
   * it in the same order. Gradients of gamma and beta stay those of this part.
   *
   * @param others the workers; null for batches that are whole, as they are by default
   */
  public void synchronise(Workers others) {
    workers = others;
  }

  /** The scale, {@code [C]}. */
  public Parameter gamma() {
    return gamma;
  }

  /** The shift, {@code [C]}. */
  public Parameter beta() {
    return beta;
  }

  /** The moving average of the mean, {@code [C]}. */
  public Parameter movingMean() {
    return moving == null ? null : moving.mean();
  }

  /** The moving average of the variance, {@code [C]}. */
  public Parameter movingVariance() {
    return moving == null ? null : moving.variance();
  }

  /**
   * The variances by which the last pass that backward follows has normalised, {@code [C]}; a new
   * array.
   */
  public float[] batchVariance() {
    requireBuilt();
    return trained.variance.clone();
  }

  /** The statistics of a whole data set, gathered in {@link Mode#GATHER}. */
  public PopulationStatistics population() {
    return population;
  }

  /**
   * Writes the population statistics, rounded to float32, into the moving averages: from then on
   * {@link Mode#INFERENCE} gives the same bits as {@link Mode#POPULATION}. The next training step
   * moves the averages on from there.
   *
   * @throws IllegalStateException if none have been gathered
   */
  public void adoptPopulation() {
    requirePopulation();
    moving.set(population);
  }

  private void requirePopulation() {
    if (population == null || population.count() == 0) {
      throw new IllegalStateException(
          this + " has no population statistics; run passes in Mode.GATHER first");
    }
  }

  /** The formula of the moving averages. */
  public Averaging averaging() {
    return averaging;
  }

  /**
   * How many steps the moving averages remember: 1 / (1 - share of the old value that the last step
   * left). 1 / (1 - momentum) for an exponential average, the steps since the restart for a
   * cumulative one.
   */
  public double memorySteps() {
    requireBuilt();
    return moving.memorySteps();
  }

  /**
   * Makes the next training batch count as the first one in the formula of the moving averages,
   * which then forget what was before, all ({@link Averaging#cumulative}, {@link
   * Averaging#debiased}) or most of it ({@link Averaging#warmUp}). Until that batch, inference uses
   * what they were. Without effect on {@link Averaging#exponential}, which does not count.
   */
  public void restartAverages() {
    requireBuilt();
    moving.restart();
  }

  /** What is added to the variance before the root. */
  public double epsilon() {
    return epsilon;
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 1 || input.dim(-1) < 1) {
      throw new IllegalArgumentException(
          this + ": expected an input with channels or features last, got " + input);
    }
    return input;
  }

  @Override
  public Map<String, Object> config() {
    // An exponential average is written as its momentum alone, as before there were others.
    boolean exponential = averaging instanceof Averaging.Exponential;
    return Map.of(
        exponential ? "momentum" : "averaging",
        averaging instanceof Averaging.Exponential plain ? plain.momentum() : averaging.toString(),
        "epsilon",
        epsilon,
        "unbiasedMovingVariance",
        unbiasedMovingVariance);
  }

  /** Reads the options that {@link #config} writes. */
  public static BatchNorm read(Options options) {
    Averaging averaging =
        options.has("averaging")
            ? Averaging.parse(options.text("averaging"))
            : Averaging.exponential(options.number("momentum"));
    return new BatchNorm()
        .averaging(averaging)
        .epsilon(options.number("epsilon"))
        .unbiasedMovingVariance(options.flag("unbiasedMovingVariance"));
  }

  @Override
  public Map<String, Shape> parameterShapes(Shape input) {
    Shape shape = Shape.of(input.dim(-1));
    Map<String, Shape> shapes =
        new HashMap<>(MovingAverages.parameterShapes(name(), shape, averaging));
    shapes.put(name() + ".gamma", shape);
    shapes.put(name() + ".beta", shape);
    return shapes;
  }

  @Override
  public List<Parameter> parameters() {
    if (!isBuilt()) {
      return List.of();
    }
    List<Parameter> all = new ArrayList<>(List.of(gamma, beta));
    all.addAll(moving.parameters());
    return all;
  }

  @Override
  public boolean differentiatesInPlace() {
    return true;
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {
    channels = input.dim(-1);
    Shape shape = Shape.of(channels);
    gamma = Parameter.trainable(name() + ".gamma", shape, false);
    gamma.value().fill(1);
    beta = Parameter.trainable(name() + ".beta", shape, false);
    moving = new MovingAverages(name(), shape, averaging, unbiasedMovingVariance);
    population = new PopulationStatistics(channels);
    trained = new Moments(channels);
    evaluated = new Moments(channels);
    formula =
        plain
            ? new PlainBatchNorm(channels, epsilon)
            : new FastBatchNorm(channels, epsilon, compute().rowKernels(), compute().parallel());
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode asked) {
    Mode mode = isTrainable() ? asked : frozen(asked);
    Moments moments = mode.backward() ? trained : evaluated;
    int rows = x.size() / channels;
    takeMoments(moments, x, rows, mode);
    switch (mode.update()) {
      case NONE -> {}
      case MOVING -> moving.add(moments.mean, moments.variance, moments.rows);
      case POPULATION -> population.add(moments.mean, moments.variance, rows);
    }
    formula.forward(x.data(), y.data(), rows, moments, gamma.value().data(), beta.value().data());
  }

  @Override
  protected void onSharing(Layer other) {
    moving = ((BatchNorm) other).moving;
    population = ((BatchNorm) other).population;
  }

  private static Mode frozen(Mode mode) {
    return mode.backward() ? FROZEN_TRAINING : Mode.INFERENCE;
  }

  /** {@code y = x scale + shift} with the moving averages. */
  @Override
  public InferenceForm inferenceForm() {
    float[] variance = moving.variance().value().data();
    float[] mean = moving.mean().value().data();
    InferenceForm.Affine form = new InferenceForm.Affine(new float[channels], new float[channels]);
    for (int c = 0; c < channels; c++) {
      double factor = gamma.value().data()[c] / Math.sqrt(variance[c] + epsilon);
      form.scale()[c] = (float) factor;
      form.shift()[c] = (float) (beta.value().data()[c] - mean[c] * factor);
    }
    return form;
  }

  private void takeMoments(Moments moments, Tensor x, int rows, Mode mode) {
    moments.ofBatch = mode.statistics() == Mode.Statistics.BATCH;
    moments.rows = rows;
    moments.workers = moments.ofBatch && mode.backward() ? workers : null;
    switch (mode.statistics()) {
      case BATCH -> {
        formula.moments(x.data(), rows, moments);
        if (moments.workers != null) {
          moments.join();
        }
      }
      case MOVING -> {
        System.arraycopy(moving.mean().value().data(), 0, moments.mean, 0, channels);
        System.arraycopy(moving.variance().value().data(), 0, moments.variance, 0, channels);
      }
      case POPULATION -> {
        requirePopulation();
        for (int c = 0; c < channels; c++) {
          moments.mean[c] = (float) population.mean(c);
          moments.variance[c] = (float) population.variance(c);
        }
      }
    }
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    formula.backward(
        x.data(),
        dy.data(),
        dx == null ? null : dx.data(),
        x.size() / channels,
        trained,
        gamma.value().data(),
        gamma.gradient().data(),
        beta.gradient().data());
  }

  @Override
  protected Backward backwardThrough(Layer before) {
    if (!(before instanceof ReLU && formula instanceof FastBatchNorm fast)) {
      return null;
    }
    return (x, y, dy, dx) ->
        fast.backward(
            x.data(),
            dy.data(),
            dx == null ? null : dx.data(),
            x.size() / channels,
            trained,
            gamma.value().data(),
            gamma.gradient().data(),
            beta.gradient().data(),
            true);
  }
}
