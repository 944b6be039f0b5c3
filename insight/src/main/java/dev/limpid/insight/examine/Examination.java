package dev.limpid.insight.examine;

import dev.limpid.insight.Observation;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.examine.PreprocessingMeter.Outcome;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.Network;
import dev.limpid.train.Epoch;
import dev.limpid.train.Evaluation;
import dev.limpid.train.Evaluator;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Dataset;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;

/**
 * Examines networks that were trained elsewhere, at the weights that they have: takes the gap
 * between training and validation apart, and finds out what is wrong.
 *
 * <pre>{@code
 * Examination examination = new Examination(training, validation).batchSize(128);
 * EpochGap gap = examination.examine(network);
 * examination.findings().forEach(finding -> System.out.println(finding.title()));
 * }</pre>
 *
 * <p>The terms are those of a training that exist at fixed weights: dropout, batch dependence,
 * generalisation, the lag of BatchNorm's moving averages; the chain begins with the loss in
 * training mode. Where several networks are examined, as the checkpoints of one training, and it is
 * known what was printed then, averaging is among them.
 *
 * <p>The networks are not changed, but for the population statistics that their BatchNorm layers
 * keep beside their parameters. Not safe for several threads at once.
 */
public final class Examination {
  /** What a training printed of an epoch is not known. */
  public static final Printed NOTHING_PRINTED =
      new Printed(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  private static final int TOP_K = 5;

  private final Dataset training;
  private final Dataset validation;
  private Map<String, Object> settings = Map.of();
  private int batchSize = 32;
  private long seed;
  private int images = Integer.MAX_VALUE;

  private Observation observation;
  private Examined last;
  private RunRecord record;

  /**
   * The images as they suit the outputs, and what was found out about the network of the last call.
   */
  private record Examined(
      Dataset training, Dataset validation, int epoch, Printed printed, Outcome tried) {}

  /**
   * What a training printed of an epoch; NaN for what is not known.
   *
   * @param loss running mean over the epoch
   * @param accuracy likewise, 0 to 1
   * @param validationLoss at its end
   * @param validationAccuracy likewise
   * @param learningRate of its last step
   */
  public record Printed(
      double loss,
      double accuracy,
      double validationLoss,
      double validationAccuracy,
      double learningRate) {}

  /**
   * Training images as another program might have prepared them.
   *
   * @param preprocessing how, in words
   * @param name its name for {@link dev.limpid.train.data.Preprocessing#named}
   * @param given whether they were given so
   * @param loss mean loss in inference mode
   * @param accuracy share classified rightly then
   */
  public record Tried(
      String preprocessing, String name, boolean given, double loss, double accuracy) {}

  /**
   * Creates an examination on these images.
   *
   * @param training the images that the networks were trained on, as they were trained on them
   * @param validation the images that they were validated on, prepared in the same way
   */
  public Examination(Dataset training, Dataset validation) {
    this.training = Objects.requireNonNull(training, "training");
    this.validation = Objects.requireNonNull(validation, "validation");
  }

  /**
   * Sets the images of a training step, whose statistics BatchNorm has in training mode; 32 by
   * default, as in Keras.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public Examination batchSize(int newBatchSize) {
    requirePositive("the batch size", newBatchSize);
    batchSize = newBatchSize;
    return this;
  }

  /** Sets what the order of the images in batches depends on; 0 by default. */
  public Examination seed(long newSeed) {
    seed = newSeed;
    return this;
  }

  /**
   * Sets how many images of each set take part in the passes that only measure; all by default, and
   * then the terms have no sampling error. The validation is always of all images.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public Examination images(int atMost) {
    requirePositive("the number of images", atMost);
    images = atMost;
    return this;
  }

  /** Sets what the record keeps of the user's settings: text, numbers, booleans. */
  public Examination settings(Map<String, Object> newSettings) {
    settings = Map.copyOf(newSettings);
    return this;
  }

  private static void requirePositive(String what, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(what + " must be 1 or more, but is " + number);
    }
  }

  /** Examines a network as {@link #examine(int, Network, Printed)} does, as the next in order. */
  public EpochGap examine(Network network) {
    return examine(last == null ? 1 : last.epoch() + 1, network, NOTHING_PRINTED);
  }

