package dev.limpid.spark;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.layers.json.Json;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.ImageFolder;
import dev.limpid.train.data.characters.Characters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/** Writes docs/SCALE.md: measures a step and its parts on this machine, and predicts others. */
final class ScaleReport {
  private static final int PART = 16;
  private static final int STEPS = 5;
  private static final int[] WORKERS = {2, 4, 8, 16, 32, 64, 128, 256, 512, 1000};

  /** He et al., "Deep residual learning", 2016, at 224 x 224; multiply-adds of one image. */
  private static final StepModel.Net RESNET_50 =
      new StepModel.Net("ResNet-50", 25_557_032, 53, 26_560);

  private static final double RESNET_50_MULTIPLY_ADDS = 4.09e9;
  private static final int RESNET_50_PART = 32;

  private final StringBuilder text = new StringBuilder();

  private final double width;

  private ScaleReport(double width) {
    this.width = width;
  }

  /** {@code FILE [WIDTH]}: where the document goes, and the network's width, 1 by default. */
  public static void main(String[] args) throws Exception {
    new ScaleReport(args.length > 1 ? Double.parseDouble(args[1]) : 1).write(Path.of(args[0]));
  }

  private void write(Path file) throws Exception {
    Dataset images = Characters.generate(1, 4 * PART * STEPS, 0.1, Compute.standard().parallel());
    Network network = recipe(1).network(images).build(1, serial());
    StepModel.Net seed =
        StepModelTest.net(
            width == 1
                ? "The network of the question"
                : "The network of the question at width " + width,
            network);
    double multiplyAdds = multiplyAdds(network);
    secondsAStep(images, PART); // compiles
    double[] compute = {secondsAStep(images, PART / 2), secondsAStep(images, PART)};
    double ofImage = (compute[1] - compute[0]) / (PART / 2.0);
    double fixed = Math.max(0, compute[1] - PART * ofImage);
    double rate = 3 * multiplyAdds / ofImage;
    int[] values = {1, 10_000, 100_000, 1_000_000, 10_000_000};
    double[] seconds = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      seconds[i] = secondsOfMean(values[i]);
    }
    StepModel local = StepModel.fit(values, seconds);

