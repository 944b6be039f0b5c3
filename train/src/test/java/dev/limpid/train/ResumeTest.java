package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.GaussianNoise;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.SpatialDropout2D;
import dev.limpid.layers.io.LayerTypes;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.layers.io.ModelFileException;
import dev.limpid.layers.norm.Averaging;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Adam;
import dev.limpid.optim.AdamW;
import dev.limpid.optim.LearningRate;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.RMSprop;
import dev.limpid.optim.Sgd;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A training that is saved after any step and resumed ends with the bits of one that was not. */
class ResumeTest {
  static final int EPOCHS = 3;
  private static final int STEPS = 5;
  static final Dataset TRAINING = Toy.clouds(Shape.of(6, 6, 1), 3, 36, 1.5, 1, Rng.of(2));
  static final Dataset VALIDATION = Toy.clouds(Shape.of(6, 6, 1), 3, 20, 1.5, 1, Rng.of(3));

  @TempDir Path folder;

  /** One way to train. */
  record Way(String name, Supplier<Optimizer> optimizer, Function<Trainer, Trainer> set) {
    Trainer trainer(long seed) {
      Network network =
          Sequential.of(6, 6, 1)
              .add(new Conv2D(4, 3).same(), new ReLU())
              .add(new BatchNorm().averaging(Averaging.cumulative()))
              .add(new SpatialDropout2D(0.2), new GaussianNoise(0.1))
              .add(new Dropout(0.3), new Flatten(), new Dense(8), new ReLU(), new Dropping())
              .add(new Dense(8).learningRateMultiplier(0.5), new Dense(8).trainable(false))
              .add(new BatchNorm().momentum(0.9), new Dropout(0.2), new Dense(3), new Softmax())
              .build(seed);
      Trainer trainer = Trainer.of(network, optimizer.get()).batchSize(8).seed(5).topK(2);
      return set.apply(trainer.augment(SHIFT));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Two dropouts within a layer. */
  private static final class Dropping extends Layer {
    private final Dropout first = new Dropout(0.1);
    private final Dropout second = new Dropout(0.2);

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public Map<String, Object> config() {
      return Map.of();
    }

    @Override
    protected void onBuild(Shape input, Rng rng) {
      first.build(input, rng.split("first"), compute());
      second.build(input, rng.split("second"), compute());
    }

    @Override
    protected void onForward(Tensor x, Tensor y, Mode mode) {
      second.forward(first.forward(x, mode), y, mode);
    }

    @Override
    protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
      first.backward(second.backward(dy), dx);
    }
  }

  static final Augmentation SHIFT =
      (values, offset, shape, rng) -> {
        for (int i = offset; i < offset + shape.size(); i++) {
          values[i] += 0.1f * (float) rng.nextGaussian();
        }
      };

