package dev.limpid.layers.norm;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.InferenceForm;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Options;
import dev.limpid.layers.ReLU;
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
 * Mode}; the three sources are fields of their own, side by side in a debugger: the {@link Pass} of
 * the batch, the moving averages, and the {@link PopulationStatistics}.
 *
 * <p>In {@link Mode#TRAIN}, each batch moves the averages:
 *
 * <pre>
 * moving = momentum * moving + (1 - momentum) * batch
 * </pre>
 *
 * <p>or by another formula of {@link Averaging}, some of which lag less behind the weights.
 *
 * <p>Momentum follows <b>Keras</b>: it multiplies the <em>old</em> value, 0.99 by default
 * (PyTorch's multiplies the new one and is 0.1). eps is 1e-3 by default (Keras; PyTorch has 1e-5).
 * The variance is the biased one, also in the moving average (Keras); see {@link
 * #unbiasedMovingVariance}.
 *
 * <p>Source: Ioffe and Szegedy, "Batch Normalization", 2015, arXiv:1502.03167.
 */
public final class BatchNorm extends Layer {
  /** What one forward pass normalised with; kept for its backward pass. */
  private static final class Pass {
    final float[] mean;
    final float[] variance;
    final float[] inverseDeviation;
    boolean ofBatch;

    Pass(int channels) {
      mean = new float[channels];
      variance = new float[channels];
      inverseDeviation = new float[channels];
    }
  }

  private Averaging averaging = Averaging.exponential(0.99);
  private double epsilon = 1e-3;
  private boolean unbiasedMovingVariance;

  private int channels;
  private Parameter gamma;
  private Parameter beta;
  private MovingAverages moving;
  private PopulationStatistics population;

  /** The last pass that backward follows. */
  private Pass trained;

  /** The last pass without backward. */
  private Pass evaluated;

  private BatchStatistics batchStatistics;
  private Normalization normalization;
  private BatchNormGradient gradient;

  /** Constants of the channels in {@code y = (x - mean) scale + beta}. */
  private float[] scale;

  /** Constants of the channels in {@code dx = ofDy dy + ofX (x - mean) + constant}. */
  private float[] ofDy;

  private float[] ofX;
  private float[] constant;

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
    trained = new Pass(channels);
    evaluated = new Pass(channels);
    batchStatistics = new BatchStatistics(channels, compute().rowKernels(), compute().parallel());
    normalization = new Normalization(channels, compute().rowKernels(), compute().parallel());
    gradient = new BatchNormGradient(channels, compute().rowKernels(), compute().parallel());
    scale = new float[channels];
    ofDy = new float[channels];
    ofX = new float[channels];
    constant = new float[channels];
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    Pass pass = mode.backward() ? trained : evaluated;
    int rows = x.size() / channels;
    takeStatistics(pass, x, rows, mode);
    switch (mode.update()) {
      case NONE -> {}
      case MOVING -> moving.add(pass.mean, pass.variance, rows);
      case POPULATION -> population.add(pass.mean, pass.variance, rows);
    }
    for (int c = 0; c < channels; c++) {
      pass.inverseDeviation[c] = (float) (1 / Math.sqrt(pass.variance[c] + epsilon));
    }
    for (int c = 0; c < channels; c++) {
      scale[c] = gamma.value().data()[c] * pass.inverseDeviation[c];
    }
    float[] shift = beta.value().data();
    normalization.apply(x.data(), y.data(), rows, pass.mean, scale, shift);
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

  private void takeStatistics(Pass pass, Tensor x, int rows, Mode mode) {
    pass.ofBatch = mode.statistics() == Mode.Statistics.BATCH;
    switch (mode.statistics()) {
      case BATCH -> batchStatistics.compute(x.data(), rows, pass.mean, pass.variance);
      case MOVING -> {
        System.arraycopy(moving.mean().value().data(), 0, pass.mean, 0, channels);
        System.arraycopy(moving.variance().value().data(), 0, pass.variance, 0, channels);
      }
      case POPULATION -> {
        requirePopulation();
        for (int c = 0; c < channels; c++) {
          pass.mean[c] = (float) population.mean(c);
          pass.variance[c] = (float) population.variance(c);
        }
      }
    }
  }

  /**
   * With {@code h = (x - mean) / sqrt(variance + eps)} and n rows:
   *
   * <pre>
   * dbeta  = sum dy
   * dgamma = sum dy h
   * dx     = gamma / sqrt(variance + eps) * (dy - dbeta / n - h dgamma / n)   statistics of the batch
   * dx     = gamma / sqrt(variance + eps) * dy                                others: constants
   * </pre>
   */
  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    differentiate(x, dy, dx, false);
  }

  private void differentiate(Tensor x, Tensor dy, Tensor dx, boolean rectified) {
    int rows = x.size() / channels;
    float[] dBeta = beta.gradient().data();
    float[] dGamma = gamma.gradient().data();
    gradient.sums(x.data(), dy.data(), rows, trained.mean, dBeta, dGamma);
    for (int c = 0; c < channels; c++) {
      dGamma[c] *= trained.inverseDeviation[c];
    }
    if (dx != null) {
      inputGradient(x.data(), dy.data(), dx.data(), rows, rectified);
    }
  }

  /** Through a ReLU: the input of this layer tells where it was open. */
  @Override
  protected Backward backwardThrough(Layer before) {
    return before instanceof ReLU ? (x, y, dy, dx) -> differentiate(x, dy, dx, true) : null;
  }

  private void inputGradient(float[] x, float[] dy, float[] dx, int rows, boolean rectified) {
    for (int c = 0; c < channels; c++) {
      float inverse = trained.inverseDeviation[c];
      float a = gamma.value().data()[c] * inverse;
      ofDy[c] = a;
      ofX[c] = trained.ofBatch ? -a * inverse * (gamma.gradient().data()[c] / rows) : 0;
      constant[c] = trained.ofBatch ? -a * (beta.gradient().data()[c] / rows) : 0;
    }
    gradient.inputGradient(x, dy, dx, rows, trained.mean, ofDy, ofX, constant, rectified);
  }
}
