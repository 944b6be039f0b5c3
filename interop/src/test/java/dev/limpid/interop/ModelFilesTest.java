package dev.limpid.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.compute.Compute;
import dev.limpid.interop.format.ImportedModel;
import dev.limpid.interop.format.ModelFormat;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.io.ModelFile;
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

  private static Network network() {
    return Sequential.of(3).add(new Dense(2)).build(1);
  }
}