    line("# How many machines");
    line("");
    line(
        "What a step of [training in step](SPARK.md#train-in-step) takes on n workers, as a model of");
    line(
        "three parts, fitted to measurements on one machine, checked there, and drawn out to 1,000 workers.");
    line("Written by, from the project's root,");
    line("");
    line("```");
    line(
        "mvn -B -q -DskipTests -Pexample -pl spark -am package -Dlimpid.program=ScaleReport -Dlimpid.arguments=$PWD/docs/SCALE.md");
    line("```");
    line("");
    line("## The model");
    line("");
    line("    step       = compute + gradients + statistics");
    line("    compute    = fixed + images of a worker x time of an image");
    line("    gradients  = 2 (n - 1) latency + (2 (n - 1) / n bytes of the gradients) / bandwidth");
    line(
        "    statistics = 4 depth (layers of BatchNorm x latency + (32 channels + 16 layers) / bandwidth)");
    line("");
    line(
        "Gradients go round a ring in n pieces, twice. Synchronised statistics of a layer go up a binary tree");
    line(
        "and down again, once forward and once backward, and a worker waits for them; depth is the logarithm");
    line(
        "of n to the base 2, rounded down, and a task has two below it (one, where there are two workers).");
    line("Local statistics cost nothing. `StepModelTest` holds the bytes to those that are sent.");
    line("");
    line("## Fitted");
    line("");
    say(
        "- The network of the question: %,d parameters, %d layers of BatchNorm with %,d channels, %.0f million",
        seed.parameters(), seed.norms(), seed.channels(), multiplyAdds * 1e-6);
    say(
        "  multiply-adds an image. On one core: %.1f ms an image (%.1f thousand million multiply-adds a second,",
        ofImage * 1e3, rate * 1e-9);
    say(
        "  three passes), and %.1f ms a step beside (weights are updated whatever the batch).",
        fixed * 1e3);
    say(
        "- A hop between two tasks on this machine: %.0f us and %.2f GB/s, from means of these sizes:",
        local.latency() * 1e6, local.bandwidth() * 1e-9);
    line("");
    line("| values | measured, ms | model, ms |");
    line("| ---: | ---: | ---: |");
    for (int i = 0; i < values.length; i++) {
      say(
          "| %,d | %.3f | %.3f |",
          values[i],
          seconds[i] * 1e3,
          (2 * local.latency() + (4.0 * values[i] + 8) / local.bandwidth()) * 1e3);
    }
    line("");
    line("## Checked");
    line("");
    say(
        "The network of the question with %d images a worker, on executors of one core each on this machine.",
        PART);
    line(
        "Where there are more workers than cores ("
            + Runtime.getRuntime().availableProcessors()
            + " here), each computes and sends by as much more slowly.");
    line("The exchange that is measured has in it that workers wait for the slowest.");
    line("");
    line("| workers | statistics | measured, s a step | model | exchange measured | model |");
    line("| ---: | --- | ---: | ---: | ---: | ---: |");
    Path folder = Files.createTempDirectory("letters");
    ImageFolder.export(images, folder);
    for (int workers : new int[] {1, 2, 4}) {
      try (SparkSession spark = LocalSpark.cluster(workers, 1)) {
        for (boolean synchronised :
            workers == 1 ? new boolean[] {false} : new boolean[] {false, true}) {
          check(spark, folder, local, seed, workers, synchronised, fixed + PART * ofImage);
        }
      }
    }
    line("");
    line("## Predicted");
    line("");
    line(
        "Each worker is one such core; a hop adds 50 us on a network. A worker's time to pack and unpack what it");
    line(
        "sends is in the bandwidth that was measured. `Efficiency` is the part of a step in which a worker");
    line("computes; what takes longest of the rest is the bound.");
    for (double gigabits : new double[] {1, 10, 100}) {
      StepModel model = local.behind(50e-6, gigabits / 8 * 1e9);
      table(seed, gigabits, PART, fixed + PART * ofImage, model);
      table(
          RESNET_50,
          gigabits,
          RESNET_50_PART,
          RESNET_50_PART * 3 * RESNET_50_MULTIPLY_ADDS / rate,
          model);
    }
    line("");
    line("## When synchronised statistics cost more than they give");
    line("");
    line(
        "What they give: statistics of k images are off by a variance of 1/k of that between images, and the");
    line(
        "gap's batch dependence with it (`BatchNormOverShardsTest` holds that); n workers make it n times smaller.");
    line("What they cost grows with the logarithm of n:");
    line("");
    line("| network | link | 5 % of the step from | half of the step from |");
    line("| --- | ---: | ---: | ---: |");
    for (double gigabits : new double[] {1, 10, 100}) {
      StepModel model = local.behind(50e-6, gigabits / 8 * 1e9);
      limits(seed, gigabits, fixed + PART * ofImage, model);
      limits(RESNET_50, gigabits, RESNET_50_PART * 3 * RESNET_50_MULTIPLY_ADDS / rate, model);
    }
    line("");
    line(
        "So where a worker has few images, they may well be synchronised: with 4 to 16, theory makes batch");
    line(
        "dependence 8 to 32 times as large as with the 128 of the README's picture. There it is -0.014 +-");
    line(
        "0.022 in a gap of 3.64, and nothing is left to gain. What no formula here has: with synchronised");
    line(
        "statistics all wait for the slowest at each layer of BatchNorm, otherwise once a step, and the more");
    line("workers there are, the slower is the slowest.");
    Files.writeString(file, text);
  }

  private void check(
      SparkSession spark,
      Path folder,
      StepModel local,
      StepModel.Net net,
      int workers,
      boolean synchronised,
      double compute)
      throws IOException {
    LimpidClassifier classifier =
        new LimpidClassifier()
            .setNetwork("question")
            .setWidth(width)
            .setEpochs(2)
            .setBatchSize(PART * workers)
            .setShards(workers)
            .setSyncBatchNorm(synchronised);
    String history = classifier.fit(Pictures.labelled(spark, folder)).history();
    List<String> lines = history.lines().toList();
    Map<?, ?> last = (Map<?, ?>) Json.parse(lines.get(lines.size() - 1));
    int steps = 4 * STEPS / workers;
    double measured = number(last, "train_seconds") / steps;
    double exchange = workers == 1 ? 0 : number(last, "exchange_seconds_a_step");
    double shared = Math.max(1, (double) workers / Runtime.getRuntime().availableProcessors());
    double expected =
        workers == 1
            ? 0
            : shared
                * (local.gradients(net, workers, Float.BYTES)
                    + (synchronised ? local.statistics(net, workers) : 0));
    say(
        "| %d | %s | %.2f | %.2f | %.3f | %.3f |",
        workers,
        synchronised ? "synchronised" : "local",
        measured,
        shared * compute + expected,
        exchange,
        expected);
  }

  private static double number(Map<?, ?> figures, String name) {
    return ((Number) figures.get(name)).doubleValue();
  }

  private void table(
      StepModel.Net net, double gigabits, int part, double compute, StepModel model) {
    line("");
    say(
        "%s, %d images a worker, %.0f Gbit/s; compute %.2f s:",
        net.name(), part, gigabits, compute);
    line("");
    line(
        "| workers | gradients, s | in 16 bits | statistics, s | efficiency, local | synchronised | bound |");
    line("| ---: | ---: | ---: | ---: | ---: | ---: | --- |");
    for (int n : WORKERS) {
      double gradients = model.gradients(net, n, Float.BYTES);
      double half = model.gradients(net, n, Short.BYTES);
      double statistics = model.statistics(net, n);
      double latency = 2.0 * (n - 1) * model.latency();
      String bound =
          compute > gradients ? "compute" : latency > gradients / 2 ? "latency" : "bandwidth";
      say(
          "| %d | %.3f | %.3f | %.3f | %.0f %% | %.0f %% | %s |",
          n,
          gradients,
          half,
          statistics,
          100 * compute / (compute + gradients),
          100 * compute / (compute + gradients + statistics),
          bound);
    }
  }

  private void limits(StepModel.Net net, double gigabits, double compute, StepModel model) {
    say(
        "| %s | %.0f Gbit/s | %s | %s |",
        net.name(), gigabits, from(net, compute, model, 0.05), from(net, compute, model, 0.5));
  }

  private static String from(StepModel.Net net, double compute, StepModel model, double share) {
    for (int n = 2; n <= 1000; n++) {
      double statistics = model.statistics(net, n);
      if (statistics > share * (compute + model.gradients(net, n, Float.BYTES) + statistics)) {
        return n + " workers";
      }
    }
    return "more than 1,000";
  }

  private Recipe recipe(int batch) {
    return TrainingSettings.of(
            Map.of("network", "question", "width", width, "batch-size", batch), "")
        .recipe();
  }

  private static Compute serial() {
    return Compute.standard().with(Parallel.serial());
  }

  /** The median of an epoch's steps but the first. */
  private double secondsAStep(Dataset all, int batch) {
    Dataset images = Datasets.subset(all, IntStream.range(0, 9 * batch).toArray());
    Recipe recipe = recipe(batch);
    Network network = recipe.network(images).build(1, serial());
    Trainer trainer = recipe.trainer(network, images);
    double[] times = new double[images.size() / batch];
    trainer.listen(
        new TrainingListener() {
          private long before = System.nanoTime();
          private int next;

          @Override
          public void onStep(Step step) {
            long now = System.nanoTime();
            times[next++] = (now - before) * 1e-9;
            before = now;
          }
        });
    trainer.fit(images, null, 1);
    Arrays.sort(times);
    return times[times.length / 2];
  }

  /** The median of what a mean of so many values over two tasks takes. */
  private static double secondsOfMean(int values) throws Exception {
    return Rings.run(
            2,
            ring -> {
              double[] times = new double[31];
              for (int i = 0; i < times.length; i++) {
                float[] own = new float[values];
                ring.sum(new double[1]); // both begin together
                long start = System.nanoTime();
                ring.average(own);
                times[i] = (System.nanoTime() - start) * 1e-9;
              }
              Arrays.sort(times);
              return times[times.length / 2];
            })
        .get(0);
  }

  /** Of one image forward: each value of a kernel at each place of the output. */
  private static double multiplyAdds(Network network) {
    double sum = 0;
    for (Layer layer : network.layers()) {
      int[] output = layer.outputShape(layer.inputShape()).toArray();
      double places = output.length == 3 ? (double) output[0] * output[1] : 1;
      for (Parameter parameter : layer.parameters()) {
        sum += parameter.name().endsWith("kernel") ? places * parameter.value().size() : 0;
      }
    }
    return sum;
  }

  private void say(String format, Object... arguments) {
    line(String.format(Locale.ROOT, format, arguments));
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
