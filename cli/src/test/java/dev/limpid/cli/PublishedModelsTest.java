package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that people published, examined and converted by the commands that a user has. */
class PublishedModelsTest {
  /** Debian's package dataset-fashion-mnist. */
  private static final Path FASHION = Path.of("/usr/share/datasets/fashion-mnist");

  @TempDir private Path folder;

  @Test
  void networksOfDigitsReadThem() throws IOException {
    Path keras = References.folder().resolve("keras");
    Path digits = References.folder().resolve("mnist");
    for (String name :
        List.of("mnist-batchnorm-twin.keras", "mnist-batchnorm-twin.h5", "mnist-plain.keras")) {
      double accuracy = accuracy(keras.resolve(name), digits);
      assertTrue(accuracy >= 0.97, name + ": " + accuracy);
    }
  }

  @Test
  void weightsAloneGoIntoTheArchitectureOfAnotherFile() throws IOException {
    Path keras = References.folder().resolve("keras");
    Path digits = References.folder().resolve("mnist");
    Path architecture = keras.resolve("mnist-legacy.h5");
    String weights = keras.resolve("mnist-legacy.weights.h5").toString();
    double accuracy = accuracy(architecture, digits, "--weights", weights);
    assertTrue(accuracy >= 0.97, "examined: " + accuracy);
    Path converted = folder.resolve("converted.keras");
    Run run =
        Run.of("convert", architecture.toString(), converted.toString(), "--weights", weights);
    assertTrue(run.succeeded().out().contains("is 0.0 of the largest output"), run::toString);
    assertEquals(accuracy, accuracy(converted, digits));
  }

  @Test
  void theNetworkOfClothesDoesWhatItDoesInKeras() throws IOException {
    Path model = References.folder().resolve("keras/fashion.keras");
    assumeTrue(Files.isDirectory(FASHION), FASHION + ": dataset-fashion-mnist is not installed");
    assertEquals(0.9051, accuracy(model, FASHION, "--images", "500"), 1e-9);
  }

  /** Of all validation images. */
  private double accuracy(Path model, Path images, String... more) throws IOException {
    Path output = folder.resolve("examined-" + model.getFileName());
    List<String> all = new ArrayList<>(List.of("examine", model.toString()));
    all.addAll(List.of("--training", images.toString(), "--output", output.toString()));
    all.addAll(List.of(more));
    Run.of(all.toArray(String[]::new)).succeeded();
    return Double.parseDouble(
        Csv.read(output.resolve("gap.csv")).get(0).get("accuracy_validation"));
  }
}
