package dev.limpid.spark;

import dev.limpid.insight.run.RunRecord.State;
import dev.limpid.spark.ExecutorJvms.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A pipeline, shards and jobs on clusters whose executors are killed, and differ. */
final class ClusterProgram {
  private ClusterProgram() {}

  /** Of a training as a job: long enough to lose its executor on the way. */
  static final String JOB =
      "--network lenet --width 0.25 --epochs 12 --training-images 200 --validation-images 30"
          + " --batch-size 20 --gap-share 0 --no-trials";

  /**
   * {@code PICTURES FOLDER KILLS}, on two executors: fits a pipeline, saves it as {@code
   * FOLDER/model}, and writes what it says of each picture into {@code FOLDER/fitted.txt}; trains
   * four shards, of whose executors so many are killed (kill -9); runs a training as a job, whose
   * executor is killed, in {@code FOLDER/runs/job}; goes on with executors that differ. Where
   * executors of the shards are killed, it then trains four shards on 1 and 4 executors. What it
   * came to is in files of the folder, a line for each model in {@code FOLDER/lines.txt}.
   */
  public static void main(String[] args) throws Exception {
    Path pictures = Path.of(args[0]);
    Path folder = Path.of(args[1]);
    int kills = Integer.parseInt(args[2]);
    List<String> lines = new ArrayList<>();
    ExecutorJvms executors = ExecutorJvms.in(Files.createDirectory(folder.resolve("java")));
    try (SparkSession spark = LocalSpark.cluster(2, 2, 1, executors.javaHome())) {
      executors.of(spark);
      Dataset<Row> rows = Pictures.images(spark, pictures);
      PipelineModel model = pipeline().fit(rows);
      model.save(folder.resolve("model").toString());
      Files.writeString(folder.resolve("fitted.txt"), predictions(model, rows));
      Path checkpoints = folder.resolve("checkpoints");
      LimpidClassifier classifier =
          classifier().setCheckpointDir(checkpoints.toString()).setCheckpointInterval(1);
      Thread killer = new Thread(() -> kill(kills, checkpoints, lines));
      killer.setDaemon(true);
      killer.start();
      String line = fit(spark, pictures, classifier, folder.resolve("modelOfKilled"));
      killer.interrupt();
      killer.join();
      lines.add(line);
      runJob(spark, executors, folder);
      differ(spark, executors, pictures, folder, model);
    }
    for (int count : kills == 0 ? new int[0] : new int[] {1, 4}) {
      try (SparkSession spark = LocalSpark.cluster(count, 4 / count)) {
        lines.add(fit(spark, pictures, classifier(), folder.resolve("model" + count)));
      }
    }
    for (int tenths = 0; tenths < 300 && !ExecutorJvms.all().isEmpty(); tenths++) {
      Thread.sleep(100); // they end when they notice that the driver has
    }
    lines.add(ExecutorJvms.all().size() + " executors left");
    Files.write(folder.resolve("lines.txt"), lines);
  }

  /**
   * A training as a job, whose executor is lost after its first epoch. It goes on at once on the
   * other one, before there is one in the place of the lost.
   */
  private static void runJob(SparkSession spark, ExecutorJvms executors, Path folder)
      throws Exception {
    Path runs = folder.resolve("runs");
    AtomicReference<Exception> failure = new AtomicReference<>();
    Thread killer =
        new Thread(
            () -> {
              try {
                while (!Files.exists(runs.resolve(".job.running/checkpoint.safetensors"))) {
                  Thread.sleep(10);
                }
                executors.replace(executors.lastWithTask(), Kind.PLAIN);
              } catch (Exception e) {
                failure.set(e);
              }
            });
    killer.start();
    State state = TrainingJobs.run(spark, Map.of("job", JOB), runs.toString()).get("job").state();
    killer.join();
    if (failure.get() != null) {
      throw failure.get();
    }
    Files.writeString(folder.resolve("job.txt"), state + ", killed");
  }

