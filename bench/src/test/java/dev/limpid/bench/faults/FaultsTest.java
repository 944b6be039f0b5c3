package dev.limpid.bench.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.bench.faults.Networks.Norm;
import dev.limpid.bench.faults.images.FloatImages;
import dev.limpid.bench.faults.images.ImageSource;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Layer;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.train.data.Dataset;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsTest {
  private final Settings settings = new Settings(new Images(Optional.empty(), 5));

  @TempDir Path folder;

  @Test
  void noTwoFaultsHaveTheSameName() {
    Set<String> names = new HashSet<>(Faults.all().stream().map(Fault::name).toList());
    assertEquals(Faults.all().size(), names.size());
    assertTrue(names.containsAll(Faults.LATER), Faults.LATER::toString);
  }

  @Test
  void aSeedAlwaysDrawsTheSameTrainingAndAnotherSeedAnother() {
    Set<String> drawn = new HashSet<>();
    for (long seed = 1; seed <= 50; seed++) {
      assertEquals(settings.of(seed).name(), settings.of(seed).name());
      drawn.add(settings.of(seed).name());
    }
    assertEquals(50, drawn.size());
  }

  @Test
  void eachDrawnNetworkHasOneOutputForEachClass() {
    for (long seed = 1; seed <= 50; seed++) {
      Configuration drawn = settings.of(seed);
      List<Layer> layers = drawn.layers().get();
      Dense last = (Dense) layers.get(layers.size() - 2);
      int classes = drawn.images().generate(1, 8).classNames().size();
      assertEquals(classes, ((Number) last.config().get("units")).intValue(), drawn.toString());
    }
  }

  /** Those of earlier reports are drawn as they were. */
  @Test
  void aFifthOfTheTrainingsFromNineThousandOnHasThirtyClassesOrMore() {
    long many =
        LongStream.range(9_001, 10_001).filter(seed -> settings.of(seed).classes() >= 30).count();
    assertEquals(200, many, 40);
    assertTrue(LongStream.range(8_000, 9_001).allMatch(s -> settings.of(s).classes() <= 12));
    Settings only = new Settings(new Images(Optional.empty(), 5), true);
    for (long seed = 100; seed < 130; seed++) {
      Configuration drawn = only.of(seed);
      assertTrue(drawn.classes() >= 30, drawn::toString);
      assertEquals(drawn.classes(), drawn.images().generate(1, 8).classNames().size());
    }
  }

  @Test
  void eachFaultFitsSeveralOfAHundredTrainings() {
    List<Configuration> drawn = LongStream.rangeClosed(1, 100).mapToObj(settings::of).toList();
    for (Fault fault : Faults.all()) {
      assertTrue(drawn.stream().filter(fault.fits()).count() >= 3, fault.name());
    }
  }

  @Test
  void faultsTakeTurnsAndMoreSeedsChangeNothingOfTheFirst() {
    List<Pair> few = Trials.of(settings, Faults.all(), 1, 20);
    List<Pair> many = Trials.of(settings, Faults.all(), 1, 40);
    for (int i = 0; i < few.size(); i++) {
      assertEquals(few.get(i).faulty().toString(), many.get(i).faulty().toString());
    }
    List<String> planted =
        many.stream().flatMap(pair -> pair.faulty().stream()).map(t -> t.fault().name()).toList();
    assertEquals(planted.size(), Set.copyOf(planted).size());
  }

  @Test
  void whatAFolderHoldsIsFoundWhateverItsTurnWas() throws IOException {
    assertEquals(List.of(), Trials.kept(settings, Faults.all(), 1, 20, folder));
    Pair third = Trials.of(settings, Faults.all(), 1, 20).get(2);
    for (Trial trial : List.of(third.healthy(), third.faulty().orElseThrow())) {
      Files.createDirectories(trial.in(folder));
      Files.writeString(trial.in(folder).resolve("held-out.json"), "{}");
    }
    List<Pair> kept = Trials.kept(settings, Faults.all(), 3, 1, folder);
    assertEquals(kept.toString(), Trials.kept(settings, Faults.all(), 1, 20, folder).toString());
    assertEquals(third.faulty().toString(), kept.get(0).faulty().toString());
    Files.delete(third.healthy().in(folder).resolve("held-out.json"));
    assertEquals(List.of(), Trials.kept(settings, Faults.all(), 1, 20, folder));
  }

  @Test
  void aSecondSoftmaxIsOneThatTheTrainerCannotTellAndRefuse() {
    TrialOutcome outcome =
        small("softmax twice", 0.9).faulty().orElseThrow().run(training -> training.epochs = 1);
    assertEquals(1, outcome.record().epochs().size());
  }

  @Test
  void aFaultRunsAndIsKeptAndReadAgain() {
    Pair pair = small("learning rate too high", 1);
    StringWriter said = new StringWriter();
    Bench bench = new Bench(folder, FaultBenchCommand.judges(), 2, new PrintWriter(said));
    Verdict run = bench.run(List.of(pair)).get(0);
    assertEquals(Health.HEALTHY, run.health(), pair.healthy()::toString);
    assertTrue(run.faulty().get(0).harmful());
    Verdict read = bench.run(List.of(pair)).get(0);
    assertEquals(run.healthy(), read.healthy());
    assertEquals(run.faulty(), read.faulty());
    assertTrue(said.toString().contains("1 of 1 pairs"), said.toString());
    String table = new FaultTable(FaultBenchCommand.judges(), List.of(read)).markdown();
    assertTrue(table.contains("\n- 1 of the trainings turned out healthy"), table);
    assertTrue(table.contains("| learning rate too high | learning-rate-too-high | "), table);
  }

  @Test
  void aTrainingThatHasNotLearntIsNotHealthy() {
    TrialOutcome standing = small("weights hardly change", 1).faulty().orElseThrow().run();
    assertEquals(Health.HAS_NOT_LEARNT, Health.of(standing));
    assertEquals(Health.HEALTHY, Health.of(small("noisy labels", 0).healthy().run()));
  }

  @Test
  void aCurveThatFallsRisesOrJumpsToTheEndIsNotHealthy() {
    assertEquals(Health.HEALTHY, Health.of(0.1, 2, 1, 0.5, 0.3, 0.25, 0.22, 0.21, 0.2));
    assertEquals(Health.HAS_NOT_LEARNT, Health.of(0.3, 2, 1, 0.5, 0.3, 0.25, 0.22, 0.21, 0.2));
    assertEquals(Health.NOT_FINISHED, Health.of(0.1, 2, 1.8, 1.5, 1.2, 0.9, 0.7, 0.4, 0.2));
    assertEquals(Health.PAST_ITS_MINIMUM, Health.of(0.1, 2, 1, 0.1, 0.2, 0.25, 0.3, 0.31, 0.32));
    assertEquals(Health.RESTLESS, Health.of(0.1, 2, 1, 0.5, 0.3, 0.25, 0.22, 1.4, 0.2));
  }

  @Test
  void trainingsBesideEachOtherHaveTheBitsOfTrainingsAlone() {
    Pair pair = small("stopped early", 0);
    TrialOutcome alone = pair.faulty().orElseThrow().run();
    new Bench(folder, List.of(), 2, new PrintWriter(new StringWriter()))
        .run(List.of(pair, small("noisy labels", 0)));
    TrialOutcome beside = TrialOutcome.read(pair.faulty().orElseThrow().in(folder));
    assertEquals(losses(alone.record()), losses(beside.record()));
  }

  @Test
  void aTermThatNobodyWouldSeeDoesNoHarm() {
    // The mean over an epoch lies far above the loss at its end while that falls fast
    TrialOutcome learning = small("stopped early", 0).faulty().orElseThrow().run();
    assertTrue(Harm.AVERAGING.isVisible(learning), "" + Harm.AVERAGING.of(learning));
    TrialOutcome standing = small("weights hardly change", 1).faulty().orElseThrow().run();
    assertFalse(Harm.AVERAGING.isVisible(standing), "" + Harm.AVERAGING.of(standing));
    assertTrue(Harm.LOSS.isDone(standing, learning));
    assertFalse(Harm.LOSS.isDone(learning, learning));
  }

  /** Which would be a fault of its own. */
  @Test
  void aBatchNormThatIsPlantedStandsBehindNoDropout() {
    for (String name : List.of("last batch of two images", "batches too small for BatchNorm")) {
      Fault fault = fault(name);
      Configuration dropping =
          halves(
              () ->
                  List.of(
                      new Flatten(),
                      new Dense(8),
                      new BatchNorm(),
                      new ReLU(),
                      new Dropout(0.2),
                      new Dense(2),
                      new Softmax()));
      assertTrue(fault.fits().test(dropping));
      TrialTraining training = dropping.create();
      fault.plant().into(training, new Strength(0.5));
      assertEquals(List.of(2, 4), training.positionsOf(BatchNorm.class), name);
      assertEquals(List.of(5), training.positionsOf(Dropout.class), name);
    }
  }

  /** Which must divide by the groups of a normalisation. */
  @Test
  void aNetworkThatIsTooSmallHasAsManyFiltersAsItsGroupsNeed() {
    for (Norm norm : List.of(Norm.GROUP, Norm.LAYER)) {
      Configuration drawn =
          halves(() -> Networks.of(Networks.blocks(6, 12).norm(norm, true), 0, 2));
      TrialTraining training = drawn.create();
      fault("network too small").plant().into(training, new Strength(1));
      List<Object> filters =
          training.positionsOf(Conv2D.class).stream()
              .map(at -> training.layers.get(at).config().get("filters"))
              .toList();
      assertEquals(norm == Norm.GROUP ? List.of(2, 2) : List.of(1, 2), filters);
      training.epochs = 1;
      assertEquals(1, training.run().record().epochs().size());
    }
  }

  @Test
  void theEightSymmetriesOfASquareDiffer() {
    Shape shape = Shape.of(3, 3, 2);
    Set<String> seen = new HashSet<>();
    for (int symmetry = 0; symmetry < 8; symmetry++) {
      float[] image = new float[18];
      IntStream.range(0, 18).forEach(i -> image[i] = i);
      Turning.turn(image, 0, shape, symmetry);
      seen.add(Arrays.toString(image));
      assertEquals(8f, image[8], "the middle stays");
    }
    assertEquals(8, seen.size());
    float[] corner = new float[4];
    corner[1] = 1;
    Turning.turn(corner, 0, Shape.of(2, 2, 1), 2);
    assertEquals("[0.0, 0.0, 1.0, 0.0]", Arrays.toString(corner));
  }

  private static List<Double> losses(RunRecord run) {
    return run.epochs().stream()
        .flatMap(epoch -> Stream.of(epoch.loss(), epoch.validationLoss()))
        .toList();
  }

  /** Two bright halves, told by a dense layer in a moment. */
  private static Pair small(String name, double strength) {
    Configuration configuration = halves(() -> Networks.mlp(2, Networks.Activation.RELU, 0, 8));
    return new Pair(
        Trial.healthy(configuration),
        Optional.of(new Trial(configuration, fault(name), new Strength(strength))));
  }

  private static Configuration halves(Supplier<List<Layer>> layers) {
    return new Configuration(
        "halves",
        5,
        new Halves(),
        2,
        400,
        100,
        false,
        layers,
        () -> Optimization.adam(0.01),
        t -> t.epochs = 12);
  }

  private static Fault fault(String name) {
    return Faults.all().stream().filter(f -> f.name().equals(name)).findAny().orElseThrow();
  }

  private record Halves() implements ImageSource {
    @Override
    public Dataset generate(long seed, int count) {
      float[][] images = new float[count][];
      int[] labels = new int[count];
      for (int i = 0; i < count; i++) {
        Rng rng = Rng.of(seed).split(i);
        labels[i] = rng.nextInt(2);
        images[i] = new float[64];
        for (int p = 0; p < 64; p++) {
          double bright = p / 32 == labels[i] ? 0.65 : 0.35;
          images[i][p] = (float) (bright + 0.2 * rng.nextGaussian());
        }
      }
      return new FloatImages(Shape.of(8, 8, 1), List.of("first", "second"), images, labels);
    }

    @Override
    public int channels() {
      return 1;
    }
  }
}
