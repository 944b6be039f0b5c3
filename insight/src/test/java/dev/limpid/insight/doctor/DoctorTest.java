package dev.limpid.insight.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.measure.gap.GapListener;
import dev.limpid.insight.measure.health.HealthListener;
import dev.limpid.insight.measure.run.RunCollector;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Adam;
import dev.limpid.optim.Sgd;
import dev.limpid.train.NonFiniteLossException;
import dev.limpid.train.Toy;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Small trainings with one fault each, and what the doctor says to them. */
class DoctorTest {
  private static final Shape VALUES = Shape.of(12);

  @Test
  void movingAveragesThatLagAreNamedFirst() {
    // Far from mean 0 and deviation 1, and ten steps that move averages of a hundred
    Toy training = shifted(Toy.clouds(VALUES, 3, 640, 1, 1, Rng.of(1)));
    Toy validation = shifted(Toy.clouds(VALUES, 3, 640, 1, 1, Rng.of(2)));
    Trainer trainer =
        Trainer.of(batchNormNetwork(), Adam.builder().learningRate(0.003).build()).batchSize(64);
    Finding first = new Doctor().diagnose(run(trainer, training, validation, 3)).get(0);
    assertEquals("batchnorm-lag", first.name(), first.toString());
    assertTrue(first.explained() > 0.5, first.toString());
    assertTrue(first.changes().toString().contains("--recalibrate"), first.toString());
  }

  @Test
  void recalibratedAveragesDoNotLag() {
    Toy training = shifted(Toy.clouds(VALUES, 3, 640, 1, 1, Rng.of(1)));
    Toy validation = shifted(Toy.clouds(VALUES, 3, 640, 1, 1, Rng.of(2)));
    Trainer trainer =
        Trainer.of(batchNormNetwork(), Adam.builder().learningRate(0.003).build())
            .batchSize(64)
            .recalibrate(true);
    assertFalse(names(run(trainer, training, validation, 3)).contains("batchnorm-lag"));
  }

  @Test
  void batchesOfOneClassEachMakeTheNetworkDependOnThem() {
    Toy random = Toy.clouds(VALUES, 2, 1024, 0.5, 1, Rng.of(1));
    int[] sorted =
        IntStream.range(0, 1024)
            .boxed()
            .sorted((a, b) -> random.label(a) - random.label(b))
            .mapToInt(i -> i)
            .toArray();
    Trainer trainer =
        Trainer.of(batchNormNetwork(), Sgd.builder().learningRate(0.01).build())
            .batchSize(32)
            .shuffle(false);
    Dataset training = Datasets.subset(random, sorted);
    RunRecord run = run(trainer, training, Toy.clouds(VALUES, 2, 512, 0.5, 1, Rng.of(2)), 2);
    assertTrue(names(run).contains("batch-dependence"), names(run).toString());
    Finding finding = finding(run, "batch-dependence");
    assertTrue(finding.changes().toString().contains("--shuffle"), finding.toString());
  }

  @Test
  void labelsLearntByHeartAreOverfittingAndTheEpochIsNamed() {
    Network network = Sequential.of(12).add(new Dense(96), new ReLU(), new Dense(3)).build(1);
    Trainer trainer = Trainer.of(network, Adam.builder().learningRate(0.005).build()).batchSize(16);
    Toy training = Toy.clouds(VALUES, 3, 96, 4, 1, Rng.of(1));
    Toy validation = Toy.clouds(VALUES, 3, 2048, 4, 1, Rng.of(2));
    RunRecord run = run(trainer, training, validation, 40);
    Finding first = new Doctor().diagnose(run).get(0);
    assertEquals("overfitting", first.name());
    assertEquals(Severity.PROBLEM, first.severity());
    int best =
        run.epochs().stream()
            .min((a, b) -> Double.compare(a.validationLoss(), b.validationLoss()))
            .orElseThrow()
            .epoch();
    assertEquals("Overfitting since epoch " + best, first.title());
  }

  @Test
  void dropoutThatMakesTrainingLookWorseIsSaid() {
    Network network =
        Sequential.of(12).add(new Dense(32), new ReLU(), new Dropout(0.8), new Dense(3)).build(1);
    Trainer trainer = Trainer.of(network, Adam.builder().learningRate(0.003).build()).batchSize(32);
    RunRecord run =
        run(
            trainer,
            Toy.clouds(VALUES, 3, 2048, 1, 1, Rng.of(1)),
            Toy.clouds(VALUES, 3, 1024, 1, 1, Rng.of(2)),
            4);
    assertTrue(names(run).contains("dropout"), names(run).toString());
  }

