package dev.limpid.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.train.Epoch;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a training, while it runs and after. */
class RunReportTest {
  private static final Split DATA = Split.head(Characters.generate(1, 200), 128);

  @TempDir Path folder;

  @Test
  void thePageIsWrittenAgainAfterEveryEpochAndDoneAtTheEnd() throws IOException {
    List<String> pages = new ArrayList<>();
    Trainer trainer = trainer();
    RunReport.into(folder.resolve("run")).observe(trainer, Map.of("optimizer", "adam"));
    trainer
        .listen(
            new TrainingListener() {
              @Override
              public void onEpoch(Epoch epoch) {
                pages.add(page());
              }
            })
        .fit(DATA.training(), DATA.validation(), 2);
    assertTrue(pages.get(0).contains("epoch 1 of 2"));
    assertTrue(pages.get(0).contains("data-refresh="));
    assertTrue(pages.get(0).contains("<section id=\"gap\""), "the gap of the epoch is in its page");
    assertTrue(page().contains("finished, 2 epochs"));
    assertFalse(page().contains("data-refresh="));

    RunRecord run = RunFiles.read(folder.resolve("run"));
    assertEquals(2, run.gaps().size());
    assertEquals(2, run.health().size());
    assertEquals(RunFiles.gapsAsCsv(run.gaps()), Files.readString(folder.resolve("run/gap.csv")));
    try (Stream<Path> files = Files.list(folder.resolve("run"))) {
      assertEquals(3, files.count(), "nothing is left behind");
    }
  }

  @Test
  void theGapsOfAnEarlierRunDoNotStay() throws IOException {
    Files.createDirectories(folder.resolve("run"));
    Files.writeString(folder.resolve("run/gap.csv"), "old");
    Trainer trainer = trainer();
    RunReport.into(folder.resolve("run")).observe(trainer, Map.of());
    trainer.fit(DATA.training(), null, 1);
    assertFalse(Files.exists(folder.resolve("run/gap.csv")));
    assertTrue(page().contains("there is no validation set"));
  }

  private String page() {
    try {
      return Files.readString(folder.resolve("run/report.html"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Trainer trainer() {
    Network network =
        Sequential.of(50, 55, 3)
            .add(new Conv2D(4, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(4))
            .add(new Flatten(), new Dense(30), new Softmax())
            .build(42);
    return Trainer.of(network, Adam.builder().build()).batchSize(32);
  }
}
