package dev.limpid.report.tensorboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.report.faults.FailingDisc;
import dev.limpid.report.faults.FailingDisc.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Event files on a disc on which each operation fails in turn. */
class EventsOnFailingDiscTest {
  private static final int POINTS = 6;

  @TempDir Path folder;

  private final FailingDisc disc = FailingDisc.make();

  @ParameterizedTest
  @EnumSource
  void readersSeeWholeEventsAndWhatFailedIsWrittenWithTheNextFlush(Failure failure)
      throws IOException {
    for (int number = 1; ; number++) {
      Path here = folder.resolve("" + number);
      disc.fail(number, failure);
      int failures = write(disc.on(here));
      assertEquals(0, disc.open(), "nothing stays open");
      if (disc.failed().isEmpty()) {
        assertEquals(0, failures);
        assertTrue(number > POINTS, "each flush writes");
        break;
      }
      String what = disc.failed().toString();
      // The JDK passes over a folder that it could not make, and tries again.
      assertTrue(failures >= 1 || what.contains("make"), () -> what + " was passed over");
      if (failure == Failure.ONCE) {
        for (Path file : files(here)) {
          int events = EventFiles.read(file).size(); // which throws at half an event
          boolean begun = number != 3; // after the folder is made and the file opened
          assertEquals(begun ? 1 + POINTS : 1, events, what);
        }
      }
    }
  }

  @Test
  void whenOneFileOfATrainingCanNotBeOpenedTheOthersAreClosed() throws IOException {
    for (int number = 1; ; number++) {
      Path here = folder.resolve("" + number);
      disc.fail(number, Failure.ONCE);
      String problem = "";
      try {
        TensorBoardListener.open(disc.on(here)).close();
      } catch (IOException | RuntimeException e) {
        problem = e.getMessage();
      }
      if (disc.failed().isEmpty()) {
        assertEquals("", problem);
        break;
      }
      String what = disc.failed().toString();
      assertTrue(problem.contains(FailingDisc.PLANTED) || what.contains("make"), what);
      assertEquals(0, disc.open(), what);
    }
  }

  /** Writes points, each with a flush; tells how many calls failed. */
  private static int write(Path folder) {
    int failures = 0;
    try (EventWriter events = EventWriter.open(folder)) {
      for (int i = 1; i <= POINTS; i++) {
        events.scalar("loss", i, i);
        try {
          events.flush();
        } catch (RuntimeException e) {
          assertTrue(e.getMessage().contains(FailingDisc.PLANTED), e.getMessage());
          failures++;
        }
      }
    } catch (IOException | RuntimeException e) {
      assertTrue(e.getMessage().contains(FailingDisc.PLANTED), e.getMessage());
      failures++;
    }
    return failures;
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
