package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.train.data.DatasetException;
import dev.limpid.train.data.ImageFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * WebP images, against what Pillow makes of the same files; it smooths the colours of a lossy one
 * between pixels, which the plug-in does not.
 */
class WebpTest {
  private static final Path FILES = Path.of("src/test/resources/dev/limpid/cli/webp");
  private static final int MUTANTS = 400;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"lossless, 0", "turned, 0", "alpha, 1", "lossy, 6"})
  void anImageComesOutAsPeopleSeeIt(String name, int levels) throws IOException {
    Path png = FILES.resolve(name + ".png");
    BufferedImage expected = ImageIO.read(png.toFile());
    int height = expected.getHeight();
    int width = expected.getWidth();
    assertArrayEquals(
        ImageFolder.readImage(png, height, width),
        ImageFolder.readImage(FILES.resolve(name + ".webp"), height, width),
        (levels + 0.01f) / 255);
  }

  @Test
  void aFolderHasThem() throws IOException {
    for (String name : List.of("a", "b")) {
      Files.createDirectories(folder.resolve(name));
      Files.copy(FILES.resolve("lossless.webp"), folder.resolve(name + "/1.webp"));
    }
    ImageFolder.Result result = ImageFolder.read(folder, 5, 7, true);
    assertEquals(2, result.dataset().size());
    assertEquals(List.of(), result.leftAside());
  }

  @ParameterizedTest
  @CsvSource({"lossless", "lossy", "alpha", "turned"})
  void aMutantIsReadOrRefusedInOneLine(String name) throws IOException {
    byte[] original = Files.readAllBytes(FILES.resolve(name + ".webp"));
    Path file = folder.resolve("mutant.webp");
    int refused = 0;
    for (int seed = 0; seed < MUTANTS; seed++) {
      Rng rng = Rng.of(seed);
      byte[] bytes = original.clone();
      for (int i = 0; i <= rng.nextInt(3); i++) {
        bytes[rng.nextInt(bytes.length)] = (byte) rng.nextInt(256);
      }
      Files.write(
          file, rng.nextInt(3) == 0 ? Arrays.copyOf(bytes, rng.nextInt(bytes.length)) : bytes);
      try {
        ImageFolder.readImage(file, 8, 8);
      } catch (DatasetException e) {
        refused++;
        assertFalse(e.getMessage().contains("\n"), "mutant " + seed + ": " + e.getMessage());
        assertTrue(e.getMessage().contains("mutant.webp"), "mutant " + seed);
      }
    }
    assertTrue(refused > MUTANTS / 10, "only " + refused + " were refused");
  }
}
