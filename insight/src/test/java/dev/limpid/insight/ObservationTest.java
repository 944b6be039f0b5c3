package dev.limpid.insight;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.RunRecord.State;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.train.Epoch;
import dev.limpid.train.Metric;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObservationTest {
  private static final Split DATA = Split.head(Characters.generate(1, 280), 220);

  private final Network network =
      Sequential.of(50, 55, 3)
          .add(new Conv2D(4, 3).same(), new ReLU(), new Dropout(0.2), new BatchNorm())
          .add(new MaxPool2D(4), new Flatten(), new Dense(30), new Softmax())
          .build(42);
  private final Trainer trainer = Trainer.of(network, Adam.builder().build()).batchSize(32);

  @Test
  void whatWasMeasuredOfAnEpochIsInTheRecordOfThatEpoch() {
    List<RunRecord> records = new ArrayList<>();
    Observation observation = new Observation(Map.of("note", "a")).onRecord(records::add);
    trainer.listen(observation).fit(DATA.training(), DATA.validation(), 2);
    assertEquals(4, records.size(), "start, two epochs, end");
    assertNotNull(records.get(0).checks(), "the images are looked at before the first step");
    for (int epoch = 1; epoch <= 2; epoch++) {
      RunRecord record = records.get(epoch);
      assertEquals(epoch, record.epochs().size());
      assertEquals(epoch, record.gaps().size());
      assertEquals(epoch, record.health().size());
      assertEquals(epoch, record.epochChecks().size());
      assertNotNull(record.start());
    }
    assertSame(records.get(3), observation.record());
    assertEquals(State.FINISHED, observation.record().state());
    assertEquals(Map.of("note", "a"), observation.record().settings());
  }

  @Test
  void chosenMetricsAndTheCalibrationAreInTheRecord() {
    Observation observation = new Observation().withoutGap().withoutChecks().withoutHealth();
    trainer
        .metrics(Metric.calibrationError(15), Metric.f1(Metric.Average.MACRO))
        .listen(observation)
        .fit(DATA.training(), DATA.validation(), 2);
    RunRecord record = observation.record();
    Map<String, Double> last = record.epochs().get(1).metrics();
    assertEquals(List.of("calibration_error", "f1_macro"), List.copyOf(last.keySet()));
    assertEquals(last.get("calibration_error"), record.validation().calibration().error(), 1e-9);
    int[] images = record.validation().calibration().images();
    assertEquals(DATA.validation().size(), Arrays.stream(images).sum());
  }

  @Test
  void whatIsLeftOutIsNotInTheRecord() {
    Observation observation = new Observation().withoutGap().withoutChecks().withoutHealth();
    trainer.listen(observation).fit(DATA.training(), DATA.validation(), 1);
    assertEquals(1, observation.record().epochs().size());
    assertTrue(observation.record().gaps().isEmpty());
    assertTrue(observation.record().health().isEmpty());
    assertTrue(observation.record().epochChecks().isEmpty());
    assertNull(observation.record().start());
    assertNull(observation.record().checks());
  }

  /** Health gathers statistics with dropout; those that the gap was measured with must stay. */
  @Test
  void thePopulationStatisticsAfterAnEpochAreThoseOfTheGap() {
    List<double[]> afterGap = new ArrayList<>();
    List<double[]> afterAll = new ArrayList<>();
    Observation observation = new Observation().onGap(gap -> afterGap.add(population()));
    trainer
        .listen(observation)
        .listen(
            new TrainingListener() {
              @Override
              public void onEpoch(Epoch epoch) {
                afterAll.add(population());
              }
            })
        .fit(DATA.training(), DATA.validation(), 1);
    assertTrue(afterGap.get(0)[0] > 0, "something was gathered");
    assertArrayEquals(afterGap.get(0), afterAll.get(0));
    assertTrue(observation.record().health().get(0).dropoutShift() != 0, "health gathered others");
  }

  private double[] population() {
    BatchNorm norm = network.layers(BatchNorm.class).get(0);
    return new double[] {
      norm.population().count(), norm.population().sum(0), norm.population().squareSum(0)
    };
  }

  @Test
  void aFailureIsRecordedAndOneAtTheStartToo() {
    Observation observation = new Observation();
    trainer.listen(observation);
    IllegalStateException broken = new IllegalStateException("image 3 cannot be read");
    assertThrows(
        IllegalStateException.class,
        () ->
            trainer.fit(
                Datasets.augmented(
                    DATA.training(),
                    (values, offset, shape, rng) -> {
                      throw broken;
                    },
                    Rng.of(1)),
                null,
                1));
    assertEquals(State.FAILED, observation.record().state());
    assertTrue(observation.record().problem().contains("image 3 cannot be read"));
  }

  @Test
  void aLineOfEachGapIsPrinted() {
    StringWriter text = new StringWriter();
    trainer
        .listen(new Observation().withoutHealth().printGaps(new PrintWriter(text)))
        .fit(DATA.training(), DATA.validation(), 2);
    assertEquals(2, text.toString().lines().count(), text.toString());
    assertTrue(text.toString().lines().allMatch(line -> line.matches("  gap .* = averaging .*")));
  }
}
