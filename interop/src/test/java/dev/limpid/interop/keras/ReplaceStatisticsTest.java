package dev.limpid.interop.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.compute.Compute;
import dev.limpid.interop.References;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.Network;
import dev.limpid.layers.norm.BatchNorm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other statistics in a file of Keras, and nothing else. */
class ReplaceStatisticsTest {
  @TempDir Path folder;

  private static Network read(Path file) throws IOException {
    return KerasFiles.read(file, Compute.standard()).network();
  }

  @Test
  void onlyTheStatisticsAndTheChecksumChange() throws IOException {
    for (String name :
        new String[] {
          "keras-lag/epoch-05.keras",
          "keras/mnist-batchnorm-twin.keras",
          "keras/mnist-batchnorm-twin.h5",
          "keras-cases/channels_first_chain/model.h5",
          "keras-cases/nested_functional/model.keras",
          "keras-h5/fullconfigs__cnn__cnn_batch_norm.h5"
        }) {
      Path from = References.path(name);
      Path to = folder.resolve("mended");
      Network network = read(from);
      int channels = 0;
      for (BatchNorm norm : network.layers(BatchNorm.class)) {
        norm.movingMean().value().fill(0.123f);
        norm.movingVariance().value().fill(4.56f);
        channels += norm.movingMean().value().size();
      }
      KerasFiles.replaceStatistics(from, network, to);
      Network mended = read(to);
      for (int i = 0; i < network.parameters().size(); i++) {
        assertArrayEquals(
            network.parameters().get(i).value().copy().data(),
            mended.parameters().get(i).value().copy().data(),
            name);
      }
      byte[] before = Files.readAllBytes(from);
      byte[] after = Files.readAllBytes(to);
      assertEquals(before.length, after.length, name);
      int changed = 0;
      for (int i = 0; i < before.length; i++) {
        changed += before[i] == after[i] ? 0 : 1;
      }
      int checksums = name.endsWith(".keras") ? 8 : 0;
      assertTrue(changed > 0 && changed <= 8 * channels + checksums, name + ": " + changed);
    }
  }

  @Test
  void weightsAloneAreReplacedToo() throws IOException {
    Path json = References.path("keras-cases/network_of_the_question/model.json");
    Path weights = json.resolveSibling("model.weights.h5");
    Network network = KerasFiles.read(json, weights, Compute.standard()).network();
    int channels = 0;
    for (BatchNorm norm : network.layers(BatchNorm.class)) {
      norm.movingMean().value().fill(0.123f);
      channels += norm.movingMean().value().size();
    }
    Path mended = folder.resolve("mended.weights.h5");
    KerasFiles.replaceStatistics(json, weights, network, mended);
    byte[] before = Files.readAllBytes(weights);
    byte[] after = Files.readAllBytes(mended);
    assertEquals(before.length, after.length);
    int changed = 0;
    for (int i = 0; i < before.length; i++) {
      changed += before[i] == after[i] ? 0 : 1;
    }
    assertTrue(changed > 0 && changed <= 4 * channels, "bytes that changed: " + changed);
    Network again = KerasFiles.read(json, mended, Compute.standard()).network();
    for (int i = 0; i < network.parameters().size(); i++) {
      assertArrayEquals(
          network.parameters().get(i).value().copy().data(),
          again.parameters().get(i).value().copy().data());
    }
  }

  @Test
  void theSameStatisticsGiveTheSameFile() throws IOException {
    Path from = References.path("keras-lag/epoch-05.keras");
    Path to = folder.resolve("same.keras");
    KerasFiles.replaceStatistics(from, read(from), to);
    assertArrayEquals(Files.readAllBytes(from), Files.readAllBytes(to));
  }

  @Test
  void anotherNetworkIsRefusedAndWritesNothing() throws IOException {
    Path from = References.path("keras-lag/epoch-05.keras");
    Network other = read(References.path("keras-cases/network_lenet/model.keras"));
    Path to = folder.resolve("none.keras");
    Exception refused =
        assertThrows(
            UnsupportedModelException.class, () -> KerasFiles.replaceStatistics(from, other, to));
    assertTrue(refused.getMessage().contains("is not the model"), refused.getMessage());
    assertTrue(Files.notExists(to));
  }
}
