package dev.limpid.layers.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.conv.Padding;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.LeakyReLU;
import dev.limpid.layers.LogSoftmax;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.Tanh;
import dev.limpid.layers.norm.Averaging;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.AvgPool2D;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Model files that earlier releases wrote are read, and compute what they computed: the promise of
 * CHANGELOG.md. Each release adds a pair of files, written by {@code -Dlimpid.record=VERSION}: a
 * network with every type of layer, and what it computes of random images. No file is changed.
 */
class ReleasedModelsTest {
  private static final Path FOLDER = Path.of("src/test/resources/dev/limpid/layers/io");

  @ParameterizedTest
  @ValueSource(strings = "0.1")
  void aModelOfAnEarlierReleaseComputesWhatItComputed(String version) throws IOException {
    Network network =
        ModelFile.read(FOLDER.resolve("model-" + version + ".safetensors"), Compute.standard())
            .network();
    Map<String, Tensor> computed =
        Safetensors.read(FOLDER.resolve("computed-" + version + ".safetensors")).tensors();
    assertArrayEquals(
        computed.get("outputs").data(),
        network.forward(computed.get("images"), Mode.INFERENCE).copy().data(),
        1e-5f);
  }

  @BeforeAll
  static void recordWhereAsked() throws IOException {
    String version = System.getProperty("limpid.record");
    if (version != null) {
      record(version);
    }
  }

  private static void record(String version) throws IOException {
    Network network =
        Sequential.of(13, 12, 4)
            .add(new Conv2D(6, 3).padding(Padding.explicit(1, 1)).groups(2))
            .add(new BatchNorm().averaging(Averaging.parse("warmup 0.9")).epsilon(1e-5))
            .add(new LeakyReLU(0.1), new MaxPool2D(3).stride(1).same())
            .add(new Conv2D(5, 3, 2).same().stride(2, 1).bias(false), new Tanh())
            .add(new BatchNorm().momentum(0.8).unbiasedMovingVariance(true))
            .add(new AvgPool2D(2).same(), new Conv2D(7, 2).dilation(2), new Sigmoid())
            .add(new GlobalAvgPool2D(), new Flatten(), new Dense(8), new ReLU(), new Dropout(0.3))
            .add(new Dense(3), new Softmax(), new LogSoftmax())
            .build(1);
    Tensor images = Tensor.zeros(2, 13, 12, 4);
    Rng rng = Rng.of(7);
    for (int i = 0; i < images.size(); i++) {
      images.data()[i] = rng.nextFloat();
    }
    for (int step = 0; step < 3; step++) {
      network.forward(images, Mode.TRAIN); // so that the moving statistics are not the first ones
    }
    ModelFile.write(network, Map.of(), FOLDER.resolve("model-" + version + ".safetensors"));
    Tensor outputs = network.forward(images, Mode.INFERENCE).copy();
    Safetensors.write(
        new TensorFile(Map.of(), Map.of("images", images, "outputs", outputs)),
        FOLDER.resolve("computed-" + version + ".safetensors"));
  }
}
