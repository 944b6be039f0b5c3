package dev.limpid.interop.keras;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.limpid.core.Rng;
import dev.limpid.core.compute.Compute;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with bytes that are other ones are read or refused in one line, and nothing else. */
class DamagedFilesTest {
  private static final int MUTANTS = 1500;
  private static final long SEED = 26;

  @TempDir Path folder;

  private static Network network() {
    return Sequential.of(6, 6, 2)
        .add(new Conv2D(3, 3), new BatchNorm(), new ReLU(), new Flatten(), new Dense(2))
        .build(1);
  }

  @Test
  void damagedArchivesAreReadOrRefused() throws IOException {
    damage("model.keras");
  }

  @Test
  void damagedHdf5FilesAreReadOrRefused() throws IOException {
    damage("model.h5");
  }

  private void damage(String name) throws IOException {
    Path whole = folder.resolve(name);
    KerasFiles.write(network(), whole);
    byte[] content = Files.readAllBytes(whole);
    Path file = folder.resolve("mutant-" + name);
    int refused = 0;
    for (int i = 0; i < MUTANTS; i++) {
      Rng rng = Rng.of(SEED).split(i);
      byte[] mutant = content.clone();
      int changes = 1 + rng.nextInt(4);
      for (int k = 0; k < changes; k++) {
        int at = rng.nextInt(mutant.length);
        mutant[at] = (byte) (rng.nextInt(4) == 0 ? -1 : rng.nextInt(256));
      }
      if (rng.nextInt(10) == 0) {
        mutant = Arrays.copyOf(mutant, rng.nextInt(mutant.length));
      }
      Files.write(file, mutant);
      try {
        KerasFiles.read(file, Compute.standard());
      } catch (UnsupportedModelException e) {
        refused++;
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        if (e.getCause() instanceof RuntimeException && !(e.getCause() instanceof Refusal)) {
          fail("mutant " + i + " of " + name + ", seed " + SEED, e);
        }
      }
    }
    assertTrue(refused > MUTANTS / 10, refused + " of " + MUTANTS);
  }

  private void refused(String config, String part) throws IOException {
    Path file = folder.resolve("config.keras");
    byte[] weights = new WrittenModel(network()).numberedWeights();
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("config.json"));
      zip.write(config.getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("model.weights.h5"));
      zip.write(weights);
    }
    Exception problem =
        assertThrows(
            UnsupportedModelException.class, () -> KerasFiles.read(file, Compute.standard()));
    assertTrue(problem.getMessage().contains(part), problem.getMessage());
  }

  private static String sequential(String... layers) {
    return "{\"class_name\": \"Sequential\", \"config\": {\"name\": \"s\", \"layers\": ["
        + String.join(", ", layers)
        + "]}}";
  }

  private static String layer(String type, String options) {
    return "{\"class_name\": \"" + type + "\", \"config\": {" + options + "}}";
  }

  private static final String INPUT =
      layer("InputLayer", "\"name\": \"in\", \"batch_shape\": [null, 8, 8, 1]");

  @Test
  void whatIsNotUnderstoodIsRefusedByName() throws IOException {
    refused(sequential(INPUT, layer("Lambda", "\"name\": \"mine\"")), "Lambda 'mine'");
    refused(sequential(INPUT, layer("LSTM", "\"name\": \"l\", \"units\": 3")), "recurrent");
    refused(sequential(INPUT, layer("Conv3D", "\"name\": \"c\"")), "sequences or volumes");
    refused(
        sequential(INPUT, layer("ReLU", "\"name\": \"r\", \"wobble\": 2")), "the option 'wobble'");
    refused(
        sequential(INPUT, layer("Activation", "\"name\": \"a\", \"activation\": \"mine\"")),
        "code of its own");
    refused(
        sequential(INPUT, layer("Activation", "\"name\": \"a\", \"activation\": \"sparsemax\"")),
        "no layer");
    refused(sequential(INPUT, layer("Merge", "\"name\": \"m\"")), "Merge 'm'");
    refused(
        sequential(
            INPUT, layer("Convolution2D", "\"name\": \"c\", \"nb_filter\": 2, \"nb_row\": 3")),
        "Conv2D 'c'");
    String bounded =
        "{\"class_name\": \"Maximum\", \"name\": \"most\", \"config\": {},"
            + " \"inbound_nodes\": [{\"args\": [2], \"kwargs\": {}}]}";
    refused(sequential(INPUT, bounded), "applies Maximum 'most' to 2");
    refused("{\"class_name\": \"MyModel\", \"config\": {}}", "a class of its own");
    refused(
        sequential(layer("InputLayer", "\"name\": \"in\", \"batch_shape\": [null, null, 8, 1]")),
        "open");
  }

  @Test
  void numbersThatCannotBeAreRefusedBeforeAnythingIsAllocated() throws IOException {
    String wide = "\"name\": \"d\", \"units\": 2000000000";
    refused(
        sequential(INPUT, layer("Flatten", "\"name\": \"f\""), layer("Dense", wide)),
        "more elements");
    String conv = "\"name\": \"c\", \"filters\": 70000, \"kernel_size\": [9000, 9000]";
    refused(sequential(INPUT, layer("Conv2D", conv + ", \"padding\": \"same\"")), "'c'");
    String up = "\"name\": \"u\", \"size\": [60000, 60000]";
    refused(sequential(INPUT, layer("UpSampling2D", up)), "more elements");
  }

  @Test
  void aNetworkThatWaitsForItselfIsRefused() throws IOException {
    String ref = "[[\"%s\", 0, 0, {}]]";
    String ring =
        "{\"class_name\": \"Model\", \"config\": {\"name\": \"m\", \"layers\": ["
            + "{\"class_name\": \"InputLayer\", \"name\": \"in\", \"config\": {\"name\": \"in\","
            + " \"batch_input_shape\": [null, 4]}, \"inbound_nodes\": []},"
            + "{\"class_name\": \"ReLU\", \"name\": \"a\", \"config\": {\"name\": \"a\"},"
            + " \"inbound_nodes\": ["
            + String.format(ref, "b")
            + "]},{\"class_name\": \"ReLU\", \"name\": \"b\", \"config\": {\"name\": \"b\"},"
            + " \"inbound_nodes\": ["
            + String.format(ref, "a")
            + "]}], \"input_layers\": [[\"in\", 0, 0]], \"output_layers\": [[\"b\", 0, 0]]}}";
    refused(ring, "wait for each other");
  }
}
