package dev.limpid.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.compute.Compute;
import dev.limpid.interop.format.ImportedModel;
import dev.limpid.interop.format.ModelFormat;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.layers.norm.BatchNorm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
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
