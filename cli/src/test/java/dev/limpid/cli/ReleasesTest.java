package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs and models that earlier releases wrote can be read: the promise of CHANGELOG.md.
 *
 * <p>{@code releases/VERSION} holds what a release wrote for {@code train --width 0.0625 --epochs 3
 * --batch-size 16 --dropout 0.1 --batchnorm-average warmup --augment} on 48 images of three
 * classes, and one of its images. A release adds a folder and a line here; no folder is changed.
 */
class ReleasesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = "0.1 | image.png: 1 46.9 %, 0 45.8 %, 2 7.3 %")
  void whatAReleaseWroteIsRead(String version, String prediction) throws IOException {
    Path released = Path.of("src/test/resources/dev/limpid/cli/releases", version);
    try (Stream<Path> files = Files.list(released)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    String model = folder.resolve("model.safetensors").toString();

    Run diagnose = Run.of("diagnose", folder.toString()).succeeded();
    assertTrue(diagnose.out().startsWith("1. "), diagnose.out());
    String page = folder.resolve("compare.html").toString();
    Run.of("compare", folder.toString(), folder.toString(), "--output", page).succeeded();
    assertTrue(Files.readString(Path.of(page)).contains("BatchNorm lag"), page);

    Run predict =
        Run.of("predict", "--model", model, folder.resolve("image.png").toString()).succeeded();
    assertEquals(folder.resolve(prediction).toString(), predict.out().strip());
  }
}
