package dev.limpid.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A pipeline, and four shards on clusters of several sizes, of which one has executors killed. */
final class ClusterProgram {
  private ClusterProgram() {}

  /**
   * {@code PICTURES FOLDER KILLS}: on two executors it fits a pipeline, saves it as {@code
   * FOLDER/model}, and writes what it says of each picture into {@code FOLDER/fitted.txt}. Then it
   * trains four shards on 2 executors of which one is killed (kill -9) so many times, on 1, and,
   * where some are to be killed, on 4, and writes a line into {@code FOLDER/lines.txt} for each.
   */
  public static void main(String[] args) throws Exception {
    Path pictures = Path.of(args[0]);
    Path folder = Path.of(args[1]);
    int kills = Integer.parseInt(args[2]);
    List<String> lines = new ArrayList<>();
    try (SparkSession spark = LocalSpark.cluster(2, 2)) {
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
    }
    for (int executors : kills == 0 ? new int[] {1} : new int[] {1, 4}) {
      try (SparkSession spark = LocalSpark.cluster(executors, 4 / executors)) {
        lines.add(fit(spark, pictures, classifier(), folder.resolve("model" + executors)));
      }
    }
    for (int tenths = 0; tenths < 300 && !executors().isEmpty(); tenths++) {
      Thread.sleep(100); // they end when they notice that the driver has
    }
    lines.add(executors().size() + " executors left");
    Files.write(folder.resolve("lines.txt"), lines);
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

  private static LimpidClassifier classifier() {
    return new LimpidClassifier()
        .setNetwork("convnet")
        .setWidth(0.25)
        .setEpochs(4)
        .setBatchSize(4)
        .setShards(4)
        .setLearningRate(0.01);
  }

  private static String fit(
      SparkSession spark, Path pictures, LimpidClassifier classifier, Path saved) throws Exception {
    classifier.fit(Pictures.labelled(spark, pictures)).save(saved.toString());
    byte[] model = Files.readAllBytes(saved.resolve("model.safetensors"));
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(model));
  }

  private static List<ProcessHandle> executors() {
    return ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::isAlive)
        .filter(each -> commandLine(each).contains("CoarseGrainedExecutorBackend"))
        .toList();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
    } catch (IOException e) {
      return process.info().commandLine().orElse("");
    }
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
        List<ProcessHandle> executors = executors();
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
            last = Math.max(last, new StepCheckpoints(each.toString()).last());
          }
        }
      }
      return last;
    } catch (IOException | RuntimeException e) {
      return -1; // it is being deleted
    }
  }
}
