package dev.limpid.spark;

import dev.limpid.core.Shape;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.slf4j.LoggerFactory;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** A training in step, seen from the driver: rows into shards, and a barrier stage. */
final class StepDriver {
  /** How often a stage is tried again that has come no further. */
  private static final int MOST_VAIN_TRIES = 3;

  /** What is decided by figures that each shard would have of its own. */
  private static final Set<String> NOT_IN_STEP =
      Set.of("early-stopping", "reduce-on-plateau", "average-weights", "balance-classes");

  private final TrainingSettings settings;
  private final StepSettings step;
  private final Shape shape;
  private final List<String> classNames;

  StepDriver(TrainingSettings settings, StepSettings step, Shape shape, List<String> classNames) {
    this.settings = settings;
    this.step = step;
    this.shape = shape;
    this.classNames = classNames;
  }

  /**
   * Checks what can be checked without the rows.
   *
   * @throws IllegalArgumentException if the settings can't be trained with in step
   */
  static void require(TrainingSettings settings, int shards) {
    int batch = settings.recipe().batchSize();
    if (batch % shards != 0) {
      throw new IllegalArgumentException(
          "batchSize is that of a whole step and must be a multiple of shards, but "
              + batch
              + " is none of "
              + shards);
    }
    for (String name : new TreeMap<>(settings.recipe().settings()).keySet()) {
      boolean off = Boolean.FALSE.equals(settings.recipe().setting(name));
      if (NOT_IN_STEP.contains(name) && !off) {
        throw new IllegalArgumentException("--" + name + " can't be used with several shards");
      }
    }
  }

  /** A folder for the checkpoints of this very training in a folder of many. */
  static String folder(String parent, Object... what) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(List.of(what).toString().getBytes(StandardCharsets.UTF_8));
      StringBuilder name = new StringBuilder(parent).append("/limpid-");
      for (int i = 0; i < 8; i++) {
        name.append(Character.forDigit(digest[i] >> 4 & 15, 16));
        name.append(Character.forDigit(digest[i] & 15, 16));
      }
      return name.toString();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Trains.
   *
   * @param samples rows that can be used
   * @param training how many of them are to learn from
   * @throws IllegalStateException if the training failed for a reason that would come again
   */
  Trained train(JavaRDD<Sample> samples, long training) {
    if (training < step.shards()) {
      throw new IllegalArgumentException(
          "there are " + training + " rows to learn from for " + step.shards() + " shards");
    }
    JavaRDD<Sample> parts = shards(samples, training);
    ClassTag<Trained> tag = ClassTag$.MODULE$.apply(Trained.class);
    RDD<Trained> trained =
        parts
            .rdd()
            .barrier()
            .mapPartitions(new StepTask(settings, step, shape, classNames), false, tag);
    try {
      if (step.checkpoints() == null) {
        return first(JavaRDD.fromRDD(trained, tag).collect());
      }
      StepCheckpoints checkpoints = new StepCheckpoints(step.checkpoints());
      Map<Path, Long> ofOthers = checkpoints.ofOthers();
      Trained result = first(collect(JavaRDD.fromRDD(trained, tag), checkpoints));
      checkpoints.delete(ofOthers);
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tries again where executors are lost, as long as it comes further. */
  private static List<Trained> collect(JavaRDD<Trained> trained, StepCheckpoints checkpoints)
      throws IOException {
    for (int vain = 0; ; vain++) {
      long before = checkpoints.last();
      try (StageFailures failures = StageFailures.of(trained.rdd())) {
        try {
          return trained.collect();
        } catch (Exception e) { // Spark declares none, and throws checked ones
          boolean again = failures.isOfLostExecutor(e);
          vain = again && checkpoints.last() > before ? -1 : vain;
          if (!again || vain + 1 >= MOST_VAIN_TRIES) {
            throw e;
          }
          LoggerFactory.getLogger(LimpidClassifier.class)
              .warn(
                  "The training in step goes on from its last checkpoint: {}",
                  e.getMessage().lines().findFirst().orElse(""));
        }
      }
    }
  }

  /** The result of the first of all shards, if none has failed. */
  private Trained first(List<Trained> all) throws IOException {
    all.forEach(Trained::orThrow);
    tell(all.get(0));
    return all.get(0);
  }

  private void tell(Trained trained) throws IOException {
    String lines = trained.history();
    Map<?, ?> last = (Map<?, ?>) Json.parse(lines.substring(lines.trim().lastIndexOf('\n') + 1));
    LoggerFactory.getLogger(LimpidClassifier.class)
        .info(
            "{} shards in step: each sent {} bytes a step and spent {} s of it on the exchange",
            step.shards(),
            last.get("exchange_bytes_a_step"),
            last.get("exchange_seconds_a_step"));
    new Doctor()
        .diagnose(StepRecord.read(trained.record())).stream()
            .filter(finding -> finding.name().equals(Names.FEW_IMAGES_A_WORKER))
            .forEach(
                finding ->
                    LoggerFactory.getLogger(LimpidClassifier.class)
                        .warn(
                            "{}. {} {}",
                            finding.title(),
                            finding.text(),
                            finding.changes().get(0)));
  }

  /**
   * Row i of those to learn from, in the order of their content, goes to shard i modulo their
   * number; so that all have as many, the first go to those that lack one too.
   */
  private JavaRDD<Sample> shards(JavaRDD<Sample> samples, long training) {
    int shards = step.shards();
    long lacking = (shards - training % shards) % shards;
    JavaPairRDD<Integer, Sample> learnt =
        ranked(samples.filter(sample -> !sample.isValidation()))
            .flatMapToPair(
                ranked -> {
                  List<Tuple2<Integer, Sample>> places = new ArrayList<>();
                  long rank = ranked._2();
                  places.add(new Tuple2<>((int) (rank % shards), ranked._1()));
                  if (rank < lacking) {
                    places.add(new Tuple2<>((int) ((training + rank) % shards), ranked._1()));
                  }
                  return places.iterator();
                });
    JavaPairRDD<Integer, Sample> validated =
        ranked(samples.filter(Sample::isValidation))
            .mapToPair(ranked -> new Tuple2<>((int) (ranked._2() % shards), ranked._1()));
    return learnt.union(validated).partitionBy(new HashPartitioner(shards)).values();
  }

  private static JavaPairRDD<Sample, Long> ranked(JavaRDD<Sample> samples) {
    return samples
        .sortBy(sample -> sample, true, Math.max(1, samples.getNumPartitions()))
        .zipWithIndex();
  }
}
