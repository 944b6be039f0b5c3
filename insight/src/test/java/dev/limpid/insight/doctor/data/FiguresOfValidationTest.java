package dev.limpid.insight.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.Blobs;
import dev.limpid.insight.doctor.Examined;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.measure.check.CheckListener;
import dev.limpid.insight.measure.run.RunCollector;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.train.Epoch;
import dev.limpid.train.Evaluation;
import dev.limpid.train.Evaluator;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Figures that were not computed as they should be. */
class FiguresOfValidationTest {
  private final Split split = Split.head(Blobs.generate(3, 750), 500);

  private static Network network(double dropout) {
    return Sequential.of(Blobs.SIDE, Blobs.SIDE, 3)
        .add(new Conv2D(6, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(2))
        .add(new Flatten(), new Dropout(dropout), new Dense(Blobs.CLASSES))
        .build(1);
  }

  /** The record of a run whose epochs pass through a change before anybody is told. */
  private RunRecord run(Network network, UnaryOperator<Epoch> change) {
    List<RunRecord> records = new ArrayList<>();
    RunCollector collector = new RunCollector(Map.of(), records::add);
    CheckListener checks =
        new CheckListener().onChecks(collector::onChecks).onEpochChecks(collector::onEpochChecks);
    Trainer trainer = Trainer.of(network, Adam.builder().build()).batchSize(64);
    for (TrainingListener listener : List.of(checks, collector)) {
      trainer.listen(new ChangedEpochs(listener, change));
    }
    trainer.fit(split.training(), split.validation(), 3);
    return records.get(records.size() - 1);
  }

  private record ChangedEpochs(TrainingListener listener, UnaryOperator<Epoch> change)
      implements TrainingListener {
    @Override
    public void onStart(Plan plan) {
      listener.onStart(plan);
    }

    @Override
    public void onStep(Step step) {
      listener.onStep(step);
    }

    @Override
    public void onEpoch(Epoch epoch) {
      listener.onEpoch(change.apply(epoch));
    }
  }

  private static Epoch with(Epoch e, double loss, Evaluation validation) {
    return new Epoch(
        e.number(),
        loss,
        e.accuracy(),
        e.topKAccuracy(),
        validation,
        e.learningRate(),
        e.trainSeconds(),
        e.validationSeconds());
  }

  private static Evaluation with(Evaluation e, double loss) {
    return new Evaluation(
        e.images(), loss, e.accuracy(), e.topK(), e.topKAccuracy(), e.confusion(), e.predictions());
  }

  @Test
  void inferenceIsInferenceInAHealthyTraining() {
    assertEquals(List.of(), Examined.findings(run(network(0.3), e -> e)));
  }

  @Test
  void validationWithBatchStatisticsOrDropoutIsNamed() {
    for (double dropout : new double[] {0, 0.3}) {
      Network network = network(dropout);
      Evaluator evaluator = new Evaluator(network, 64, 5);
      RunRecord run =
          run(
              network,
              e -> with(e, e.loss(), evaluator.evaluate(split.validation(), Mode.TRAIN_FROZEN)));
      Finding first = Examined.findings(run).get(0);
      assertEquals("training-mode-in-validation", first.name());
      assertTrue(first.text().contains("training mode"), first.text());
    }
  }

  @Test
  void aLossOfTrainingModeBesideOtherwiseRightFiguresIsNamed() {
    Network network = network(0);
    Evaluator evaluator = new Evaluator(network, 64, 5);
    RunRecord run =
        run(
            network,
            e ->
                with(
                    e,
                    e.loss(),
                    with(
                        e.validation(),
                        evaluator.evaluate(split.validation(), Mode.BATCH).loss())));
    assertEquals("training-mode-in-validation", Examined.alarms(run).get(0));
  }

  @Test
  void aLayerThatUsesTheBatchInInferenceIsNamed() {
    Network network =
        Sequential.of(Blobs.SIDE, Blobs.SIDE, 3)
            .add(new Flatten(), new BatchCentring(), new Dense(Blobs.CLASSES))
            .build(1);
    Finding first = Examined.findings(run(network, e -> e)).get(0);
    assertEquals("training-mode-in-validation", first.name());
    assertTrue(first.text().contains("other images"), first.text());
  }

  @Test
  void meansOfMeansAreNamedAndOnlyThey() {
    int batch = 64;
    RunRecord run =
        run(
            network(0),
            e -> {
              double[] losses = e.validation().predictions().losses();
              List<Double> means = new ArrayList<>();
              for (int from = 0; from < losses.length; from += batch) {
                int to = Math.min(losses.length, from + batch);
                means.add(Arrays.stream(losses, from, to).average().orElseThrow());
              }
              double mean = means.stream().mapToDouble(m -> m).average().orElseThrow();
              return with(e, e.loss(), with(e.validation(), mean));
            });
    List<Finding> findings = Examined.findings(run);
    assertEquals(1, findings.size());
    assertEquals("mean-of-batch-means", findings.get(0).name());
    assertTrue(findings.get(0).title().contains("validation"));
  }

  @Test
  void meansOfStepsAreNamedInTraining() {
    double[] sums = new double[2];
    Network network = network(0);
    List<RunRecord> records = new ArrayList<>();
    RunCollector collector = new RunCollector(Map.of(), records::add);
    Dataset training = split.training();
    Trainer.of(network, Adam.builder().build())
        .batchSize(64)
        .listen(new CheckListener().onEpochChecks(collector::onEpochChecks))
        .listen(
            new TrainingListener() {
              @Override
              public void onStart(Plan plan) {
                collector.onStart(plan);
              }

              @Override
              public void onStep(Step step) {
                sums[0] += step.loss();
                sums[1]++;
              }

              @Override
              public void onEpoch(Epoch epoch) {
                collector.onEpoch(with(epoch, sums[0] / sums[1], epoch.validation()));
                Arrays.fill(sums, 0);
              }
            })
        .fit(training, split.validation(), 3);
    List<Finding> findings = Examined.findings(records.get(records.size() - 1));
    assertEquals("mean-of-batch-means", findings.get(0).name());
    assertTrue(findings.get(0).title().contains("training"));
  }
}
