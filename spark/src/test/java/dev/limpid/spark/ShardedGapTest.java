package dev.limpid.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.gap.Contribution;
import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Levels;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.measure.gap.GapListener;
import dev.limpid.layers.Network;
import dev.limpid.optim.Sgd;
import dev.limpid.train.Epoch;
import dev.limpid.train.Evaluation;
import dev.limpid.train.Evaluator;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The gap of four workers against that of one machine with all images. */
class ShardedGapTest {
  private static final int WORKERS = 4;
  private static final int PART = 4;
  private static final double RUNNING = 0.7;

  private final GoldenTraining golden;
  private final Dataset training;
  private final Dataset validation;

  ShardedGapTest() throws IOException {
    golden = GoldenTraining.read();
    training = Datasets.subset(golden.images(), IntStream.range(0, 48).toArray());
    validation = Datasets.subset(golden.images(), IntStream.range(48, 64).toArray());
  }

  /** The same weights whoever trains them. */
  private Network network() {
    Network network = golden.network();
    Trainer.of(network, Sgd.builder().learningRate(0.05).build())
        .batchSize(12)
        .fit(training, null, 4);
    return network;
  }

  private static Dataset part(Dataset all, int worker) {
    int size = all.size() / WORKERS;
    return Datasets.subset(all, IntStream.range(worker * size, (worker + 1) * size).toArray());
  }

  private EpochGap alone(Network network, Evaluation validated) {
    GapListener listener = new GapListener().everything();
    listener.onStart(new Plan(network, 1, PART, training, validation, false, 1));
    listener.onEpoch(new Epoch(1, RUNNING, 0, 0, validated, 0.1, 1, 1));
    return listener.gaps().get(0);
  }

  @Test
  void workersTakeTheGapApartAsOneMachineDoes() throws Exception {
    Network network = network();
    Evaluation validated = new Evaluator(network, PART, 1).evaluate(validation);
    EpochGap expected = alone(network, validated);
    ShardedGap.Printed printed =
        new ShardedGap.Printed(
            1,
            new ShardedGap.Ends(RUNNING, validated.loss()),
            new ShardedGap.Ends(0, validated.accuracy()));
    List<EpochGap> all =
        Rings.run(
            WORKERS,
            ring ->
                new ShardedGap(network(), ring, PART)
                    .measure(
                        part(training, ring.rank()), part(validation, ring.rank()), printed, null));
    for (EpochGap each : all) {
      assertEquals(terms(expected.loss()), terms(each.loss()));
      for (Contribution term : expected.loss().terms()) {
        Estimate sharded = each.loss().of(term.term()).orElseThrow();
        assertEquals(term.estimate().value(), sharded.value(), 1e-6, term.toString());
        assertEquals(term.estimate().halfWidth(), sharded.halfWidth(), 1e-9, term.toString());
      }
      assertEquals(expected.loss().gap(), each.loss().sum(), 1e-9);
      assertLevels(expected.lossLevels(), each.lossLevels());
      assertLevels(expected.accuracyLevels(), each.accuracyLevels());
      assertEquals(expected.accuracy().gap(), each.accuracy().sum(), 1e-9);
      assertEquals(expected.lagOnTraining().value(), each.lagOnTraining().value(), 1e-6);
      Estimate onNew = expected.generalisationOnNewImages();
      assertEquals(onNew.value(), each.generalisationOnNewImages().value(), 1e-6);
      assertEquals(onNew.standardError(), each.generalisationOnNewImages().standardError(), 1e-6);
      assertEquals(onNew.halfWidth(), each.generalisationOnNewImages().halfWidth(), 1e-5);
    }
    assertTrue(Math.abs(all.get(0).loss().of(Term.BATCH_DEPENDENCE).get().value()) > 1e-3);
  }

  private static List<Term> terms(Decomposition gap) {
    List<Term> terms = new ArrayList<>();
    gap.terms().forEach(each -> terms.add(each.term()));
    return terms;
  }

  private static void assertLevels(Levels expected, Levels sharded) {
    assertEquals(expected.trainMode().value(), sharded.trainMode().value(), 1e-6);
    assertEquals(expected.trainBatch().value(), sharded.trainBatch().value(), 1e-6);
    assertEquals(expected.trainPopulation().value(), sharded.trainPopulation().value(), 1e-6);
    assertEquals(expected.trainMoving().value(), sharded.trainMoving().value(), 1e-6);
    assertEquals(
        expected.validationPopulation().value(), sharded.validationPopulation().value(), 1e-6);
    assertEquals(expected.validationMoving().value(), sharded.validationMoving().value(), 1e-9);
  }
}
