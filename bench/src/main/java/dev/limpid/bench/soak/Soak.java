package dev.limpid.bench.soak;

import dev.limpid.bench.faults.images.PatternImages;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.Observation;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.inference.FrozenNetwork;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.train.Epoch;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import dev.limpid.train.data.Dataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * The work of a soak: a small network trains for many steps, observed and recorded as a training of
 * the command line is, and then predicts from several threads.
 */
final class Soak {
  private static final PatternImages SOURCE = new PatternImages(12, 1, 4, 0.1, 1);
  private static final int BATCH = 16;

  private final Path folder;
  private final BiConsumer<Integer, Usage> watcher;
  private final Network network = network();

  /**
   * A soak.
   *
   * @param folder for a model and a record, which are written and read again
   * @param watcher is told what the JVM holds after so many steps or predictions
   */
  Soak(Path folder, BiConsumer<Integer, Usage> watcher) {
    this.folder = folder;
    this.watcher = watcher;
  }

  /**
   * Trains, and looks at regular intervals, each of them a whole epoch.
   *
   * @param steps altogether
   * @param times how often it looks
   * @return what it saw
   */
  List<Usage> train(int steps, int times) {
    int stepsPerEpoch = Math.max(1, steps / times);
    Dataset training = SOURCE.generate(1, stepsPerEpoch * BATCH);
    Dataset validation = SOURCE.generate(2, 4 * BATCH);
    List<Usage> usages = new ArrayList<>();
    Trainer.of(network, Adam.builder().build())
        .batchSize(BATCH)
        .listen(new Observation().withoutChecks().onRecord(run -> RunFiles.write(run, folder)))
        .listen(
            new TrainingListener() {
              @Override
              public void onEpoch(Epoch epoch) {
                writeAndRead();
                usages.add(Usage.now());
                watcher.accept(epoch.number() * stepsPerEpoch, usages.get(usages.size() - 1));
              }
            })
        .fit(training, validation, times);
    return usages;
  }

  private void writeAndRead() {
    Path model = folder.resolve("model.safetensors");
    try {
      ModelFile.write(network, Map.of(), model);
      ModelFile.read(model, Compute.standard());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    RunFiles.read(folder);
  }

  /**
   * Predicts, in several threads that are new after each look.
   *
   * @param predictions altogether
   * @param threads how many
   * @param times how often it looks
   * @return what it saw
   * @throws IllegalStateException if an image has other probabilities than at first
   */
  List<Usage> predict(int predictions, int threads, int times) throws InterruptedException {
    FrozenNetwork frozen = FrozenNetwork.of(network);
    Dataset images = SOURCE.generate(3, 32);
    float[][] values = new float[images.size()][images.sampleShape().size()];
    float[][] expected = new float[images.size()][];
    for (int i = 0; i < values.length; i++) {
      images.read(i, values[i], 0);
      expected[i] = frozen.predict(values[i]);
    }
    List<Usage> usages = new ArrayList<>();
    int each = Math.max(1, predictions / times / threads);
    for (int time = 1; time <= times; time++) {
      predict(frozen, values, expected, each, threads);
      usages.add(Usage.now());
      watcher.accept(time * each * threads, usages.get(usages.size() - 1));
    }
    return usages;
  }

  private static void predict(
      FrozenNetwork frozen, float[][] values, float[][] expected, int each, int threads)
      throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int first = thread;
        running.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    int image = (first + i) % values.length;
                    if (!Arrays.equals(expected[image], frozen.predict(values[image]))) {
                      throw new IllegalStateException(
                          "image " + image + " has other probabilities than at first");
                    }
                  }
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    } finally {
      pool.shutdownNow();
      pool.awaitTermination(1, TimeUnit.MINUTES);
    }
  }

  private static Network network() {
    return Sequential.of(12, 12, 1)
        .add(new Conv2D(8, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(2))
        .add(new Flatten(), new Dense(4), new Softmax())
        .build(1);
  }
}
