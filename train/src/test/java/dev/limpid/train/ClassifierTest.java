package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.compute.Kernels;
import dev.limpid.layers.BinaryCrossEntropy;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Reshape;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.inference.FrozenNetwork;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.layers.networks.ConvNet;
import dev.limpid.layers.networks.LeNet;
import dev.limpid.layers.networks.SeedNetwork;
import dev.limpid.train.data.DatasetException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierTest {
  private static final List<String> NAMES = List.of("cat", "dog", "hen");

  @TempDir Path folder;

  /** Small and large dense layers, all algorithms of convolution, and pieces of a batch. */
  @Test
  void severalImagesAtOnceGetToTheBitWhatEachGetsAlone() {
    List<Network> networks =
        List.of(
            LeNet.forImages(28, 28, 1, 10).build(1, Compute.standard()),
            ConvNet.forImages(20, 20, 3, 10).build(2, Compute.standard()),
            SeedNetwork.forImages(50, 55, 3, 30)
                .withWidthFactor(0.125)
                .build(3, Compute.standard()),
            ConvNet.forImages(9, 9, 3, 10)
                .build(4, Compute.standard().with(Kernels.named("java"))));
    networks.forEach(network -> checkTogether(network, 0));
    Classifier classifier = Classifier.of(network(3, true), NAMES);
    assertEquals(List.of(), classifier.classifyAll(List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> classifier.classifyAll(List.of(new float[4])));
  }

  /** One image makes so few tiles that it takes smaller ones. */
  @Test
  void whereKernelsAreLargeSeveralImagesGetWhatEachGetsAloneUpToRounding() {
    checkTogether(
        SeedNetwork.forImages(50, 55, 3, 30).withWidthFactor(0.5).build(3, Compute.standard()),
        2e-6f);
  }

  private static void checkTogether(Network network, float rounding) {
    List<String> names =
        IntStream.range(0, network.outputShape().size()).mapToObj(i -> "class " + i).toList();
    Classifier classifier = Classifier.of(network, names);
    Rng rng = Rng.of(5);
    List<float[]> images =
        IntStream.range(0, 70).mapToObj(i -> values(network.inputShape().size(), rng)).toList();
    for (int batch : new int[] {1, 2, 7, 70}) {
      List<Prediction> together = classifier.classifyAll(images.subList(0, batch));
      assertEquals(batch, together.size());
      for (int i = 0; i < batch; i++) {
        assertArrayEquals(
            classifier.classify(images.get(i)).probabilities(),
            together.get(i).probabilities(),
            rounding,
            network + ", image " + i + " of " + batch);
      }
    }
  }

  private static float[] values(int count, Rng rng) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = rng.nextFloat();
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aFileAStreamAnImageAndItsValuesGiveTheSame(int channels) throws IOException {
    BufferedImage image = image(9, 8);
    Path file = folder.resolve("image.png");
    ImageIO.write(image, "png", file.toFile());
    Classifier classifier = Classifier.of(network(channels, true), NAMES);
    float[] expected = classifier.classify(file).probabilities();
    assertEquals(1, IntStream.range(0, 3).mapToDouble(i -> expected[i]).sum(), 1e-6);
    try (InputStream stream = Files.newInputStream(file)) {
      assertArrayEquals(expected, classifier.classify(stream).probabilities());
    }
    assertArrayEquals(expected, classifier.classify(image).probabilities());
    float[] values = new float[9 * 8 * channels];
    for (int i = 0; i < 9 * 8; i++) {
      int rgb = image.getRGB(i % 8, i / 8);
      for (int c = 0; c < channels; c++) {
        int grey = 0xff & rgb >> 16; // all three are equal
        values[channels * i + c] = grey / 255f;
      }
    }
    assertArrayEquals(expected, classifier.classify(values).probabilities(), 1e-6f);
  }

  @Test
  void scoresBecomeProbabilities() {
    float[] image = values(4);
    float[] expected = Classifier.of(network(3, true), NAMES).classify(image).probabilities();
    float[] actual = Classifier.of(network(3, false), NAMES).classify(image).probabilities();
    assertArrayEquals(expected, actual, 1e-6f);
  }

  @Test
  void theBestClassesComeFirst() {
    Prediction prediction = new Prediction(NAMES, new float[] {0.2f, 0.5f, 0.3f});
    assertEquals("dog", prediction.className());
    assertEquals(0.5f, prediction.probability());
    assertArrayEquals(new int[] {1, 2}, prediction.best(2));
    assertArrayEquals(new int[] {1, 2, 0}, prediction.best(9));
    assertEquals("dog 50.0 %", prediction.toString());
  }

  @Test
  void aModelFileIsReadWithItsClasses() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Network network = network(3, true);
    ModelFile.write(network, Classifier.metadata(NAMES), file);
    Classifier classifier = Classifier.read(file);
    assertEquals(NAMES, classifier.classNames());
    float[] image = new float[9 * 8 * 3];
    assertArrayEquals(
        Classifier.of(network, NAMES).classify(image).probabilities(),
        classifier.classify(image).probabilities());
  }

  @Test
  void labelsThatWereTrainedForThemselvesHaveProbabilitiesOfTheirOwn() throws IOException {
    float[] image = values(4);
    Network network = network(3, false);
    float[] scores = FrozenNetwork.of(network).predict(image);
    Path file = folder.resolve("model.safetensors");
    ModelFile.write(network, Classifier.metadata(NAMES, new BinaryCrossEntropy().task()), file);
    float[] probabilities = Classifier.read(file).classify(image).probabilities();
    for (int c = 0; c < 3; c++) {
      assertEquals(1 / (1 + Math.exp(-scores[c])), probabilities[c], 1e-6);
    }
    ModelFile.write(network, Classifier.metadata(NAMES, Task.CLASSIFICATION), file);
    assertArrayEquals(
        Classifier.of(network, NAMES).classify(image).probabilities(),
        Classifier.read(file).classify(image).probabilities());
  }

  @Test
  void probabilitiesThatAreOnlyMovedStayAsTheyAre() {
    float[] image = values(4);
    Network network =
        Sequential.of(9, 8, 3)
            .add(new Flatten(), new Dense(3), new Sigmoid(), new Reshape(3))
            .build(7);
    assertArrayEquals(
        FrozenNetwork.of(network).predict(image),
        Classifier.of(network, NAMES).classify(image).probabilities());
  }

  @Test
  void oneLabelAloneHasAProbability() {
    Network network = Sequential.of(9, 8, 3).add(new Flatten(), new Dense(1)).build(7);
    float[] image = values(4);
    double score = FrozenNetwork.of(network).predict(image)[0];
    Classifier classifier = Classifier.of(network, List.of("cat"), Task.MULTI_LABEL);
    assertEquals(1 / (1 + Math.exp(-score)), classifier.classify(image).probability(), 1e-6);
  }

  @Test
  void aTaskWithoutClassesIsRefused() throws IOException {
    Network network = network(3, false);
    for (Executable call :
        List.<Executable>of(
            () -> Classifier.metadata(NAMES, Task.REGRESSION),
            () -> Classifier.of(network, NAMES, Task.REGRESSION))) {
      Exception refused = assertThrows(IllegalArgumentException.class, call);
      assertEquals("a regression has no classes", refused.getMessage());
    }
    Path file = folder.resolve("model.safetensors");
    Map<String, String> metadata = new HashMap<>(Classifier.metadata(NAMES));
    metadata.put("limpid.task", "SORTING");
    ModelFile.write(network, metadata, file);
    Exception refused = assertThrows(IOException.class, () -> Classifier.read(file));
    assertEquals(file + ": there is no task 'SORTING'", refused.getMessage());
  }

  @Test
  void classesThatDoNotFitAreRefused() throws IOException {
    Network network = network(3, true);
    assertRefused("2 classes are named for 3 outputs", network, List.of("cat", "dog"));
    assertRefused("two classes have the same name", network, List.of("cat", "dog", "cat"));
    Path file = folder.resolve("model.safetensors");
    for (String json : List.of("", "[1,2,3]", "[\"cat\"]", "{")) {
      Map<String, String> metadata = json.isEmpty() ? Map.of() : Map.of("limpid.classes", json);
      ModelFile.write(network, metadata, file);
      Exception refused = assertThrows(IOException.class, () -> Classifier.read(file));
      assertTrue(refused.getMessage().startsWith(file + ": "), refused::getMessage);
    }
  }

  @Test
  void aStreamThatIsNoImageIsRefused() {
    Classifier classifier = Classifier.of(network(3, true), NAMES);
    InputStream none = new ByteArrayInputStream(new byte[] {1, 2, 3});
    Exception refused = assertThrows(DatasetException.class, () -> classifier.classify(none));
    assertTrue(refused.getMessage().startsWith("cannot read the image: "), refused::getMessage);
  }

  @Test
  void anImageThatIsNoNumbersIsOfNoClass() {
    Classifier classifier = Classifier.of(network(3, true), NAMES);
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      float[] image = new float[classifier.inputShape().size()];
      image[3] = value;
      Exception refused =
          assertThrows(IllegalArgumentException.class, () -> classifier.classify(image));
      assertTrue(refused.getMessage().startsWith("value 3 of the image is "), refused::getMessage);
    }
  }

  @Test
  void manyThreadsGetWhatOneGets() {
    Classifier classifier = Classifier.of(network(3, true), NAMES);
    float[][] images = new float[64][];
    Arrays.setAll(images, ClassifierTest::values);
    List<String> alone =
        IntStream.range(0, images.length)
            .mapToObj(i -> classifier.classify(images[i]).toString())
            .toList();
    List<String> together =
        IntStream.range(0, images.length)
            .parallel()
            .mapToObj(i -> classifier.classify(images[i]).toString())
            .toList();
    assertEquals(alone, together);
  }

  private static void assertRefused(String why, Network network, List<String> names) {
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> Classifier.of(network, names));
    assertTrue(refused.getMessage().contains(why), refused::getMessage);
  }

  private static float[] values(long seed) {
    float[] values = new float[9 * 8 * 3];
    Rng rng = Rng.of(seed);
    for (int i = 0; i < values.length; i++) {
      values[i] = rng.nextFloat();
    }
    return values;
  }

  private static Network network(int channels, boolean softmax) {
    Sequential network =
        Sequential.of(9, 8, channels)
            .add(new Conv2D(4, 3), new ReLU(), new Flatten(), new Dense(3));
    return (softmax ? network.add(new Softmax()) : network).build(7);
  }

  private static BufferedImage image(int height, int width) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < height * width; i++) {
      image.setRGB(i % width, i / width, (37 * i % 256) * 0x010101);
    }
    return image;
  }
}