  /**
   * One of the executors has no Vector API: it scores. Training in step says why it won't, and the
   * same where that one is then of another Limpid, or of another JDK.
   */
  private static void differ(
      SparkSession spark, ExecutorJvms executors, Path pictures, Path folder, PipelineModel model)
      throws Exception {
    String plain = executors.last();
    for (int times = 0; times < 2; times++) {
      String said = predictions(model, Pictures.images(spark, pictures).repartition(4));
      Files.writeString(folder.resolve("plain.txt"), said);
    }
    Files.writeString(folder.resolve("plain.log"), executors.log(plain));
    Files.writeString(folder.resolve("PLAIN.txt"), refusal(spark, pictures));
    executors.replace(plain, Kind.OTHER_LIMPID);
    Files.writeString(folder.resolve("OTHER_LIMPID.txt"), refusal(spark, pictures));
    if (ExecutorJvms.otherJdk().isPresent()) {
      executors.replace(executors.last(), Kind.OTHER_JDK);
      Files.writeString(folder.resolve("OTHER_JDK.txt"), refusal(spark, pictures));
    }
  }

  private static String refusal(SparkSession spark, Path pictures) {
    try {
      classifier().fit(Pictures.labelled(spark, pictures));
      return "trained";
    } catch (IllegalStateException e) {
      return e.getMessage();
    }
  }

  private static Pipeline pipeline() {
    LimpidClassifier classifier =
        new LimpidClassifier()
            .setNetwork("convnet")
            .setWidth(0.25)
            .setEpochs(3)
            .setBatchSize(9)
            .setLearningRate(0.01)
            .setRecalibrate(true);
    return new Pipeline().setStages(new PipelineStage[] {Pictures.labels(), classifier});
  }

  /** A line for each picture, in the order of their names. */
  static String predictions(PipelineModel model, Dataset<Row> rows) {
    List<Row> scored = model.transform(rows).select("image.origin", "probability").collectAsList();
    TreeMap<String, String> lines = new TreeMap<>();
    for (Row row : scored) {
      lines.put(row.getString(0), row.<Vector>getAs(1).toString());
    }
    return lines.toString();
  }

  /** Four shards. */
  static LimpidClassifier classifier() {
    return new LimpidClassifier()
        .setNetwork("convnet")
        .setWidth(0.25)
        .setEpochs(4)
        .setBatchSize(4)
        .setShards(4)
        .setLearningRate(0.01);
  }

  /** The digest of the model that comes of it. */
  static String fit(SparkSession spark, Path pictures, LimpidClassifier classifier, Path saved)
      throws Exception {
    classifier.fit(Pictures.labelled(spark, pictures)).save(saved.toString());
    byte[] model = Files.readAllBytes(saved.resolve("model.safetensors"));
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(model));
  }

  /** Each time when the training has come further than where it was killed before. */
  private static void kill(int kills, Path checkpoints, List<String> lines) {
    Random random = new Random(4);
    long last = -1;
    int done = 0;
    try {
      while (done < kills) {
        Thread.sleep(20);
        long now = lastStep(checkpoints);
        List<ProcessHandle> executors = ExecutorJvms.all();
        if (now > last && executors.size() == 2) {
          Thread.sleep(random.nextInt(100));
          executors.get(random.nextInt(2)).destroyForcibly();
          last = now;
          done++;
        }
      }
    } catch (InterruptedException e) {
      // the training has ended
    }
    lines.add(done + " kills");
  }

  private static long lastStep(Path checkpoints) {
    try {
      long last = -1;
      if (Files.isDirectory(checkpoints)) {
        try (Stream<Path> those = Files.list(checkpoints)) {
          for (Path each : those.toList()) {
            String fit = StepCheckpoints.fitIn(each.toString()); // a new one sees those of all
            last = Math.max(last, new StepCheckpoints(fit).last());
          }
        }
      }
      return last;
    } catch (IOException | RuntimeException e) {
      return -1; // it is being deleted
    }
  }
}
