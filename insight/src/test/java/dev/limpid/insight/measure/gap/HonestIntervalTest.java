package dev.limpid.insight.measure.gap;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.gap.Contribution;
import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Term;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Adam;
import dev.limpid.train.Epoch;
import dev.limpid.train.History;
import dev.limpid.train.Toy;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Dataset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The 95 % intervals cover what all data say in about 95 % of resamplings of the probe; the table
 * is printed.
 */
class HonestIntervalTest {
  private static final int RESAMPLINGS = 200;
  private static final Shape IMAGE = Shape.of(6, 5, 2);

  @Test
  void intervalsCoverTheValueOfAllDataIn90To99PercentOfResamplings() {
    Dataset training = Toy.clouds(IMAGE, 4, 4096, 3, 9, Rng.of(9));
    Dataset validation = Toy.clouds(IMAGE, 4, 2048, 3, 9, Rng.of(10));
    Network network =
        Sequential.of(6, 5, 2)
            .add(new Conv2D(6, 3).same(), new ReLU(), new BatchNorm())
            .add(new Conv2D(6, 3).same(), new ReLU(), new BatchNorm())
            .add(new Dropout(0.3), new Flatten(), new Dense(4))
            .build(9);
    History history =
        Trainer.of(network, Adam.builder().learningRate(3e-3).build())
            .batchSize(32)
            .fit(training, validation, 1);
    Epoch epoch = history.last();
    Plan plan = new Plan(network, 1, 32, training, validation, true, 0);

    Map<Term, double[]> full = valuesOfAllData(plan, epoch);
    Map<Term, int[]> covered = new EnumMap<>(Term.class);
    for (int i = 0; i < RESAMPLINGS; i++) {
      Probe probe =
          Probe.of(GapMeter.scopeOf(plan), 10, 320, 300, 64, Rng.of(1000 + i).split("probe"));
      EpochGap gap = new GapMeter(plan, probe).measure(epoch);
      count(gap.loss(), full, covered, 0);
      count(gap.accuracy(), full, covered, 1);
    }
    for (Term term : covered.keySet()) {
      double loss = 100.0 * covered.get(term)[0] / RESAMPLINGS;
      double accuracy = 100.0 * covered.get(term)[1] / RESAMPLINGS;
      System.out.printf(
          Locale.ROOT, "%-18s covered: loss %.1f %%, accuracy %.1f %%%n", term, loss, accuracy);
    }
    for (Term term : covered.keySet()) {
      for (int metric = 0; metric < 2; metric++) {
        double percent = 100.0 * covered.get(term)[metric] / RESAMPLINGS;
        assertTrue(
            percent >= 90 && percent <= 99, term + ", metric " + metric + ": " + percent + " %");
      }
    }
  }

  /** Over several partitions into batches and several dropout masks. */
  private static Map<Term, double[]> valuesOfAllData(Plan plan, Epoch epoch) {
    List<EpochGap> gaps = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Probe all = Probe.everything(GapMeter.scopeOf(plan), Rng.of(i));
      gaps.add(new GapMeter(plan, all).measure(epoch));
    }
    Map<Term, double[]> values = new EnumMap<>(Term.class);
    for (Contribution term : gaps.get(0).loss().terms()) {
      values.put(
          term.term(),
          new double[] {
            gaps.stream()
                .mapToDouble(g -> g.loss().of(term.term()).orElseThrow().value())
                .average()
                .orElseThrow(),
            gaps.stream()
                .mapToDouble(g -> g.accuracy().of(term.term()).orElseThrow().value())
                .average()
                .orElseThrow()
          });
    }
    return values;
  }

  private static void count(
      Decomposition gap, Map<Term, double[]> full, Map<Term, int[]> covered, int metric) {
    for (Contribution term : gap.terms()) {
      int[] counts = covered.computeIfAbsent(term.term(), t -> new int[2]);
      if (term.estimate().covers(full.get(term.term())[metric])) {
        counts[metric]++;
      }
    }
  }
}
