package dev.limpid.insight.run;

import dev.limpid.insight.check.DataChecks;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.StartHealth;
import dev.limpid.insight.json.MayBeNull;
import dev.limpid.insight.json.Require;
import dev.limpid.insight.trial.TrialOutcome;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * All that is known of a run, finished or not.
 *
 * @param state whether it still runs
 * @param problem why it failed, or null
 * @param plan what was to be trained
 * @param settings the user's settings by name, in their order; text, numbers, booleans or null;
 *     also {@link #LOSS_FUNCTION}, where it is not softmax cross-entropy, {@link #PENALTY} and
 *     {@link #VALIDATED_ON}
 * @param machine on what it ran
 * @param data the images
 * @param layers of the network, from the input on
 * @param epochs the figures of the epochs so far
 * @param gaps their gaps, taken apart; empty if none was measured
 * @param health their signals of health; empty if none were measured
 * @param validation what the last validation said to the images, or null without one
 * @param stepLossEvery {@code stepLosses} are those of the steps 0, every, 2 every ..., counted
 *     from 0 over all epochs; 0 in a record that has none
 * @param stepLosses mean over the batch, before the step's update
 * @param start how the training set out; null if that was not measured
 * @param checks what was measured on the images before the training, for the causes of the library,
 *     which alone see its figures; null where nothing was
 * @param epochChecks the figures of the epochs, computed anew, likewise; empty where none were
 * @param trials changes of settings that were tried on the training, likewise; empty where none
 *     were, null in a record of an earlier version, or where trials were left out
 */
@SuppressWarnings("exports") // the figures of checks are for the causes of the library
public record RunRecord(
    State state,
    @MayBeNull String problem,
    PlanFigures plan,
    Map<String, Object> settings,
    Machine machine,
    Data data,
    List<LayerFigures> layers,
    List<EpochFigures> epochs,
    List<EpochGap> gaps,
    List<EpochHealth> health,
    @MayBeNull LastValidation validation,
    int stepLossEvery,
    double[] stepLosses,
    @MayBeNull StartHealth start,
    @MayBeNull DataChecks checks,
    List<EpochChecks> epochChecks,
    @MayBeNull List<TrialOutcome> trials) {

  /** The setting that names the loss function, where it is not softmax cross-entropy. */
  public static final String LOSS_FUNCTION = "loss function";

  /** The setting that says which share of a label is smoothed, where it is one. */
  public static final String LABEL_SMOOTHING = "label-smoothing";

  /** The setting that says, where it is so, that weights have a penalty on their size. */
  public static final String PENALTY = "penalty on weights";

  /**
   * The setting that says of which images the validation was, where the data has a part of its own
   * for it, so that nothing was split off.
   */
  public static final String VALIDATED_ON = "validated on";

  /** The setting that says how many workers trained in step, each on a part of every batch. */
  public static final String WORKERS = "workers";

  /**
   * The setting that says, where there were several, whose images the statistics of BatchNorm were
   * of: {@link #LOCAL} or {@link #SYNCHRONISED}.
   */
  public static final String STATISTICS = "BatchNorm's statistics";

  /** Statistics of a worker's part of the batch. */
  public static final String LOCAL = "local";

  /** Statistics of the whole batch. */
  public static final String SYNCHRONISED = "synchronised";

  /** The state of a run. */
  public enum State {
    /** Further epochs are to come; or the process ended without a word. */
    RUNNING,
    /** All epochs were trained. */
    FINISHED,
    /** It ended with a problem. */
    FAILED,
    /**
     * Nothing was trained here: networks of others were examined, each in the place of an epoch.
     */
    EXAMINED
  }

  /**
   * The extent of a training as it was planned.
   *
   * @param epochs how many
   * @param batchSize images of a step
   * @param stepsPerEpoch the last one may have fewer images
   * @param shuffled whether each epoch has a new order
   * @param seed what the order depends on
   */
  public record PlanFigures(
      int epochs, int batchSize, int stepsPerEpoch, boolean shuffled, long seed) {
    /** Checks that there is something to train. */
    public PlanFigures {
      Require.that(
          batchSize > 0 && stepsPerEpoch > 0, "'batch_size' and 'steps_per_epoch' must be above 0");
    }
  }

  /**
   * The machine and the software that a run ran on; nothing that names the machine or its user.
   *
   * @param limpid version of Limpid
   * @param java version of the JDK
   * @param jvm name of the virtual machine
   * @param system operating system and architecture
   * @param processors that the JVM may use
   * @param heapMegabytes the most that the heap may be
   * @param threads that computed
   * @param gemm name of the matrix product
   * @param convolution name of the convolution algorithm, or {@code auto}
   */
  public record Machine(
      String limpid,
      String java,
      String jvm,
      String system,
      int processors,
      long heapMegabytes,
      int threads,
      String gemm,
      String convolution) {
    /** The version of this Limpid, as in the build. */
    public static final String LIMPID = "0.1.0-SNAPSHOT";
  }

  /**
   * The images.
   *
   * @param shape of an image: height, width, channels
   * @param classes their names; a label is an index into it; {@link #ALL_IMAGES} alone where an
   *     image is not of one class
   * @param training images of the training set by class
   * @param validation images of the validation set by class; all 0 without one
   */
  public record Data(List<Integer> shape, List<String> classes, int[] training, int[] validation) {
    /** What all are counted as where an image is not of one class. */
    public static final String ALL_IMAGES = "all images";

    /** Copies the lists, and checks that there is a count for each class. */
    public Data {
      shape = List.copyOf(shape);
      classes = List.copyOf(classes);
      Require.that(!shape.isEmpty(), "'shape' must have a dimension");
      Require.that(!classes.isEmpty(), "'classes' must have a name");
      Require.that(
          training.length == classes.size() && validation.length == classes.size(),
          "'training' and 'validation' must have a count for each of the 'classes'");
      Require.that(
          IntStream.concat(IntStream.of(training), IntStream.of(validation)).allMatch(n -> n >= 0),
          "'training' and 'validation' must be counts");
    }
  }

  /**
   * A layer.
   *
   * @param name its name
   * @param type such as {@code Conv2D}
   * @param config its options; also {@code trainable} and {@code learningRateMultiplier}, where
   *     they are not true and 1
   * @param outputShape of one sample
   * @param parameters how many numbers it has, trained or not
   */
  public record LayerFigures(
      String name,
      String type,
      Map<String, Object> config,
      List<Integer> outputShape,
      long parameters) {
    /** Checks that there is an output. */
    public LayerFigures {
      Require.that(!outputShape.isEmpty(), "'output_shape' must have a dimension");
    }
  }

  /** Copies the lists. */
  public RunRecord {
    Objects.requireNonNull(state, "there is no state");
    Objects.requireNonNull(plan, "there is no plan");
    Objects.requireNonNull(machine, "there is no machine");
    Objects.requireNonNull(data, "there is no data");
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    layers = List.copyOf(layers);
    epochs = List.copyOf(epochs);
    gaps = List.copyOf(gaps);
    health = List.copyOf(health);
    epochChecks = List.copyOf(epochChecks);
    trials = trials == null ? null : List.copyOf(trials);
    Require.that(
        state != State.FINISHED || !epochs.isEmpty(), "a run that 'finished' must have 'epochs'");
    Require.that(
        state != State.FAILED || problem != null, "a run that 'failed' must have a 'problem'");
  }

  /** Where each trial was, the latest last; none in a record without them. */
  public List<TrialOutcome> triedOut() {
    return trials == null ? List.of() : trials;
  }

  /**
   * The name of the loss function, unless it is softmax cross-entropy, whose loss of guessing is
   * known; for a record that doesn't name it, {@code another loss}.
   */
  public Optional<String> otherLoss() {
    if (settings.get(LOSS_FUNCTION) instanceof String name) {
      return Optional.of(name);
    }
    return hasClasses() ? Optional.empty() : Optional.of("another loss");
  }

  /** The share of a label that is spread over all classes alike; 0 where none is. */
  public double labelSmoothing() {
    return settings.get(LABEL_SMOOTHING) instanceof Number share ? share.doubleValue() : 0;
  }

  /** Whether each image is of one class. */
  public boolean hasClasses() {
    return !data.classes().equals(List.of(Data.ALL_IMAGES));
  }

  /**
   * The last epoch.
   *
   * @throws NoSuchElementException if none has ended yet
   */
  public EpochFigures lastEpoch() {
    if (epochs.isEmpty()) {
      throw new NoSuchElementException("the run has not finished an epoch yet");
    }
    return epochs.get(epochs.size() - 1);
  }

  /** The gap of the last epoch that has one. */
  public Optional<EpochGap> lastGap() {
    return gaps.isEmpty() ? Optional.empty() : Optional.of(gaps.get(gaps.size() - 1));
  }

  /** The gap of an epoch. */
  public Optional<EpochGap> gapOf(int epoch) {
    return gaps.stream().filter(gap -> gap.epoch() == epoch).findFirst();
  }

  /** The health of an epoch. */
  public Optional<EpochHealth> healthOf(int epoch) {
    return health.stream().filter(signals -> signals.epoch() == epoch).findFirst();
  }
}
