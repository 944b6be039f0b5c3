package dev.limpid.spark;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.Network;
import dev.limpid.layers.json.Json;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.train.Batches;
import dev.limpid.train.Classifier;
import dev.limpid.train.Epoch;
import dev.limpid.train.Evaluation;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import dev.limpid.train.data.Augmentation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The training of one shard: Limpid's trainer, whose gradients go round the ring. */
final class StepTraining {
  /** Where a checkpoint has the lines of the epochs before, and their record. */
  private static final String HISTORY = "limpid.spark.history";

  private static final String RECORD = "limpid.spark.record";

  private final Recipe recipe;
  private final StepSettings step;
  private final Compute compute;
  private final Ring ring;
  private final StringBuilder history = new StringBuilder();
  private final StepRecord record;

  private Augmentation augmentation = Augmentation.NONE;

  /** Up to where the figures of the exchange have been told. */
  private long toldSteps;

  private long toldBytes;
  private double toldSeconds;

  StepTraining(TrainingSettings settings, StepSettings step, Compute compute, Ring ring) {
    Recipe whole = settings.recipe();
    this.recipe = whole.with("batch-size", whole.batchSize() / step.shards());
    this.step = step;
    this.compute = compute;
    this.ring = ring;
    this.record = new StepRecord(whole, step);
  }

  /** Trains; the first task comes to the model, the others to nothing but that they are done. */
  Trained run(SampleDataset training, SampleDataset validation) throws IOException {
    Network network = network(training);
    // Each shard has an order and an augmentation of its own.
    Trainer trainer = recipe.with("seed", seed()).trainer(network, training).inStepWith(ring);
    if (step.syncBatchNorm()) {
      network.layers(BatchNorm.class).forEach(norm -> norm.synchronise(ring));
    }
    record.counts(byClass(training), byClass(validation));
    trainer.listen(
        new TrainingListener() {
          @Override
          public void onStart(Plan plan) {
            augmentation = plan.augmentation();
            record.start(plan);
          }
        });
    StepCheckpoints checkpoints =
        step.checkpoints() == null ? null : new StepCheckpoints(step.checkpoints());
    long done = checkpoints == null ? -1 : last(checkpoints);
    if (done >= 0) {
      Map<String, String> texts = checkpoints.resume(done, shard(), trainer);
      history.append(texts.getOrDefault(HISTORY, ""));
      if (texts.containsKey(RECORD)) {
        record.goOnFrom(texts.get(RECORD));
      }
      if (done % Batches.of(network, training.size(), recipe.batchSize()).count() == 0) {
        trainer.fit(training, null, 1); // takes up the end of an epoch
      }
    }
    toldSteps = trainer.stepsTaken();
    if (checkpoints != null) {
      trainer.listen(writing(checkpoints, trainer));
    }
    while (history.toString().lines().count() < recipe.epochs()) {
      Epoch epoch = trainer.fit(training, null, 1).last();
      joinStatistics(network);
      Evaluation evaluation = validation.size() == 0 ? null : trainer.evaluate(validation);
      Map<String, Object> figures = figures(epoch, training.size(), evaluation);
      EpochGap gap =
          step.measuresGap() && figures.get("validation_loss") != null
              ? gap(network, training, validation, figures, epoch.number())
              : null;
      if (gap != null) {
        figures.put("gap", terms(gap));
      }
      record.add(epochFigures(figures), gap);
      addExchange(figures, trainer.stepsTaken());
      history.append(Json.write(figures)).append('\n');
      if (checkpoints != null) {
        write(checkpoints, trainer);
      }
    }
    if (ring.rank() != 0) {
      return Trained.of(new byte[0], "");
    }
    return Trained.of(
        ModelBytes.of(network, Classifier.metadata(training.classNames())),
        history.toString(),
        record.text(RunRecord.State.FINISHED));
  }

  /** How many images of each class all shards have. */
  private int[] byClass(SampleDataset images) {
    double[] own = new double[images.classNames().size()];
    for (int i = 0; i < images.size(); i++) {
      own[images.label(i)]++;
    }
    ring.sum(own);
    return Arrays.stream(own).mapToInt(count -> (int) count).toArray();
  }

  private long seed() {
    return ring.rank() == 0
        ? recipe.seed()
        : Rng.of(recipe.seed()).split("shard " + ring.rank()).nextLong();
  }

  /** First weights are the same for all, what dropout draws is not. */
  private Network network(SampleDataset images) {
    Network first = recipe.network(images).build(recipe.seed(), compute);
    if (ring.rank() == 0) {
      return first;
    }
    Network own = recipe.network(images).build(seed(), compute);
    List<Parameter> from = first.parameters();
    List<Parameter> to = own.parameters();
    for (int p = 0; p < from.size(); p++) {
      to.get(p).value().copyFrom(from.get(p).value());
    }
    return own;
  }

  private StepCheckpoints.Shard shard() {
    return new StepCheckpoints.Shard(ring.rank(), step.shards());
  }

  /** The step of the last checkpoint: what the first task sees counts. */
  private long last(StepCheckpoints checkpoints) throws IOException {
    double[] sum = {ring.rank() == 0 ? checkpoints.last() : 0};
    ring.sum(sum);
    return (long) sum[0];
  }