  @Test
  void aHealthyTrainingHasNothingWrong() {
    Network network = Sequential.of(12).add(new Dense(3)).build(1);
    Trainer trainer = Trainer.of(network, Adam.builder().learningRate(0.01).build()).batchSize(32);
    Toy training = Toy.clouds(VALUES, 3, 4096, 1, 1, Rng.of(1));
    Toy validation = Toy.clouds(VALUES, 3, 2048, 1, 1, Rng.of(2));
    trainer.fit(training, validation, 2);
    RunRecord run = run(trainer, training, validation, 4);
    List<Finding> findings = new Doctor().diagnose(run);
    Finding well = findings.get(0);
    assertEquals("nothing-wrong", well.name(), findings.toString());
    List<String> lookedFor = List.of(well.evidence().get(1).value().split(", "));
    Set<String> all = new TreeSet<>(Doctor.standardCauses().keySet());
    findings.forEach(note -> all.remove(note.name()));
    assertEquals(all, new TreeSet<>(lookedFor));
    assertEquals(all.size(), lookedFor.size());
    assertTrue(
        findings.stream().allMatch(f -> f.severity().compareTo(Severity.NOTE) >= 0),
        findings.toString());
  }

  @Test
  void aSplitThatLeavesClassesToOneSideIsNamed() {
    Toy all = Toy.clouds(VALUES, 4, 800, 1, 1, Rng.of(1));
    int[] sorted =
        IntStream.range(0, 800)
            .boxed()
            .sorted((a, b) -> all.label(a) - all.label(b))
            .mapToInt(i -> i)
            .toArray();
    Dataset training = Datasets.subset(all, IntStream.range(0, 600).map(i -> sorted[i]).toArray());
    Dataset validation =
        Datasets.subset(all, IntStream.range(600, 800).map(i -> sorted[i]).toArray());
    Network network = Sequential.of(12).add(new Dense(4)).build(1);
    RunRecord run =
        run(Trainer.of(network, Adam.builder().build()).batchSize(32), training, validation, 1);
    assertEquals(Severity.PROBLEM, finding(run, "label-shift").severity());
  }

  @Test
  void aLossThatIsNoLongerANumberIsNamedFirst() {
    Network network =
        Sequential.of(12).add(new Dense(32), new ReLU(), new Dense(32), new Dense(3)).build(1);
    Trainer trainer = Trainer.of(network, Sgd.builder().learningRate(1e12).build()).batchSize(32);
    List<RunRecord> records = new ArrayList<>();
    trainer.listen(new RunCollector(Map.of("learning-rate", 1e12), records::add));
    Toy data = Toy.clouds(VALUES, 3, 256, 1, 1, Rng.of(1));
    assertThrows(NonFiniteLossException.class, () -> trainer.fit(data, null, 3));
    Finding first = new Doctor().diagnose(records.get(records.size() - 1)).get(0);
    assertEquals("learning-rate-too-high", first.name());
  }

  @Test
  void withoutAGapItSaysThatThereIsNotEnoughToTellBy() {
    Network network = Sequential.of(12).add(new Dense(3)).build(1);
    List<RunRecord> records = new ArrayList<>();
    Trainer.of(network, Adam.builder().build())
        .listen(new RunCollector(Map.of(), records::add))
        .fit(Toy.clouds(VALUES, 3, 256, 1, 1, Rng.of(1)), null, 1);
    List<Finding> findings = new Doctor().diagnose(records.get(records.size() - 1));
    assertEquals("not-enough-evidence", findings.get(0).name());
  }

  private static List<String> names(RunRecord run) {
    return new Doctor().diagnose(run).stream().map(Finding::name).toList();
  }

  private static Finding finding(RunRecord run, String name) {
    return new Doctor()
        .diagnose(run).stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  private static RunRecord run(Trainer trainer, Dataset training, Dataset validation, int epochs) {
    List<RunRecord> records = new ArrayList<>();
    RunCollector collector = new RunCollector(Map.of(), records::add);
    trainer
        .listen(new GapListener().share(0.5).onGap(collector::onGap))
        .listen(new HealthListener().onHealth(collector::onHealth))
        .listen(collector)
        .fit(training, validation, epochs);
    return records.get(records.size() - 1);
  }

  private static Network batchNormNetwork() {
    return Sequential.of(12)
        .add(new BatchNorm(), new Dense(16), new ReLU(), new BatchNorm(), new Dense(3))
        .build(1);
  }

  private static Toy shifted(Toy data) {
    for (float[] sample : data.samples()) {
      for (int i = 0; i < sample.length; i++) {
        sample[i] = 5 + 3 * sample[i];
      }
    }
    return data;
  }
}
