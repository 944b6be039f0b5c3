package dev.limpid.insight.measure.health;

import dev.limpid.core.Rng;
import dev.limpid.insight.health.Breach;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.SlopeCheck;
import dev.limpid.insight.health.StartHealth;
import dev.limpid.insight.health.StepProbe;
import dev.limpid.layers.Network;
import dev.limpid.train.Epoch;
import dev.limpid.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Tells how a training does: after its first steps how it sets out, and after each epoch how
 * gradients, updates and activations do, layer by layer, what steps do to the loss of their own
 * batch, and how noisy the gradient is.
 *
 * <pre>{@code
 * trainer.listen(new HealthListener().onHealth(health -> System.out.println(health)));
 * }</pre>
 *
 * <p>Most of it is read off the epoch's last step. Further passes are
 *
 * <ul>
 *   <li>noise scale: two times a quarter of a batch, but at most a 320th of the training images
 *       (0.6 % of an epoch), or 8 images if that is more; see {@link #noiseImages};
 *   <li>steps: one of a hundred is repeated after its update (with dropout one of two hundred, two
 *       times): 1 % of an epoch, more where epochs have fewer than 50 steps;
 *   <li>once, in the first epoch: steps 1, 3 and 10 likewise, the noise scale on four times as many
 *       images, 128 at least, and the gradient of each parameter by four forward passes of four
 *       images;
 *   <li>rules that every training keeps, after the first step and each epoch: two passes of eight
 *       images in inference mode, two forward and back;
 *   <li>where a layer's gradient is 0 throughout in some steps, which its first number tells in
 *       each: up to three steps of an epoch likewise;
 *   <li>once, layers that are not the library's, each by itself: six passes of four samples;
 *   <li>dropout before BatchNorm, where there is any: four forward passes of 64 images.
 * </ul>
 *
 * <p>The training goes on with the same bits as without this listener; only {@link
 * dev.limpid.core.Parameter#gradient()} holds other values between a step or an epoch and the next.
 *
 * <p>Outputs that a following layer has overwritten (that of a convolution whose ReLU works in
 * place, for example) are not to be had: they are NaN, and the figures of the following layer say
 * what there is to say.
 */
public final class HealthListener implements TrainingListener {
  private static final int DEFAULT = -1;

  /** Images in each half-batch that judges the first weights. */
  private static final int FIRST_IMAGES = 16;

  private final List<Consumer<EpochHealth>> consumers = new ArrayList<>();
  private final List<Consumer<StartHealth>> startConsumers = new ArrayList<>();
  private int noiseImages = DEFAULT;
  private List<EpochHealth> earlier = List.of();

  private Plan plan;
  private LayerWatches watches;
  private NoiseProbe noiseProbe;
  private DropoutShift dropoutShift;
  private StepProber prober;
  private ProbedSteps probed;
  private FirstSteps first;
  private StepRules rules;
  private PassRules passRules;
  private WeightsSinceValidation sinceValidation;
  private MissingGradients missing;
  private List<SlopeCheck> gradients;
  private long steps;

  /** The gradient's norm in the epoch's last step. */
  private double gradientNorm;

  private Outputs outputs;

  /** Whether the last step was probed, and its follower is being looked at. */
  private boolean followed;

  private boolean probing;

  private final List<StepProbe> probes = new ArrayList<>();
  private final List<Breach> firstBreaches = new ArrayList<>();

  /** A listener that nobody listens to yet. */
  public HealthListener() {}

  /** Adds somebody to tell; they are told in the order in which they were added. */
  public HealthListener onHealth(Consumer<EpochHealth> consumer) {
    consumers.add(Objects.requireNonNull(consumer, "consumer"));
    return this;
  }

  /** Adds somebody to tell how the training sets out, after ten steps or the first epoch. */
  public HealthListener onStartHealth(Consumer<StartHealth> consumer) {
    startConsumers.add(Objects.requireNonNull(consumer, "consumer"));
    return this;
  }

  /**
   * Sets the images in each of the two half-batches of the noise scale; 0 for no noise scale, which
   * is also the default with fewer than 200 training images.
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

  /** Goes on with the averages of a training that was interrupted; before it is resumed. */
  public void goOnFrom(List<EpochHealth> epochs) {
    earlier = List.copyOf(epochs);
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
    Network network = plan.network();
    Rng rng = Rng.of(plan.seed());
    watches = new LayerWatches(network, plan.optimizer());
    int half = noiseImages == DEFAULT ? affordableHalf() : noiseImages;
    half = Math.min(half, plan.trainingSize() / 2);
    noiseProbe = half == 0 ? null : new NoiseProbe(plan, half, rng.split("noise"));
    if (noiseProbe != null) {
      earlier.forEach(each -> noiseProbe.average(each.gradientSignal(), each.gradientNoise()));
    }
    earlier = List.of();
    dropoutShift = DropoutShift.of(plan, rng.split("dropout shift"));
    prober = new StepProber(plan);
    probed = new ProbedSteps(plan.stepsPerEpoch(), prober.drops(), rng.split("probed steps"));
    first = new FirstSteps(plan, half == 0 ? null : FirstWeights.measure(firstProbe(half)));
    rules = new StepRules(plan);
    passRules = new PassRules(plan);
    sinceValidation = new WeightsSinceValidation(network);
    missing = new MissingGradients(plan);
    firstBreaches.clear();
    gradients = List.of();
    steps = 0;
    followed = false;
    probes.clear();
  }

  private NoiseProbe firstProbe(int images) {
    int half = Math.min(Math.max(FIRST_IMAGES, images), plan.trainingSize() / 2);
    return new NoiseProbe(plan, half, Rng.of(plan.seed()).split("first noise"));
  }

  private int affordableHalf() {
    int few = Math.min(8, plan.trainingSize() / 100);
    int half = Math.max(few, Math.min(plan.batchSize() / 4, plan.trainingSize() / 320));
    return half < 2 ? 0 : half; // one image alone: no batch for BatchNorm
  }

  @Override
  public void onBackward(Step step) {
    steps++;
    sinceValidation.forget();
    boolean last = step.step() == plan.stepsPerEpoch();
    if (last || steps == 1) {
      watches.beforeUpdate();
    }
    if (steps == 1) {
      first.start(
          step.loss(),
          step.batch().x(),
          plan.network().activation(visited() - 1),
          watches.parameters());
    }
    if (last) {
      gradientNorm = watches.gradientNorm();
      // as training saw them: a probe of this step passes other values through the network
      watches.readActivations();
      outputs = Outputs.of(plan.network().activation(visited() - 1), plan.objective());
    }
    if (first != null) {
      first.before();
    }
    rules.before(step, first != null);
    probing = !followed && probed.contains(step);
    if (probing) {
      prober.before(step);
    }
    missing.before(step);
  }

  @Override
  public void onStep(Step step) {
    missing.after(step.loss());
    rules.after(step);
    if (step.step() == plan.stepsPerEpoch()) {
      watches.afterUpdate();
    }
    if (first != null) {
      first.after((int) steps);
    }
    if (followed) {
      int last = probes.size() - 1;
      probes.set(last, probes.get(last).withPersistence(prober.persistence()));
      followed = false;
    }
    if (probing) {
      probes.add(prober.after(step));
      watches.seekDeadUnits();
      followed = step.step() < plan.stepsPerEpoch();
    }
    if (steps == 1) {
      gradients = new GradientChecker(plan, Rng.of(plan.seed()).split("gradient check")).check();
      firstBreaches.addAll(passRules.check((int) steps));
      firstBreaches.addAll(passRules.checkSaved((int) steps));
      Rng rng = Rng.of(plan.seed()).split("own layers");
      firstBreaches.addAll(OwnLayers.check(plan.network(), rng, (int) steps));
    }
    if (first != null && steps == FirstSteps.STEPS) {
      tellStart();
    }
  }

  @Override
  public void onEvaluation(int done, int total) {
    if (sinceValidation != null) { // or a network is evaluated that nobody trains yet
      sinceValidation.evaluated(done);
    }
  }

  /** What there is of a training that failed at once. */
  @Override
  public void onFailure(Throwable problem) {
    if (first != null && steps > 0) {
      tellStart();
    }
  }

  private void tellStart() {
    firstBreaches.addAll(rules.breaches());
    StartHealth start = first.health(probes, gradients, firstBreaches, watches);
    first = null;
    startConsumers.forEach(consumer -> consumer.accept(start));
  }

  @Override
  public void onEpoch(Epoch epoch) {
    if (steps == 0) {
      return; // resumed after the epoch's last step, whose gradients nobody knows
    }
    if (first != null) {
      tellStart();
    }
    List<Breach> breaches = new ArrayList<>(missing.breaches((int) steps));
    breaches.addAll(rules.breaches());
    List<Breach> ofPasses = passRules.check((int) steps);
    breaches.addAll(ofPasses);
    if (ofPasses.stream().noneMatch(b -> b.rule() == Breach.Rule.INFERENCE_CHANGES)) {
      breaches.addAll(sinceValidation.changed((int) steps));
    }
    NoiseProbe.Sample noise = new NoiseProbe.Sample(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    if (noiseProbe != null) {
      noise = noiseProbe.add(epoch.number());
      watches.seekDeadUnits();
    }
    EpochHealth health =
        new EpochHealth(
            epoch.number(),
            gradientNorm,
            outputs.saturatedShare(),
            noiseProbe == null ? Double.NaN : noiseProbe.noiseScale(),
            noise.signal(),
            noise.noise(),
            outputs.probabilityShare(),
            dropoutShift == null ? Double.NaN : dropoutShift.measure(),
            watches.epochEnds(),
            probes,
            breaches);
    probes.clear();
    consumers.forEach(consumer -> consumer.accept(health));
  }

  private int visited() {
    return ActivationStatistics.visited(plan.network());
  }
}
