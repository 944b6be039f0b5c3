package dev.limpid.report.tensorboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.insight.Observation;
import dev.limpid.insight.gap.Contribution;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.LayerDrift;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.LayerHealth;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Adam;
import dev.limpid.train.Epoch;
import dev.limpid.train.History;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.HistogramProto;

class TensorBoardListenerTest {
  private static final Split DATA = Split.head(Characters.generate(1, 160), 120);

  @TempDir Path folder;

  private final Network network =
      Sequential.of(50, 55, 3)
          .add(new Conv2D(4, 3).stride(4), new ReLU(), new BatchNorm())
          .add(new Flatten(), new Dense(30))
          .build(3);
  private final Trainer trainer = Trainer.of(network, Adam.builder().build()).batchSize(20).seed(7);

  @Test
  void curvesAreThoseOfTheHistory() throws IOException {
    History history;
    try (TensorBoardListener board = TensorBoardListener.open(folder)) {
      history = trainer.listen(board).fit(DATA.training(), DATA.validation(), 2);
    }
    for (Epoch epoch : history.epochs()) {
      assertScalar(epoch.loss(), "train", "epoch_loss", epoch.number());
      assertScalar(epoch.accuracy(), "train", "epoch_accuracy", epoch.number());
      assertScalar(epoch.topKAccuracy(), "train", "epoch_top_k_accuracy", epoch.number());
      assertScalar(epoch.learningRate(), "train", "epoch_learning_rate", epoch.number());
      assertScalar(epoch.validation().loss(), "validation", "epoch_loss", epoch.number());
      assertScalar(epoch.validation().accuracy(), "validation", "epoch_accuracy", epoch.number());
      assertScalar(
          epoch.validation().topKAccuracy(), "validation", "epoch_top_k_accuracy", epoch.number());
    }
    for (Parameter parameter : network.parameters()) {
      HistogramProto last =
          EventFiles.values(EventFiles.in(folder), "weights/" + parameter.name())
              .get(2L)
              .getHisto();
      double sum = 0;
      for (float value : parameter.value().data()) {
        sum += value;
      }
      assertEquals(parameter.value().size(), last.getNum(), parameter.name());
      assertEquals(sum, last.getSum(), 1e-9 + 1e-9 * Math.abs(sum), parameter.name());
    }
  }

  @Test
  void anEpochCanBeSeenWhileTheNextOneRuns() throws IOException {
    List<Integer> seen = new ArrayList<>();
    try (TensorBoardListener board = TensorBoardListener.open(folder)) {
      trainer
          .listen(board)
          .listen(
              new TrainingListener() {
                @Override
                public void onStep(Step step) {
                  try {
                    Path file = EventFiles.in(folder.resolve("validation"));
                    seen.add(EventFiles.values(file, "epoch_loss").size());
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }
              })
          .fit(DATA.training(), DATA.validation(), 2);
    }
    assertEquals(List.of(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1), seen);
  }

  @Test
  void gapDriftAndHealthAreWhatTheirListenersMeasured() throws IOException {
    List<EpochHealth> healths = new ArrayList<>();
    List<EpochGap> gaps = new ArrayList<>();
    try (TensorBoardListener board = TensorBoardListener.open(folder)) {
      trainer
          .listen(board)
          .listen(
              new Observation()
                  .onGap(board::gap)
                  .onGap(gaps::add)
                  .onHealth(board::health)
                  .onHealth(healths::add))
          .fit(DATA.training(), DATA.validation(), 2);
    }
    assertEquals(2, gaps.size());
    assertEquals(2, healths.size());
    for (EpochGap gap : gaps) {
      assertScalar(gap.loss().gap(), "", "gap_loss/gap", gap.epoch());
      assertScalar(gap.accuracy().gap(), "", "gap_accuracy/gap", gap.epoch());
      for (Contribution term : gap.loss().terms()) {
        String tag = "gap_loss/" + term.term().column();
        assertScalar(term.estimate().value(), "", tag, gap.epoch());
      }
      LayerDrift drift = gap.drift().get(0);
      String tag = "drift/" + drift.layer() + "/divergence_worst";
      assertScalar(drift.divergence().worst(), "", tag, gap.epoch());
    }
    for (EpochHealth health : healths) {
      assertScalar(health.gradientNorm(), "", "health/gradient_norm", health.epoch());
      for (LayerHealth layer : health.layers()) {
        String tag = "health/" + layer.layer() + "/dead_share";
        boolean written = EventFiles.values(EventFiles.in(folder), tag).size() == 2;
        assertEquals(!Double.isNaN(layer.deadShare()), written, tag);
      }
    }
    assertTrue(
        EventFiles.values(EventFiles.in(folder), "gap_loss/dropout").isEmpty(),
        "a network without dropout has no such term");
  }

  @Test
  void withoutValidationThereIsNoCurveOfIt() throws IOException {
    try (TensorBoardListener board = TensorBoardListener.open(folder)) {
      trainer.listen(board).fit(DATA.training(), null, 1);
    }
    assertEquals(1, EventFiles.read(EventFiles.in(folder.resolve("validation"))).size());
    assertFalse(EventFiles.values(EventFiles.in(folder.resolve("train")), "epoch_loss").isEmpty());
  }

  @Test
  void settingsAreATable() throws IOException {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("optimizer", "adam");
    settings.put("data", "a|b");
    try (TensorBoardListener board = TensorBoardListener.open(folder)) {
      board.settings(settings);
    }
    String text =
        EventFiles.values(EventFiles.in(folder), "settings")
            .get(0L)
            .getTensor()
            .getStringVal(0)
            .toStringUtf8();
    assertEquals(
        "| setting | value |\n| --- | --- |\n| optimizer | adam |\n| data | a\\|b |\n", text);
  }

  private void assertScalar(double expected, String run, String tag, int step) throws IOException {
    Path file = EventFiles.in(folder.resolve(run));
    assertEquals(
        (float) expected,
        EventFiles.values(file, tag).get((long) step).getSimpleValue(),
        run + " " + tag + " in epoch " + step);
  }
}