  static Stream<Way> ways() {
    LearningRate cosine = LearningRate.cosine(0.05, 3, EPOCHS * STEPS);
    return Stream.of(
        new Way("sgd", () -> Sgd.builder().build(), t -> t),
        new Way(
            "momentum, one cycle, recalibrated",
            () ->
                Sgd.builder()
                    .momentum(0.9)
                    .learningRate(LearningRate.oneCycle(0.1, EPOCHS * STEPS))
                    .build(),
            t -> t.recalibrate(true)),
        new Way(
            "nesterov, accumulated",
            () -> Sgd.builder().momentum(0.9).nesterov(true).learningRate(0.02).build(),
            t -> t.accumulate(2)),
        new Way(
            "adam, cosine, early stopping",
            () -> Adam.builder().learningRate(cosine).build(),
            t -> t.stopEarly(2, Monitor.accuracy().byAtLeast(0.01))),
        new Way(
            "adamw, averaged weights",
            () -> AdamW.builder().weightDecay(0.01).build(),
            t -> t.averageWeights(0.9)),
        new Way(
            "rmsprop, plateau, averaged weights, accumulated, penalty",
            () -> RMSprop.builder().build(),
            t ->
                t.reduceOnPlateau(Monitor.loss().byAtLeast(1), 1, 0.5)
                    .averageWeights(0.9)
                    .accumulate(3)
                    .penalty(1e-4, 1e-3)
                    .stopEarly(2)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void resumedAfterAnyStepItHasTheSameBits(Way way) throws IOException {
    Trainer whole = way.trainer(1);
    History expected = whole.fit(TRAINING, VALIDATION, EPOCHS);
    int epochs = expected.epochs().size();
    for (int step = 1; step <= epochs * STEPS; step++) {
      Path file = folder.resolve("step-" + step);
      Trainer first = way.trainer(1);
      stopAfter(first, step, file);
      History left = first.fit(TRAINING, VALIDATION, EPOCHS);
      assertEquals((step - 1) / STEPS, left.epochs().size(), "whole epochs, step " + step);
      Trainer second = way.trainer(99).resume(file);
      History resumed = second.fit(TRAINING, VALIDATION, EPOCHS);
      assertSame(whole, second, "step " + step);
      assertSame(expected, resumed, "step " + step);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void resumedAfterAnyEpochItHasTheSameBits(Way way) throws IOException {
    Trainer whole = way.trainer(1);
    Map<Integer, Path> files = new TreeMap<>();
    whole.listen(
        new TrainingListener() {
          @Override
          public void onEpoch(Epoch epoch) {
            files.put(epoch.number(), save(whole, folder.resolve("epoch-" + epoch.number())));
          }
        });
    History expected = whole.fit(TRAINING, VALIDATION, EPOCHS);
    for (Map.Entry<Integer, Path> file : files.entrySet()) {
      Trainer second = way.trainer(7).resume(file.getValue());
      History resumed = second.fit(TRAINING, VALIDATION, EPOCHS);
      assertSame(whole, second, "epoch " + file.getKey());
      assertSame(expected, resumed, "epoch " + file.getKey());
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void interruptedAgainAndAgainAtRandomStepsItHasTheSameBits(Way way) throws IOException {
    Trainer whole = way.trainer(1);
    History expected = whole.fit(TRAINING, VALIDATION, EPOCHS);
    for (long seed = 1; seed <= 5; seed++) {
      Rng rng = Rng.of(seed);
      Path file = folder.resolve("checkpoint-" + seed);
      Trainer trainer = way.trainer(1);
      int left = expected.epochs().size() * STEPS;
      while (left > 1) {
        int steps = 1 + rng.nextInt(Math.min(left - 1, 6));
        stopAfter(trainer, steps, file);
        trainer.fit(TRAINING, VALIDATION, EPOCHS);
        left -= steps;
        trainer = way.trainer(rng.nextInt(100)).resume(file);
      }
      History resumed = trainer.fit(TRAINING, VALIDATION, EPOCHS);
      assertSame(whole, trainer, "seed " + seed);
      assertSame(expected, resumed, "seed " + seed);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whatIsFrozenOnTheWayIsSo(Way way) throws IOException {
    Trainer whole = way.trainer(1);
    freezeAfter(whole, 4);
    whole.fit(TRAINING, VALIDATION, EPOCHS);
    Path file = folder.resolve("checkpoint");
    Trainer first = way.trainer(1);
    freezeAfter(first, 4);
    stopAfter(first, 6, file);
    first.fit(TRAINING, VALIDATION, EPOCHS);
    Trainer second = way.trainer(2).resume(file);
    second.fit(TRAINING, VALIDATION, EPOCHS);
    assertSame(whole, second, "frozen");
  }

  /** What the optimizer remembers of a frozen layer is there when it is trained again. */
  @ParameterizedTest
  @MethodSource("ways")
  void whatIsFrozenAndThawedOnTheWayIsSo(Way way) throws IOException {
    Trainer whole = way.trainer(1);
    freezeAfter(whole, 4);
    thawAfter(whole, 8);
    whole.fit(TRAINING, VALIDATION, EPOCHS);
    Path file = folder.resolve("checkpoint");
    Trainer first = way.trainer(1);
    freezeAfter(first, 4);
    stopAfter(first, 6, file);
    first.fit(TRAINING, VALIDATION, EPOCHS);
    Trainer second = way.trainer(2).resume(file);
    thawAfter(second, 8);
    second.fit(TRAINING, VALIDATION, EPOCHS);
    assertSame(whole, second, "thawed");
  }

  private static void freezeAfter(Trainer trainer, int step) {
    trainAfter(trainer, step, false);
  }

  private static void thawAfter(Trainer trainer, int step) {
    trainAfter(trainer, step, true);
  }

  private static void trainAfter(Trainer trainer, int step, boolean trainable) {
    trainer.listen(
        new TrainingListener() {
          @Override
          public void onStep(Step done) {
            if (trainer.stepsTaken() == step) {
              trainer.network().layers().subList(0, 3).forEach(layer -> layer.trainable(trainable));
            }
          }
        });
  }

  @Test
  void aTrainingThatIsResumedTwiceHasTheSameBits() throws IOException {
    Way way = ways().skip(5).findFirst().orElseThrow();
    Trainer whole = way.trainer(1);
    whole.fit(TRAINING, VALIDATION, EPOCHS);
    Path file = folder.resolve("checkpoint");
    Trainer first = way.trainer(1);
    stopAfter(first, 2, file);
    first.fit(TRAINING, VALIDATION, EPOCHS);
    Trainer second = way.trainer(2).resume(file);
    stopAfter(second, 6, file);
    second.fit(TRAINING, VALIDATION, EPOCHS);
    Trainer third = way.trainer(3).resume(file);
    third.fit(TRAINING, VALIDATION, EPOCHS);
    assertSame(whole, third, "third");
  }

  @Test
  void aTrainingThatWasStoppedGoesOnWithoutACheckpointToo() {
    Way way = ways().skip(4).findFirst().orElseThrow();
    Trainer whole = way.trainer(1);
    whole.fit(TRAINING, VALIDATION, 2);
    Trainer stopped = way.trainer(1);
    stopped.stop();
    assertEquals(0, stopped.fit(TRAINING, VALIDATION, 2).epochs().size());
    stopped.fit(TRAINING, VALIDATION, 2);
    assertSame(whole, stopped, "stopped");
  }

  @Test
  void aCheckpointIsAModelFile() throws IOException {
    LayerTypes.register("Dropping", options -> new Dropping());
    Way way = ways().findFirst().orElseThrow();
    Trainer trainer = way.trainer(1);
    trainer.fit(TRAINING, null, 1);
    Path file = save(trainer, folder.resolve("checkpoint"));
    ModelFile model = ModelFile.read(file, Compute.standard());
    assertEquals("mine", model.metadata().get("note"));
    assertParameters(trainer.network(), model.network(), "read");
  }

  /** Before a listener hears of it, so that no file is touched. */
  @Test
  void aTrainingOnOtherImagesIsNotGoneOnWith() throws IOException {
    Way sgd = ways().findFirst().orElseThrow();
    Trainer trainer = sgd.trainer(1);
    trainer.fit(TRAINING, VALIDATION, 1);
    Path file = save(trainer, folder.resolve("checkpoint"));
    Toy toy = (Toy) TRAINING;
    Toy others = (Toy) VALIDATION;
    refusesToGoOn(
        file,
        "number of training images was 36, and is 35",
        Datasets.subset(TRAINING, IntStream.range(0, 35).toArray()),
        VALIDATION);
    refusesToGoOn(file, "number of validation images was 20, and is 0", TRAINING, null);
    List<String> names = List.of("x", "y", "z");
    refusesToGoOn(
        file,
        "classes were [class 0, class 1, class 2], and are [x, y, z]",
        new Toy(toy.sampleShape(), toy.samples(), toy.labels(), names),
        new Toy(toy.sampleShape(), others.samples(), others.labels(), names));
    int[] reversed = IntStream.range(0, 36).map(i -> 35 - i).toArray();
    refusesToGoOn(
        file,
        "labels of the training images are others",
        Datasets.subset(TRAINING, reversed),
        VALIDATION);
    sgd.trainer(1).resume(file).fit(TRAINING, VALIDATION, 2);
  }

  private static void refusesToGoOn(Path file, String part, Dataset training, Dataset validation)
      throws IOException {
    List<TrainingListener.Plan> told = new ArrayList<>();
    Trainer trainer = ways().findFirst().orElseThrow().trainer(1).resume(file);
    trainer.listen(
        new TrainingListener() {
          @Override
          public void onStart(Plan plan) {
            told.add(plan);
          }
        });
    String message =
        assertThrows(IllegalArgumentException.class, () -> trainer.fit(training, validation, 2))
            .getMessage();
    assertTrue(message.contains(part), message);
    assertEquals(List.of(), told);
  }

  @Test
  void aCheckpointOfAnotherTrainingIsRefused() throws IOException {
    Way sgd = ways().findFirst().orElseThrow();
    Trainer trainer = sgd.trainer(1);
    trainer.fit(TRAINING, VALIDATION, 1);
    Path file = save(trainer, folder.resolve("checkpoint"));
    refused("its batch size is 8, not 9", () -> sgd.trainer(1).batchSize(9).resume(file));
    refused("its seed is 5, not 6", () -> sgd.trainer(1).seed(6).resume(file));
    refused(
        "its averaging of weights is none, not of decay 0.9",
        () -> sgd.trainer(1).averageWeights(0.9).resume(file));
    refused(
        "its reducing on a plateau is none, not by 0.5 after 2 epochs of lowest loss",
        () -> sgd.trainer(1).reduceOnPlateau(Monitor.loss(), 2, 0.5).resume(file));
    refused(
        "its augmentation is dev.limpid.train.ResumeTest, not RandomCrop[padding=1]",
        () -> sgd.trainer(1).augment(Augmentation.crop(1)).resume(file));
    sgd.trainer(1).augment(another(0.1f)).resume(file);
    refused("its k of top-k accuracy is 2, not 1", () -> sgd.trainer(1).topK(1).resume(file));
    refused("its penalty is ", () -> sgd.trainer(1).penalty(0, 0.1).resume(file));
    Way adam = ways().skip(3).findFirst().orElseThrow();
    refused("early stopping", () -> adam.trainer(1).resume(file));
    Path model = folder.resolve("model");
    ModelFile.write(trainer.network(), Map.of(), model);
    refused("is no checkpoint", () -> sgd.trainer(1).resume(model));
  }

  /** Its name has the hash of an object in it. */
  private static Augmentation another(float added) {
    return (values, offset, shape, rng) -> values[offset] += added;
  }

  @Test
  void aTrainingOfOtherLayersIsNotGoneOnWith() throws IOException {
    Way sgd = ways().findFirst().orElseThrow();
    Trainer trainer = sgd.trainer(1);
    trainer.fit(TRAINING, VALIDATION, 1);
    Path file = save(trainer, folder.resolve("checkpoint"));
    refused(
        "its layer conv2d_1 was trained, and is frozen",
        () -> withLayer(sgd.trainer(1), "conv2d_1", layer -> layer.trainable(false)).resume(file));
    refused(
        "its layer dense_3 was frozen, and is trained",
        () -> withLayer(sgd.trainer(1), "dense_3", layer -> layer.trainable(true)).resume(file));
    refused(
        "its layer dense_2 was trained at 0.5 of the rate, and is trained",
        () ->
            withLayer(sgd.trainer(1), "dense_2", layer -> layer.learningRateMultiplier(1))
                .resume(file));
  }

  private static Trainer withLayer(Trainer trainer, String name, Consumer<Layer> change) {
    change.accept(
        trainer.network().layers().stream()
            .filter(layer -> layer.name().equals(name))
            .findFirst()
            .orElseThrow());
    return trainer;
  }

  @Test
  void aLayerFrozenOnTheWayMayBeEitherWayInTheNetworkThatGoesOn() throws IOException {
    Way sgd = ways().findFirst().orElseThrow();
    Trainer first = sgd.trainer(1);
    freezeAfter(first, 4);
    Path file = folder.resolve("checkpoint");
    stopAfter(first, 6, file);
    first.fit(TRAINING, VALIDATION, EPOCHS);
    Trainer second = sgd.trainer(1).resume(file);
    Path next = folder.resolve("next");
    stopAfter(second, 2, next);
    second.fit(TRAINING, VALIDATION, EPOCHS);
    for (boolean trained : new boolean[] {false, true}) {
      Trainer third = withLayer(sgd.trainer(1), "conv2d_1", layer -> layer.trainable(trained));
      third.resume(next);
      assertFalse(third.network().layers().get(0).isTrainable());
    }
  }

  @Test
  void aCheckpointOfWhichAPartIsMissingIsRefusedInOneLine() throws IOException {
    Way way = ways().skip(5).findFirst().orElseThrow();
    Trainer trainer = way.trainer(1);
    stopAfter(trainer, 3, folder.resolve("checkpoint"));
    trainer.fit(TRAINING, VALIDATION, 1);
    byte[] bytes = Files.readAllBytes(folder.resolve("checkpoint"));
    Path part = folder.resolve("part");
    Rng rng = Rng.of(1);
    for (int i = 0; i < 50; i++) {
      Files.write(part, Arrays.copyOf(bytes, rng.nextInt(bytes.length)));
      refused("part", () -> way.trainer(1).resume(part));
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  private static void refused(String part, Action action) {
    ModelFileException e = assertThrows(ModelFileException.class, action::run);
    assertTrue(e.getMessage().contains(part), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  /** Saves after a step, counted over all epochs, and stops there. */
  private static void stopAfter(Trainer trainer, int step, Path file) {
    trainer.listen(
        new TrainingListener() {
          private int steps;

          @Override
          public void onStep(Step done) {
            if (++steps == step) {
              save(trainer, file);
              trainer.stop();
            }
          }
        });
  }

  private static Path save(Trainer trainer, Path file) {
    try {
      trainer.save(file, Map.of("note", "mine"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void assertSame(Trainer expected, Trainer actual, String when) {
    assertParameters(expected.network(), actual.network(), when);
  }

  private static void assertParameters(Network expected, Network actual, String when) {
    List<Parameter> parameters = expected.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      assertArrayEquals(
          parameters.get(i).value().data(),
          actual.parameters().get(i).value().data(),
          when + ": " + parameters.get(i).name());
    }
  }

  static void assertSame(History expected, History actual, String when) {
    assertEquals(expected.epochs().size(), actual.epochs().size(), when);
    for (int i = 0; i < expected.epochs().size(); i++) {
      Epoch one = expected.epochs().get(i);
      Epoch other = actual.epochs().get(i);
      String epoch = when + ", epoch " + one.number();
      assertEquals(one.number(), other.number(), epoch);
      assertEquals(one.loss(), other.loss(), epoch);
      assertEquals(one.accuracy(), other.accuracy(), epoch);
      assertEquals(one.topKAccuracy(), other.topKAccuracy(), epoch);
      assertEquals(one.learningRate(), other.learningRate(), epoch);
      assertEquals(one.validation().loss(), other.validation().loss(), epoch);
      assertEquals(one.validation().accuracy(), other.validation().accuracy(), epoch);
    }
  }
}
