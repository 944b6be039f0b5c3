package dev.limpid.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.layers.Network;
import dev.limpid.layers.networks.ConvNet;
import dev.limpid.train.Classifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders of saved stages, whole and damaged. */
class SavedModelTest {
  @TempDir private static Path folder;

  private static Path whole;

  @BeforeAll
  static void save() throws Exception {
    LocalSpark.session();
    Network network = ConvNet.forImages(8, 8, 1, 3).build(Rng.of(3).nextLong(), Compute.standard());
    byte[] model = ModelBytes.of(network, Classifier.metadata(Pictures.CLASSES));
    whole = folder.resolve("whole");
    new LimpidClassificationModel("limpid_1", Trained.of(model, "{\"epoch\":1}\n"))
        .save(whole.toString());
  }

  @Test
  void aModelIsReadAsItWasWritten() {
    LimpidClassificationModel read = LimpidClassificationModel.load(whole.toString());
    assertEquals(Pictures.CLASSES, read.classNames());
    assertEquals("{\"epoch\":1}\n", read.history());
    assertEquals("limpid_1", read.uid());
  }

  @ParameterizedTest
  @CsvSource({
    "metadata/part, gone, 'metadata' is missing",
    "metadata/part, half, 'metadata' is missing",
    "metadata/part, LimpidClassificationModel=NoSuchClass, NoSuchClass",
    "metadata/part, reasonCol=futureCol, Param futureCol does not exist",
    "metadata/part, keep=drop, parameter handleInvalid given invalid value drop",
    "model.safetensors, gone, model.safetensors does not exist",
    "model.safetensors, half, 'whole/model.safetensors: tensor'",
    "model.safetensors, empty, 'whole/model.safetensors: is no safetensors file'",
    "model.safetensors, 'version\\\":1=version\\\":9', reads 1 and 2",
    "history.jsonl, gone, history.jsonl does not exist",
    "run.json, half, run.json",
    "run.json, 'version\":2=version\":9', reads versions 1 to 2",
  })
  void aDamagedFileIsNamedWithWhatWouldBeRight(String part, String how, String told)
      throws Exception {
    Path damaged = Files.createTempDirectory(folder, "damaged");
    Path place = damaged.resolve("whole");
    copy(whole, place);
    if (part.equals(RunFiles.FILE)) {
      Files.writeString(
          place.resolve(part), "{\"format\":\"limpid-run\",\"version\":2,\"state\":\"finished\"}");
    }
    Path file;
    try (Stream<Path> files = Files.walk(place)) {
      file =
          files
              .filter(each -> each.toString().contains("/whole/" + part))
              .filter(Files::isRegularFile)
              .findFirst()
              .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    switch (how) {
      case "gone" -> Files.delete(file);
      case "half" -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
      case "empty" -> Files.write(file, new byte[0]);
      default -> {
        String[] change = how.split("=");
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains(change[0]), text);
        Files.writeString(file, text.replace(change[0], change[1]), StandardCharsets.ISO_8859_1);
      }
    }
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class, () -> LimpidClassificationModel.load(place.toString()));
    assertTrue(thrown.getMessage().contains(place.toString()), thrown::getMessage);
    assertTrue(thrown.getMessage().contains(told), thrown::getMessage);
    assertEquals(1, thrown.getMessage().lines().count(), thrown::getMessage);
  }

  /** Without the files of checksums, by which Hadoop would tell before. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.filter(name -> !name.toString().endsWith(".crc")).toList()) {
        Files.copy(each, to.resolve(from.relativize(each)));
      }
    }
  }

  @Test
  void aClassifierIsNoModelAndAnEmptyFolderIsNeither() throws Exception {
    Path classifier = folder.resolve("classifier");
    new LimpidClassifier().setEpochs(3).save(classifier.toString());
    LimpidClassifier loaded = LimpidClassifier.load(classifier.toString());
    assertEquals(3, loaded.getOrDefault(loaded.epochs()));
    Path nothing = Files.createTempDirectory(folder, "nothing");
    for (Path each : new Path[] {classifier, nothing}) {
      IllegalArgumentException thrown =
          assertThrows(
              IllegalArgumentException.class,
              () -> LimpidClassificationModel.load(each.toString()));
      assertTrue(thrown.getMessage().contains(each.toString()), thrown::getMessage);
    }
    assertThrows(IllegalArgumentException.class, () -> LimpidClassifier.load(nothing.toString()));
  }
}
