package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.report.faults.FailingProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainOnFailingDiscTest {
  @TempDir Path folder;

  /** Some of the operations; {@code -Dlimpid.faults.step=1} for all of them. */
  @Test
  void aRunFolderBelongsToOneRunWhateverFails() throws Exception {
    Path data = BrightQuarters.writeFolder(folder.resolve("quarters"), 8, 4);
    Path runs = Files.createDirectory(folder.resolve("runs"));
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Djava.nio.file.spi.DefaultFileSystemProvider="
                        + FailingProvider.class.getName(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    TrainOnFailingDisc.class.getName(),
                    data.toString(),
                    runs.toString(),
                    System.getProperty("limpid.faults.step", "61")))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertTrue(output.contains(", 0 wrong"), output);
  }
}