  private TrainingListener writing(StepCheckpoints checkpoints, Trainer trainer) {
    return new TrainingListener() {
      private int stepsPerEpoch;

      @Override
      public void onStart(Plan plan) {
        stepsPerEpoch = plan.stepsPerEpoch();
      }

      /** Behind an epoch's last step comes the checkpoint of its end. */
      @Override
      public void onStep(Step done) {
        if (trainer.stepsTaken() % step.interval() == 0 && done.step() < stepsPerEpoch) {
          try {
            write(checkpoints, trainer);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }
    };
  }

  private void write(StepCheckpoints checkpoints, Trainer trainer) throws IOException {
    long now = trainer.stepsTaken();
    Map<String, String> texts = new TreeMap<>();
    texts.put(HISTORY, history.toString());
    if (ring.rank() == 0) {
      texts.put(RECORD, record.text(RunRecord.State.RUNNING));
    }
    checkpoints.write(now, shard(), trainer, texts);
    ring.sum(new double[1]); // all parts are there
    if (ring.rank() == 0) {
      checkpoints.complete(now);
    }
  }

  /**
   * Makes the statistics of inference the same for all shards: the means of their moving averages,
   * or, where these are statistics of all rows of a shard, the statistics of all rows.
   */
  private void joinStatistics(Network network) {
    boolean ofRows = Boolean.TRUE.equals(recipe.setting("recalibrate"));
    for (BatchNorm norm : network.layers(BatchNorm.class)) {
      float[] mean = norm.movingMean().value().data();
      float[] variance = norm.movingVariance().value().data();
      int channels = norm.movingMean().value().size();
      double[] sums = new double[2 * channels];
      for (int c = 0; c < channels; c++) {
        sums[c] = mean[c];
        sums[channels + c] = variance[c] + (ofRows ? (double) mean[c] * mean[c] : 0);
      }
      ring.sum(sums);
      for (int c = 0; c < channels; c++) {
        double joined = sums[c] / step.shards();
        double second = sums[channels + c] / step.shards();
        mean[c] = (float) joined;
        variance[c] = (float) Math.max(0, second - (ofRows ? joined * joined : 0));
      }
    }
  }

  /** The figures of an epoch, over the rows of all shards. */
  private Map<String, Object> figures(Epoch epoch, int rows, Evaluation own) {
    double validated = own == null ? 0 : own.images();
    double[] sums = {
      rows,
      rows * epoch.loss(),
      rows * epoch.accuracy(),
      rows * epoch.topKAccuracy(),
      validated,
      own == null ? 0 : validated * own.loss(),
      own == null ? 0 : validated * own.accuracy(),
      own == null ? 0 : validated * own.topKAccuracy()
    };
    ring.sum(sums);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("epoch", (long) epoch.number());
    figures.put("loss", sums[1] / sums[0]);
    figures.put("accuracy", sums[2] / sums[0]);
    figures.put("top_k_accuracy", sums[3] / sums[0]);
    figures.put("validation_loss", sums[4] == 0 ? null : sums[5] / sums[4]);
    figures.put("validation_accuracy", sums[4] == 0 ? null : sums[6] / sums[4]);
    figures.put("validation_top_k_accuracy", sums[4] == 0 ? null : sums[7] / sums[4]);
    figures.put("learning_rate", epoch.learningRate());
    figures.put("train_seconds", epoch.trainSeconds());
    return figures;
  }

  private static EpochFigures epochFigures(Map<String, Object> figures) {
    return new EpochFigures(
        (int) (long) figures.get("epoch"),
        number(figures, "loss"),
        number(figures, "accuracy"),
        number(figures, "top_k_accuracy"),
        number(figures, "validation_loss"),
        number(figures, "validation_accuracy"),
        number(figures, "validation_top_k_accuracy"),
        number(figures, "learning_rate"),
        number(figures, "train_seconds"),
        Double.NaN);
  }

  private static double number(Map<String, Object> figures, String name) {
    return figures.get(name) == null ? Double.NaN : (double) figures.get(name);
  }

  private EpochGap gap(
      Network network,
      SampleDataset training,
      SampleDataset validation,
      Map<String, Object> figures,
      int epoch) {
    Rng rng = Rng.of(seed()).split("augmentation of the gap").split(epoch);
    return new ShardedGap(network, ring, recipe.batchSize())
        .measure(
            training,
            validation,
            new ShardedGap.Printed(
                epoch,
                new ShardedGap.Ends(number(figures, "loss"), number(figures, "validation_loss")),
                new ShardedGap.Ends(
                    number(figures, "accuracy"), number(figures, "validation_accuracy"))),
            augmentation == Augmentation.NONE ? null : new ShardedGap.Change(augmentation, rng));
  }

  /** The terms of the loss's gap, and of whose images the statistics were. */
  private Map<String, Object> terms(EpochGap gap) {
    Map<String, Object> terms = new LinkedHashMap<>();
    terms.put("images_a_worker", (long) recipe.batchSize());
    terms.put("statistics", step.syncBatchNorm() ? RunRecord.SYNCHRONISED : RunRecord.LOCAL);
    gap.loss().terms().forEach(each -> terms.put(each.term().column(), each.estimate().value()));
    terms.put("generalisation_half_width", gap.generalisationOnNewImages().halfWidth());
    return terms;
  }

  /** What this task has sent in a step, and how long it has sent, received and waited for it. */
  private void addExchange(Map<String, Object> figures, long steps) {
    double taken = Math.max(1, steps - toldSteps);
    figures.put("exchange_bytes_a_step", Math.round((ring.bytesSent() - toldBytes) / taken));
    figures.put("exchange_seconds_a_step", (ring.secondsSpent() - toldSeconds) / taken);
    toldSteps = steps;
    toldBytes = ring.bytesSent();
    toldSeconds = ring.secondsSpent();
  }
}
