package dev.limpid.train.health;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.train.Epoch;
import dev.limpid.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Tells after each epoch how gradients, updates and activations did in its last step, layer by
 * layer, and how noisy the gradient is.
 *
 * <pre>{@code
 * trainer.listen(new HealthListener().onHealth(health -> System.out.println(health)));
 * }</pre>
 *
 * <p>Everything but the noise scale is read off the last step itself. The noise scale takes one
 * forward and backward pass of two times {@code min(batch size / 4, training images / 320)} images,
 * 0.6 % of an epoch at most; see {@link #noiseImages}. The training goes on with the same bits as
 * without this listener; only {@link dev.limpid.core.Parameter#gradient()} holds other values
 * between an epoch and the next step.
 *
 * <p>Outputs that a following layer has overwritten (that of a convolution whose ReLU works in
 * place, for example) are not to be had: they are NaN, and the figures of the following layer say
 * what there is to say.
 */
public final class HealthListener implements TrainingListener {
  /** A probability above it counts as saturated. */
  private static final double SATURATED = 0.999;

  private static final int DEFAULT = -1;

  private final List<Consumer<EpochHealth>> consumers = new ArrayList<>();
  private int noiseImages = DEFAULT;

  private Plan plan;
  private List<ParameterWatch> watches;
  private NoiseProbe noiseProbe;

  /** Of the epoch's last step. */
  private List<LayerHealth> layers;

  private double gradientNorm;
  private double saturatedShare;

  /** A listener that nobody listens to yet. */
  public HealthListener() {}

  /** Adds somebody to tell; they are told in the order in which they were added. */
  public HealthListener onHealth(Consumer<EpochHealth> consumer) {
    consumers.add(Objects.requireNonNull(consumer, "consumer"));
    return this;
  }

  /**
   * Sets the images in each of the two half-batches of the noise scale; 0 for no noise scale, which
   * is also the default with fewer than 640 training images or a batch size below 8.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public HealthListener noiseImages(int images) {
    if (images < 0) {
      throw new IllegalArgumentException("images must be 0 or more, but are " + images);
    }
    noiseImages = images;
    return this;
  }

  @Override
  public void onStart(Plan newPlan) {
    boolean goesOn =
        plan != null
            && plan.network() == newPlan.network()
            && plan.training() == newPlan.training();
    plan = newPlan;
    if (goesOn) {
      return;
    }
    watches = plan.network().layers().stream().map(ParameterWatch::new).toList();
    int half = noiseImages == DEFAULT ? affordableHalf() : noiseImages;
    half = Math.min(half, plan.trainingSize() / 2);
    noiseProbe =
        half == 0
            ? null
            : new NoiseProbe(
                plan.network(), plan.training(), half, Rng.of(plan.seed()).split("noise"));
  }

  private int affordableHalf() {
    int half = Math.min(plan.batchSize() / 4, plan.trainingSize() / 320);
    return half < 2 ? 0 : half; // one image alone: no batch for BatchNorm
  }

  @Override
  public void onBackward(Step step) {
    if (step.step() == plan.stepsPerEpoch()) {
      watches.forEach(ParameterWatch::beforeUpdate);
      gradientNorm = Math.sqrt(watches.stream().mapToDouble(ParameterWatch::squaredGradient).sum());
    }
  }

  @Override
  public void onStep(Step step) {
    if (step.step() == plan.stepsPerEpoch()) {
      layers = measureLayers();
      Sequential network = plan.network();
      saturatedShare = saturatedShare(network.activation(visited(network) - 1));
    }
  }

  @Override
  public void onEpoch(Epoch epoch) {
    EpochHealth health =
        new EpochHealth(
            epoch.number(),
            gradientNorm,
            saturatedShare,
            noiseProbe == null ? Double.NaN : noiseProbe.noiseScale(epoch.number()),
            layers);
    consumers.forEach(consumer -> consumer.accept(health));
  }

  private List<LayerHealth> measureLayers() {
    Sequential network = plan.network();
    List<LayerHealth> all = new ArrayList<>();
    for (int i = 0; i < watches.size(); i++) {
      Layer layer = network.layers().get(i);
      ParameterWatch watch = watches.get(i);
      ActivationStatistics output =
          keepsItsOutput(network, i)
              ? ActivationStatistics.of(network.activation(i), network.compute().parallel())
              : ActivationStatistics.NONE;
      all.add(
          new LayerHealth(
              layer.name(),
              layer.type(),
              watch.weightNorm(),
              watch.gradientNorm(),
              watch.updateRatio(),
              output.mean(),
              output.deviation(),
              layer instanceof ReLU
                  ? ActivationStatistics.deadShare(network.activation(i))
                  : Double.NaN));
    }
    return all;
  }

  /** How many layers a training step goes through: a final Softmax is part of the loss. */
  private static int visited(Sequential network) {
    return network.layers().size() - (network.endsWithSoftmax() ? 1 : 0);
  }

  private static boolean keepsItsOutput(Sequential network, int i) {
    int visited = visited(network);
    return i < visited && network.keepsActivation(i);
  }

  /** Share of the rows whose softmax has a probability above {@link #SATURATED}. */
  private static double saturatedShare(Tensor logits) {
    int classes = logits.shape().dim(-1);
    int saturated = 0;
    for (int n = 0; n < logits.batchSize(); n++) {
      double highest = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        highest = Math.max(highest, logits.data()[n * classes + c]);
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(logits.data()[n * classes + c] - highest);
      }
      saturated += 1 / sum > SATURATED ? 1 : 0;
    }
    return (double) saturated / logits.batchSize();
  }
}
