package dev.limpid.spark;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sequence;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.core.Parallel;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Network;
import dev.limpid.layers.json.Json;
import dev.limpid.train.Classifier;
import dev.limpid.train.Epoch;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.ImageFolder;
import dev.limpid.train.data.characters.Characters;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a cluster costs: {@code overhead} trains the network of the question at width 0.5 as one
 * shard on one executor and without Spark; {@code score} scores images on two executors of 1 GB and
 * with Limpid's classifier on two threads. Each does both in one run, on as many cores.
 */
final class ClusterFigures {
  private static final PrintStream OUT = System.out;

  private ClusterFigures() {}

  /** {@code overhead [IMAGES EPOCHS]} or {@code score [IMAGES]}. */
  public static void main(String[] args) throws Exception {
    int images = args.length > 1 ? Integer.parseInt(args[1]) : 0;
    switch (args.length == 0 ? "" : args[0]) {
      case "overhead" ->
          overhead(images == 0 ? 1600 : images, args.length > 2 ? Integer.parseInt(args[2]) : 4);
      case "score" -> score(images == 0 ? 100_000 : images);
      default -> throw new IllegalArgumentException("overhead or score");
    }
  }

  private static void overhead(int count, int epochs) throws IOException {
    Dataset images = Characters.generate(1, count, 0.1, Compute.standard().parallel());
    TrainingSettings settings =
        TrainingSettings.of(Map.of("network", "question", "width", 0.5, "epochs", epochs), "");
    double alone = secondsAnEpoch(alone(settings.recipe(), images));
    OUT.printf(Locale.ROOT, "without Spark: %.2f s an epoch%n", alone);
    double onSpark;
    Path folder = Files.createTempDirectory("letters");
    ImageFolder.export(images, folder);
    try (SparkSession spark = LocalSpark.cluster(1, 2, 2)) {
      LimpidClassifier classifier =
          new LimpidClassifier().setNetwork("question").setWidth(0.5).setEpochs(epochs);
      String history = classifier.fit(Pictures.labelled(spark, folder)).history();
      List<Double> seconds = new ArrayList<>();
      for (String line : history.lines().toList()) {
        Map<?, ?> figures = (Map<?, ?>) Json.parse(line);
        seconds.add(((Number) figures.get("train_seconds")).doubleValue());
      }
      onSpark = secondsAnEpoch(seconds);
    }
    OUT.printf(
        Locale.ROOT,
        "one shard on one executor: %.2f s an epoch, %+.1f %%%n",
        onSpark,
        100 * (onSpark / alone - 1));
  }

  private static List<Double> alone(Recipe recipe, Dataset images) {
    Network network = recipe.network(images).build(recipe.seed(), Compute.standard());
    Trainer trainer = recipe.trainer(network, images);
    List<Double> seconds = new ArrayList<>();
    trainer.listen(
        new TrainingListener() {
          @Override
          public void onEpoch(Epoch epoch) {
            seconds.add(epoch.trainSeconds());
          }
        });
    trainer.fit(images, null, recipe.epochs());
    return seconds;
  }

  /** The quickest but the first, in which code is compiled. */
  private static double secondsAnEpoch(List<Double> epochs) {
    return epochs.stream().skip(1).mapToDouble(each -> each).min().orElse(epochs.get(0));
  }

  private static void score(int count) throws Exception {
    int drawn = 1000;
    List<byte[]> files = files(drawn);
    Shape shape = Shape.of(50, 55, 3);
    Dataset letters = Characters.generate(1, 60, 0.1, Parallel.serial());
    Recipe recipe = TrainingSettings.of(Map.of("network", "convnet", "width", 0.5), "").recipe();
    Network network = recipe.network(letters).build(1, Compute.standard().with(Parallel.serial()));
    List<String> names = letters.classNames();

    Classifier classifier = Classifier.of(network, names);
    plainly(classifier, shape, files, drawn);
    double alone = plainly(classifier, shape, files, count);
    OUT.printf(Locale.ROOT, "without Spark: %.0f images/s on two threads%n", alone);

    LimpidClassificationModel model =
        new LimpidClassificationModel(
            "letters", Trained.of(ModelBytes.of(network, Classifier.metadata(names)), ""));
    model.set(model.getParam("featuresCol"), "content");
    try (SparkSession spark = LocalSpark.cluster(2, 1)) {
      org.apache.spark.sql.Dataset<Row> some =
          spark.createDataset(files, Encoders.BINARY()).toDF("content").repartition(4).cache();
      score(model, some);
      long start = System.nanoTime();
      Row result =
          score(
              model,
              some.withColumn("copy", explode(sequence(lit(1), lit((count + drawn - 1) / drawn)))));
      double seconds = (System.nanoTime() - start) * 1e-9;
      OUT.printf(
          Locale.ROOT,
          "%,d images on two executors of 1 GB: %.0f images/s, %+.1f %%; %d were not read%n",
          result.getLong(0),
          result.getLong(0) / seconds,
          100 * (result.getLong(0) / seconds / alone - 1),
          result.getLong(1));
    }
  }

  private static Row score(
      LimpidClassificationModel model, org.apache.spark.sql.Dataset<Row> rows) {
    return model.transform(rows).agg(count("prediction"), count("reason")).first();
  }

  private static double plainly(Classifier classifier, Shape shape, List<byte[]> files, int count)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    long start = System.nanoTime();
    List<Future<?>> halves = new ArrayList<>();
    for (int half = 0; half < 2; half++) {
      int first = half;
      halves.add(
          threads.submit(
              () -> {
                List<float[]> batch = new ArrayList<>();
                for (int i = first; i < count; i += 2) {
                  byte[] file = files.get(i % files.size());
                  batch.add(ImageFolder.readImage(new ByteArrayInputStream(file), shape));
                  if (batch.size() == 64 || i + 2 >= count) {
                    classifier.classifyAll(batch);
                    batch.clear();
                  }
                }
              }));
    }
    threads.shutdown();
    for (Future<?> half : halves) {
      half.get();
    }
    return count / ((System.nanoTime() - start) * 1e-9);
  }

  /** Letters as files of PNG. */
  private static List<byte[]> files(int count) throws IOException {
    Path folder = Files.createTempDirectory("letters");
    ImageFolder.export(Characters.generate(1, count, 0.1, Compute.standard().parallel()), folder);
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().map(ClusterFigures::bytes).toList();
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
