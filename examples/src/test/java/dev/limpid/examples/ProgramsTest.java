package dev.limpid.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs run, at a small size. */
class ProgramsTest {
  @TempDir Path folder;

  @Test
  void theNetworkOfTheQuestionTrainsAndItsGapIsTakenApart() throws Exception {
    String printed =
        Printed.by(
            () -> TrainSeedNetwork.main(new String[] {"1", "256", "0.0625", folder.toString()}));
    assertTrue(printed.contains("epoch 1"), printed);
    assertTrue(printed.contains("gap ") && printed.contains("BatchNorm lag"), printed);
    assertTrue(Files.exists(folder.resolve("report.html")), printed);
  }

  @Test
  void theDebuggerTourShowsAStep() throws Exception {
    String printed = Printed.by(() -> StepThrough.main(new String[0]));
    assertTrue(printed.contains("kernel after the step"), printed);
  }
}