  /**
   * Examines a network.
   *
   * @param epoch the number by which it is called, greater than those before
   * @param network a classifier that ends with scores or with Softmax
   * @param printed what its training printed of that epoch
   * @return the gap, taken apart
   * @throws IllegalArgumentException if it is no classifier, does not fit the images, or the epoch
   *     is not after the one before
   */
  public EpochGap examine(int epoch, Network network, Printed printed) {
    if (last != null && epoch <= last.epoch()) {
      throw new IllegalArgumentException(
          "epochs are examined in their order, but " + epoch + " comes after " + last.epoch());
    }
    int outputs = Outputs.require(network, training, batchSize);
    if (observation == null) {
      observation = observation();
    }
    Dataset ofTraining = last == null ? Outputs.named(training, outputs) : last.training();
    Dataset ofValidation = last == null ? Outputs.named(validation, outputs) : last.validation();
    Evaluation evaluation = new Evaluator(network, batchSize, TOP_K).evaluate(ofValidation);
    observation.onStart(new Plan(network, 1, batchSize, ofTraining, ofValidation, true, seed));
    observation.onEpoch(
        new Epoch(
            epoch,
            printed.loss(),
            printed.accuracy(),
            Double.NaN,
            evaluation,
            printed.learningRate(),
            0,
            0));
    last =
        new Examined(
            ofTraining,
            ofValidation,
            epoch,
            printed,
            PreprocessingMeter.tryOut(network, ofTraining, seed));
    record = examined(observation.record());
    return record.lastGap().orElseThrow();
  }

  private Observation observation() {
    Observation all = new Observation(settings).withoutHealth().seed(seed);
    boolean everything = Math.max(training.size(), validation.size()) <= images;
    return everything
        ? all.gapOnAllImages()
        : all.gapImages(Math.max(2, (images + batchSize - 1) / batchSize), Math.max(2, images));
  }

  private static RunRecord examined(RunRecord run) {
    return new RunRecord(
        RunRecord.State.EXAMINED,
        null,
        run.plan(),
        run.settings(),
        run.machine(),
        run.data(),
        run.layers(),
        run.epochs(),
        run.gaps(),
        run.health(),
        run.validation(),
        0,
        new double[0],
        null,
        run.checks(),
        run.epochChecks(),
        null);
  }

  /**
   * Returns the record of all networks so far, each in the place of an epoch.
   *
   * @throws NoSuchElementException if none was examined yet
   */
  public RunRecord record() {
    requireExamined();
    return record;
  }

  /**
   * Returns what is wrong, the most important first.
   *
   * @throws NoSuchElementException if nothing was examined yet
   */
  public List<Finding> findings() {
    requireExamined();
    return ExaminationFindings.of(record, last.tried(), last.printed());
  }

  /**
   * Returns how the last network does on some training images that were prepared in other ways; the
   * first as they were given. Empty where it can't be told how they were.
   *
   * @throws NoSuchElementException if nothing was examined yet
   */
  public List<Tried> preprocessing() {
    requireExamined();
    return last.tried().tried();
  }

  /**
   * Returns the preparation that the last network was trained on, as far as can be told, if it is
   * another than that of the images. Its gap, and the lag in it, are then about the wrong images.
   *
   * @throws NoSuchElementException if nothing was examined yet
   */
  public Optional<Tried> otherPreprocessing() {
    requireExamined();
    return last.tried().expected();
  }

  /**
   * Tells likewise of a network that need not be examined for it.
   *
   * @param network a classifier that ends with scores or with Softmax; not changed
   * @param training some of its images are tried
   * @throws IllegalArgumentException if it is no classifier or does not fit the images
   */
  public static Optional<Tried> otherPreprocessing(Network network, Dataset training) {
    Dataset named = Outputs.named(training, Outputs.require(network, training, 1));
    return PreprocessingMeter.tryOut(network, named, 0).expected();
  }

  private void requireExamined() {
    if (last == null) {
      throw new NoSuchElementException("no network was examined yet");
    }
  }
}
