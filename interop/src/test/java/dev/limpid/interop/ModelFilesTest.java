package dev.limpid.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.limpid.core.compute.Compute;
import dev.limpid.interop.format.ImportedModel;
import dev.limpid.interop.format.ModelFormat;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.interop.keras.KerasFiles;
import dev.limpid.interop.onnx.OnnxReader;
import dev.limpid.interop.pytorch.StateDictWriter;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.layers.norm.BatchNorm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {
  @Test
  void limpidsOwnModelsComeWithTheirClasses(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.safetensors");
    ModelFile.write(network(), Map.of("limpid.classes", "[\"cat\", \"dog\"]"), file);
    ImportedModel model = ModelFiles.read(file, Compute.standard());
    assertEquals(ModelFormat.LIMPID, model.format());
    assertEquals(List.of("cat", "dog"), model.classNames());
    assertEquals(List.of(), model.notes());
  }

  @Test
  void classesThatAreNoNamesAreRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.safetensors");
    ModelFile.write(network(), Map.of("limpid.classes", "[1, 2]"), file);
    Exception refused =
        assertThrows(
            UnsupportedModelException.class, () -> ModelFiles.read(file, Compute.standard()));
    assertTrue(refused.getMessage().contains("no list of names"), refused::getMessage);
  }

  @Test
  void classesAndTaskAreKeptInEveryFormat(@TempDir Path folder) throws IOException {
    for (String name : List.of("m.safetensors", "m.keras", "m.h5", "m.onnx")) {
      for (Task task : Task.values()) {
        Path file = folder.resolve(name);
        ModelFiles.write(network(), List.of("cat", "dog"), task, file);
        ImportedModel model = ModelFiles.read(file, Compute.standard());
        assertEquals(List.of("cat", "dog"), model.classNames(), name);
        assertEquals(task, model.task(), name);
      }
    }
  }

  @Test
  void aSigmoidForEachOfSeveralOutputsIsOfSeveralLabels(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("m.keras");
    KerasFiles.write(Sequential.of(4).add(new Dense(2), new Sigmoid()).build(1), file);
    assertEquals(Task.MULTI_LABEL, ModelFiles.read(file, Compute.standard()).task());
  }

  @Test
  void aTaskThatIsNotKnownIsRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.safetensors");
    ModelFile.write(network(), Map.of("limpid.task", "GUESSING"), file);
    Exception refused =
        assertThrows(
            UnsupportedModelException.class, () -> ModelFiles.read(file, Compute.standard()));
    assertTrue(refused.getMessage().contains("GUESSING"), refused::getMessage);
  }

  @Test
  void modelsOfOthersAreWrittenReadAndGivenOtherStatistics(@TempDir Path folder)
      throws IOException {
    for (String name : List.of("model.keras", "model.h5", "model.onnx")) {
      Path file = folder.resolve(name);
      ModelFiles.write(
          Sequential.of(4, 4, 3).add(new BatchNorm(), new Conv2D(2, 3)).build(1), List.of(), file);
      ImportedModel model = ModelFiles.read(file, Compute.standard());
      model.network().layers(BatchNorm.class).get(0).movingMean().value().fill(0.5f);
      Path mended = folder.resolve("mended-" + name);
      ModelFiles.replaceStatistics(file, model, mended);
      ImportedModel again = ModelFiles.read(mended, Compute.standard());
      assertEquals(
          0.5f, again.network().layers(BatchNorm.class).get(0).movingMean().value().data()[2]);
      assertEquals(model.format(), again.format());
    }
  }

  /** Files of weights, with the file that says what they are for. */
  @Test
  void weightsOfOthersAreGivenOtherStatistics(@TempDir Path folder) throws IOException {
    Network network =
        Sequential.of(4, 4, 3)
            .add(new BatchNorm(), new Conv2D(2, 3), new Flatten(), new Dense(2))
            .build(1);
    for (String name :
        List.of("own.safetensors", "model.onnx", "model.keras", "weights.pth", "whole.h5")) {
      ModelFiles.write(network, List.of(), folder.resolve(name));
    }
    StateDictWriter.write(network, folder.resolve("weights.safetensors"));
    try (ZipFile zip = new ZipFile(folder.resolve("model.keras").toFile())) {
      for (String name : List.of("config.json", "model.weights.h5")) {
        Files.copy(zip.getInputStream(zip.getEntry(name)), folder.resolve(name));
      }
    }
    String[][] pairs = {
      {"own.safetensors", "weights.pth"},
      {"own.safetensors", "weights.safetensors"},
      {"model.onnx", "weights.pth"},
      {"model.onnx", "weights.safetensors"},
      {"config.json", "model.weights.h5"},
      {"model.keras", "model.weights.h5"},
      {"config.json", "whole.h5"},
    };
    for (String[] pair : pairs) {
      Path file = folder.resolve(pair[0]);
      Path weights = folder.resolve(pair[1]);
      Network read = ModelFiles.read(file, weights, Compute.standard()).network();
      assertArrayEquals(
          network.layers(Dense.class).get(0).kernel().value().data(),
          read.layers(Dense.class).get(0).kernel().value().data(),
          () -> String.join(" with ", pair));
      BatchNorm norm = read.layers(BatchNorm.class).get(0);
      norm.movingMean().value().fill(0.5f);
      norm.movingVariance().value().fill(0.25f);
      Path mended = folder.resolve("mended-" + pair[1]);
      ModelFiles.replaceStatistics(file, weights, Map.of(), read, mended);
      Network again = ModelFiles.read(file, mended, Compute.standard()).network();
      for (int i = 0; i < read.parameters().size(); i++) {
        assertArrayEquals(
            read.parameters().get(i).value().data(),
            again.parameters().get(i).value().data(),
            () -> String.join(" with ", pair));
      }
      assertEquals(Files.size(weights), Files.size(mended));
    }
  }

  @Test
  void aModelOfKerasThatIsCutOffAnywhereIsADamagedZipFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.keras");
    ModelFiles.write(network(), List.of(), file);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 8; length < whole.length; length += 97) {
      requireDamagedZip(file, Arrays.copyOf(whole, length));
    }
    whole[whole.length - 1] = -1; // a comment that would end outside of the file
    requireDamagedZip(file, whole);
  }

  private static void requireDamagedZip(Path file, byte[] content) throws IOException {
    Files.write(file, content);
    Exception refused =
        assertThrows(
            UnsupportedModelException.class, () -> ModelFiles.read(file, Compute.standard()));
    assertTrue(refused.getMessage().contains("is a damaged zip file"), refused::getMessage);
  }

  @Test
  void aPipeIsNotWaitedForAndAFolderIsNoModel(@TempDir Path folder) throws Exception {
    Path pipe = folder.resolve("model");
    assumeTrue(
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "there is no mkfifo");
    Network network = network();
    for (Executable reading :
        List.<Executable>of(
            () -> ModelFiles.read(pipe, Compute.standard()),
            () -> OnnxReader.read(pipe, Compute.standard()),
            () -> ModelFiles.readWeights(pipe, network))) {
      Exception refused =
          assertTimeoutPreemptively(
              Duration.ofMinutes(1), // for ever before
              () -> assertThrows(UnsupportedModelException.class, reading));
      assertTrue(refused.getMessage().contains("is a pipe, a socket or a device"));
    }
    Exception refused =
        assertThrows(
            UnsupportedModelException.class, () -> ModelFiles.read(folder, Compute.standard()));
    assertTrue(refused.getMessage().contains("is a folder"), refused::getMessage);
  }

  @Test
  void weightsGoToPyTorchAndBack(@TempDir Path folder) throws IOException {
    Network network = Sequential.of(4, 4, 3).add(new Conv2D(2, 3), new BatchNorm()).build(1);
    Network other = Sequential.of(4, 4, 3).add(new Conv2D(2, 3), new BatchNorm()).build(2);
    Path file = folder.resolve("weights.pth");
    ModelFiles.write(network, List.of(), file);
    ModelFiles.readWeights(file, other);
    for (int i = 0; i < network.parameters().size(); i++) {
      assertArrayEquals(
          network.parameters().get(i).value().data(),
          other.parameters().get(i).value().data(),
          network.parameters().get(i).name());
    }
  }

  @Test
  void halfOfAModelIsRefusedWithWhatItIsReadWith(@TempDir Path folder) throws IOException {
    Path torch = folder.resolve("weights.pth");
    Path tensors = folder.resolve("weights.safetensors");
    Path own = folder.resolve("own.safetensors");
    Path json = Files.writeString(folder.resolve("model.json"), "{}");
    StateDictWriter.write(network(), torch);
    StateDictWriter.write(network(), tensors);
    requireRefused(torch, "holds weights alone");
    requireRefused(tensors, "holds weights alone");
    requireRefused(json, "without its weights");
    ModelFiles.write(network(), List.of(), own);
    byte[] whole = Files.readAllBytes(own);
    Files.write(own, Arrays.copyOf(whole, whole.length - 4));
    requireRefused(own, "own.safetensors");
    Path keras = folder.resolve("model.h5");
    Path graph = folder.resolve("model.onnx");
    ModelFiles.write(network(), List.of(), keras);
    ModelFiles.write(network(), List.of(), graph);
    Exception refused =
        assertThrows(
            UnsupportedModelException.class,
            () -> ModelFiles.read(graph, keras, Compute.standard()));
    assertTrue(refused.getMessage().contains("weights of Keras"), refused::getMessage);
  }

  @Test
  void weightsOfPytorchThatAreCutOffAreNotTakenForKerass(@TempDir Path folder) throws IOException {
    Path torch = folder.resolve("weights.pth");
    Path graph = folder.resolve("model.onnx");
    StateDictWriter.write(network(), torch);
    ModelFiles.write(network(), List.of(), graph);
    byte[] whole = Files.readAllBytes(torch);
    Files.write(torch, Arrays.copyOf(whole, whole.length * 2 / 3));
    Exception refused =
        assertThrows(
            UnsupportedModelException.class,
            () -> ModelFiles.read(graph, torch, Compute.standard()));
    assertTrue(refused.getMessage().contains("weights.pth"), refused::getMessage);
    assertTrue(refused.getMessage().contains("cut off"), refused::getMessage);
  }

  private static void requireRefused(Path file, String part) {
    Exception refused =
        assertThrows(IOException.class, () -> ModelFiles.read(file, Compute.standard()));
    assertTrue(refused.getMessage().contains(part), refused::getMessage);
    assertEquals(1, refused.getMessage().lines().count());
  }

  @Test
  void anEndingOfNoFormatIsRefused(@TempDir Path folder) {
    Path file = folder.resolve("model.bin");
    Exception refused =
        assertThrows(
            UnsupportedModelException.class, () -> ModelFiles.write(network(), List.of(), file));
    assertTrue(refused.getMessage().contains(".keras"), refused::getMessage);
  }

  private static Network network() {
    return Sequential.of(3).add(new Dense(2)).build(1);
  }
}
