package dev.limpid.report.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.report.Comparison;
import dev.limpid.report.HtmlReport;
import dev.limpid.report.LearningRatePage;
import dev.limpid.report.faults.FailingDisc.Failure;
import dev.limpid.train.Epoch;
import dev.limpid.train.History;
import dev.limpid.train.HistoryFiles;
import dev.limpid.train.LearningRateCurve;
import dev.limpid.train.data.ByteDataset;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.ImageFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything that writes files, on a disc on which each operation fails in turn. */
class WritersOnFailingDiscTest {
  @TempDir Path folder;

  private final FailingDisc disc = FailingDisc.make();

  /** What writes one version of its file, or another. */
  enum Writer {
    MODEL {
      @Override
      void write(Path folder, int version) throws IOException {
        Network network = Sequential.of(40).add(new Dense(700)).build(version);
        ModelFile.write(network, Map.of("v", "" + version), folder.resolve("model.safetensors"));
      }
    },
    HISTORY {
      @Override
      void write(Path folder, int version) throws IOException {
        HistoryFiles.writeCsv(history(version), folder.resolve("history.csv"));
      }
    },
    HISTORY_AND_SETTINGS {
      @Override
      void write(Path folder, int version) throws IOException {
        HistoryFiles.writeJson(
            history(version),
            Map.of("version", version),
            List.of("a", "b"),
            folder.resolve("history.json"));
      }
    },
    RUN {
      @Override
      void write(Path folder, int version) {
        RunFiles.write(run(version), folder.resolve("run"));
      }
    },
    GAPS {
      @Override
      void write(Path folder, int version) throws IOException {
        RunFiles.writeGaps(run(version).gaps(), folder.resolve("gap.csv"));
      }
    },
    REPORT {
      @Override
      void write(Path folder, int version) throws IOException {
        HtmlReport.write(run(version), List.of(), folder.resolve("report.html"));
      }
    },
    COMPARISON {
      @Override
      void write(Path folder, int version) throws IOException {
        Comparison.write(Map.of("one", run(version)), folder.resolve("compare.html"));
      }
    },
    LEARNING_RATES {
      @Override
      void write(Path folder, int version) throws IOException {
        List<LearningRateCurve.Point> points =
            Stream.of(1, 2, 3).map(i -> new LearningRateCurve.Point(i, version, version)).toList();
        LearningRatePage.write(
            new LearningRateCurve(points, false), "about", folder.resolve("lr-range.html"));
      }
    };

    abstract void write(Path folder, int version) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void aFileIsAsBeforeOrAsNewAndNothingElseIsLeft(Writer writer) throws IOException {
    Path before = Files.createDirectory(folder.resolve("before"));
    writer.write(before, 1);
    Path after = Files.createDirectory(folder.resolve("after"));
    writer.write(after, 2);
    for (Failure failure : Failure.values()) {
      for (int number = 1; ; number++) {
        Path here = Files.createDirectory(folder.resolve(failure + "-" + number));
        writer.write(here, 1);
        disc.fail(number, failure);
        Throwable thrown = thrownBy(() -> writer.write(disc.on(here), 2));
        if (disc.failed().isEmpty()) {
          assertTrue(number > 5, "a file is opened, written, forced, closed and moved");
          break;
        }
        String what = failure + ": " + disc.failed();
        assertEquals(0, disc.open(), what);
        if (thrown == null) {
          assertEquals(files(after), files(here), what + " was passed over");
        } else {
          assertTrue(
              thrown.getMessage().contains(FailingDisc.PLANTED), () -> what + " became " + thrown);
        }
        Map<String, String> left = files(here);
        if (failure == Failure.FOR_GOOD) {
          left.keySet().removeIf(name -> name.endsWith(".tmp"));
        }
        assertTrue(
            left.equals(files(before)) || left.equals(files(after)),
            () -> what + " left " + left.keySet());
        disc.heal();
        writer.write(disc.on(here), 2);
        files(after).forEach((name, text) -> assertEquals(text, files(here).get(name), what));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void imagesOfAnExportAreWholeOrNotThere(Failure failure) throws IOException {
    byte[][] samples = new byte[4][8 * 8 * 3];
    for (int i = 0; i < samples.length; i++) {
      Rng rng = Rng.of(i);
      for (int j = 0; j < samples[i].length; j++) {
        samples[i][j] = (byte) rng.nextInt(256);
      }
    }
    Dataset data =
        ByteDataset.of(Shape.of(8, 8, 3), List.of("a", "b"), samples, new int[] {0, 1, 0, 1});
    ImageFolder.export(data, folder.resolve("whole"));
    Map<String, String> whole = files(folder.resolve("whole"));
    assertEquals(4, whole.size());
    for (int number = 1; ; number++) {
      Path here = folder.resolve("" + number);
      disc.fail(number, failure);
      Throwable thrown = thrownBy(() -> ImageFolder.export(data, disc.on(here)));
      if (disc.failed().isEmpty()) {
        break;
      }
      String what = disc.failed().toString();
      assertEquals(0, disc.open(), what);
      Map<String, String> left = files(here);
      if (thrown == null) {
        assertEquals(whole, left, what + " was passed over");
      } else {
        assertTrue(
            thrown.getMessage().contains(FailingDisc.PLANTED), () -> what + " became " + thrown);
      }
      if (failure == Failure.ONCE) {
        left.forEach((name, bytes) -> assertEquals(whole.get(name), bytes, what + ": " + name));
      }
    }
  }

  @Test
  void aReaderTellsThatTheDiscFailed() throws IOException {
    Writer.MODEL.write(folder, 1);
    Writer.RUN.write(folder, 1);
    Map<String, FailingWork> readers =
        Map.of(
            "model",
            () -> ModelFile.read(disc.on(folder.resolve("model.safetensors")), Compute.standard()),
            "run",
            () -> RunFiles.read(disc.on(folder.resolve("run"))));
    readers.forEach(
        (name, reader) -> {
          for (int number = 1; ; number++) {
            disc.fail(number, Failure.FOR_GOOD);
            Throwable thrown = thrownBy(reader);
            if (disc.failed().isEmpty()) {
              assertEquals(null, thrown);
              assertTrue(number > 2, "a file is opened and read");
              break;
            }
            if (!disc.failed().get(0).startsWith("close")) {
              assertTrue(
                  thrown != null && thrown.getMessage().contains(FailingDisc.PLANTED),
                  () -> name + ", " + disc.failed() + " became " + thrown);
            }
          }
        });
  }

  private interface FailingWork {
    void run() throws Exception;
  }

  private static Throwable thrownBy(FailingWork work) {
    try {
      work.run();
      return null;
    } catch (Throwable problem) {
      return problem;
    }
  }

  private static History history(int version) {
    History history = new History();
    history.add(new Epoch(1, version, 0.5, 1, null, 0.001, 1, 1));
    return history;
  }

  private static RunRecord run(int version) {
    return SampleRuns.of(1, 2, List.of("a", "b"), version);
  }

  /** All files beneath a folder: their bytes by their names. */
  private static Map<String, String> files(Path folder) {
    Map<String, String> files = new TreeMap<>();
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          files.put(
              folder.relativize(file).toString(),
              new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }
}
