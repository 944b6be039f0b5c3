package dev.limpid.layers.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Graph;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.Node;
import dev.limpid.layers.RandomGraphs;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.Swish;
import dev.limpid.layers.merge.Add;
import dev.limpid.layers.norm.Averaging;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFileTest {
  @TempDir Path folder;

  @Test
  void aNetworkThatIsReadBackPredictsTheSameBits() throws IOException {
    Network network = network();
    Tensor x = Tensor.zeros(3, 9, 8, 3);
    Rng rng = Rng.of(5);
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = rng.nextFloat();
    }
    network.forward(x, Mode.TRAIN); // so that the moving statistics are not the first ones
    Path file = folder.resolve("m.safetensors");
    ModelFile.write(network, Map.of("note", "mine"), file);

    ModelFile read = ModelFile.read(file, Compute.standard());
    assertEquals("mine", read.metadata().get("note"));
    assertEquals(network.summary(), read.network().summary());
    assertArrayEquals(
        network.forward(x, Mode.INFERENCE).copy().data(),
        read.network().forward(x, Mode.INFERENCE).copy().data());
  }

  @Test
  void graphsAreReadBackWithTheirInputsAndBranches() throws IOException {
    Path file = folder.resolve("graph.safetensors");
    for (int seed = 0; seed < 20; seed++) {
      Network network = RandomGraphs.of(seed, Compute.standard());
      Tensor x = Tensor.zeros(network.inputShape().batch(3));
      x.fill(0.5f);
      network.forward(x, Mode.TRAIN); // so that the moving statistics are not the first ones
      ModelFile.write(network, Map.of(), file);
      Network read = ModelFile.read(file, Compute.standard()).network();
      assertEquals(network.summary(), read.summary(), "seed " + seed);
      assertEquals(network.inputs(), read.inputs());
      assertArrayEquals(
          network.forward(x, Mode.INFERENCE).copy().data(),
          read.forward(x, Mode.INFERENCE).copy().data(),
          "seed " + seed);
    }
  }

  @Test
  void damagedWiringIsExplained() throws IOException {
    Graph graph = new Graph();
    Node image = graph.input("image", 3);
    Node sum = new Add().of(image.then(new Dense(3).named("a")), image);
    Network network = graph.build(sum.then(new Dense(2).named("b")), 1);
    refused(network, json -> json.replace("\"takes\":[\"a\"", "\"takes\":[\"z\""), "'z'");
    refused(network, json -> json.replace("[\"add_1\"]", "[]"), "takes 0 inputs");
    refused(network, json -> json.replace("[\"add_1\"]", "[\"a\",\"image\"]"), "takes 2 inputs");
    refused(network, json -> json.replace("[\"add_1\"]", "[\"image\"]"), "leads nowhere");
    refused(network, json -> json.replace("\"image\":[3]", "\"other\":[3]"), "image");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exponential 0.9",
        "debiased 0.9",
        "warmup 0.99",
        "cumulative",
        "scheduled 1:0.5 3:0.9"
      })
  void movingAveragesGoOnWhereTheyWere(String averaging) throws IOException {
    Network network =
        Sequential.of(3)
            .add(new BatchNorm().averaging(Averaging.parse(averaging)), new Dense(2))
            .build(3);
    Path file = folder.resolve("m.safetensors");
    Rng rng = Rng.of(5);
    train(network, 3, rng.split(1));
    ModelFile.write(network, Map.of(), file);
    Network read = ModelFile.read(file, Compute.standard()).network();
    assertEquals(averaging, read.layers(BatchNorm.class).get(0).averaging().toString());
    train(network, 3, rng.split(2));
    train(read, 3, rng.split(2));
    for (int i = 0; i < network.parameters().size(); i++) {
      assertArrayEquals(
          network.parameters().get(i).value().data(),
          read.parameters().get(i).value().data(),
          network.parameters().get(i).name());
    }
  }

  private static void train(Network network, int steps, Rng rng) {
    Tensor x = Tensor.zeros(4, 3);
    for (int step = 0; step < steps; step++) {
      for (int i = 0; i < x.size(); i++) {
        x.data()[i] = rng.nextFloat();
      }
      network.forward(x, Mode.TRAIN);
    }
  }

  @Test
  void anArchitectureThatAsksForMoreThanTheFileHoldsIsRefusedBeforeItIsBuilt() throws IOException {
    refused(json -> json.replace("\"units\":4", "\"units\":20000000"), "dense_1.");
    refused(json -> json.replace("\"filters\":5", "\"filters\":6"), "conv2d_1");
  }

  @Test
  void architecturesThatThisVersionDoesNotKnowAreExplained() throws IOException {
    refused(json -> json.replace("\"type\":\"Dense\"", "\"type\":\"Magic\""), "Magic");
    refused(json -> json.replace("\"version\":1", "\"version\":3"), "version 3");
    refused(json -> json.replace("\"momentum\"", "\"impetus\""), "momentum");
    refused(json -> "[]", "not of the right form");
    refused(json -> "{\"version\":1}", "not of the right form");
    refused(json -> "nothing", "JSON");
    refused(json -> json.replace("[9,8,3]", "[9,8]"), "images");
    refused(json -> json.replace("[9,8,3]", "[90000,80000,3]"), "elements");
  }

  @Test
  void aFileOfAnotherProgramIsRefused() throws IOException {
    Path file = folder.resolve("other.safetensors");
    Safetensors.write(new TensorFile(Map.of(), Map.of("w", Tensor.zeros(2))), file);
    ModelFileException problem =
        assertThrows(ModelFileException.class, () -> ModelFile.read(file, Compute.standard()));
    assertTrue(problem.getMessage().contains("not written by Limpid"), problem.getMessage());
  }

  @Test
  void aLayerOfOnesOwnIsReadBack() throws IOException {
    Swish.register();
    Network network = Sequential.of(3).add(new Swish(1.5), new Dense(2)).build(3);
    network.parameters().get(0).value().fill(0.25f);
    Path file = folder.resolve("m.safetensors");
    ModelFile.write(network, Map.of(), file);
    Network read = ModelFile.read(file, Compute.standard()).network();
    Tensor x = Tensor.of(Shape.of(1, 3), 1, -2, 3);
    assertEquals(Swish.class, read.layers().get(0).getClass());
    assertArrayEquals(
        network.forward(x, Mode.INFERENCE).copy().data(),
        read.forward(x, Mode.INFERENCE).copy().data());
  }

  @Test
  void aValueThatIsNoNumberIsNamedUnlessItIsAskedFor() throws IOException {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Network network = network();
      network.parameters().get(1).value().data()[3] = value;
      Path file = folder.resolve("m.safetensors");
      ModelFile.write(network, Map.of(), file);
      var problem =
          assertThrows(ModelFileException.class, () -> ModelFile.read(file, Compute.standard()));
      assertTrue(
          problem.getMessage().contains("value 3 of 'conv2d_1.bias' is " + value),
          problem.getMessage());
      Network read = ModelFile.readWithAnyValues(file, Compute.standard()).network();
      assertEquals(value, read.parameters().get(1).value().data()[3]);
    }
  }

  @Test
  void aVarianceBelowZeroIsNamed() throws IOException {
    Network network = network();
    BatchNorm norm = network.layers(BatchNorm.class).get(0);
    norm.movingVariance().value().data()[1] = -5;
    Path file = folder.resolve("m.safetensors");
    ModelFile.write(network, Map.of(), file);
    var problem =
        assertThrows(ModelFileException.class, () -> ModelFile.read(file, Compute.standard()));
    assertTrue(
        problem.getMessage().contains("value 1 of '" + norm.movingVariance().name() + "' is -5.0"),
        problem.getMessage());
  }

  /** It is the program that was started wrongly; the model is whole. */
  @Test
  void aWrongPropertyIsNotBlamedOnTheModel() throws IOException {
    Path file = folder.resolve("m.safetensors");
    ModelFile.write(network(), Map.of(), file);
    System.setProperty("limpid.layers", "foo");
    try {
      var problem =
          assertThrows(IllegalStateException.class, () -> ModelFile.read(file, Compute.standard()));
      assertEquals("limpid.layers must be fast or plain, but is 'foo'", problem.getMessage());
    } finally {
      System.clearProperty("limpid.layers");
    }
  }

  @Test
  void theArchitectureCannotBeReplacedByATextOfTheCallers() {
    Path file = folder.resolve("m.safetensors");
    Map<String, String> metadata = Map.of("limpid.architecture", "{}");
    assertThrows(IllegalArgumentException.class, () -> ModelFile.write(network(), metadata, file));
    assertTrue(Files.notExists(file));
  }

  /** Sizes whose products overflow, or whose memory or time nobody has. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'pool':'2x2' 'pool':'1x2147483647' 'padding':'valid' 'padding':'same'",
        "'pool':'2x2' 'pool':'65536x65536' 'padding':'valid' 'padding':'same'",
        "'pool':'2x2' 'pool':'2147483647x2147483647'",
        "'stride':'2x2' 'stride':'2147483648x1'",
        "'padding':'same' 'padding':'2147483646x2147483646'",
        "'padding':'same' 'padding':'1073741824x1073741824'",
        "'padding':'same' 'padding':'0x2147483646'",
        "'padding':'same' 'padding':'0x100000000'",
        "'kernel':'3x3' 'kernel':'2147483647x2147483647'",
        "'dilation':'1x1' 'dilation':'2147483647x2147483647'",
        "'filters':5 'filters':2147483647",
        "'units':4 'units':2147483647",
      })
  void sizesThatNobodyHasRoomForAreRefused(String edits) throws IOException {
    String[] words = edits.replace('\'', '"').split(" ");
    refused(
        json -> {
          for (int i = 0; i < words.length; i += 2) {
            json = json.replace(words[i], words[i + 1]);
          }
          return json;
        },
        "");
  }

  @Test
  void messagesAreShortAndOnOneLine() throws IOException {
    String huge = "\\u001b[31m\\u2028\\u0085" + "x".repeat(2_000_000);
    for (String old : List.of("Dense", "dense_1", "glorot_uniform", "momentum", "3x3", "relu_1")) {
      IOException problem =
          refused(json -> json.replace("\"" + old + "\"", "\"" + huge + "\""), "\\u001b");
      assertTrue(problem.getMessage().length() < 900, old + ": " + problem.getMessage().length());
      assertEquals(1, problem.getMessage().lines().count(), problem.getMessage());
      assertTrue(
          problem.getMessage().chars().noneMatch(c -> c == 0x1b || c == 0x2028 || c == 0x85),
          problem.getMessage());
    }
  }

  private interface Edit {
    String apply(String json);
  }

  private IOException refused(Edit edit, String part) throws IOException {
    return refused(network(), edit, part);
  }

  private IOException refused(Network network, Edit edit, String part) throws IOException {
    Path file = folder.resolve("m.safetensors");
    ModelFile.write(network, Map.of(), file);
    TensorFile content = Safetensors.read(file);
    Map<String, String> metadata = new LinkedHashMap<>(content.metadata());
    metadata.replaceAll((key, json) -> edit.apply(json));
    assertTrue(!metadata.equals(content.metadata()), "the edit changed nothing");
    Safetensors.write(new TensorFile(metadata, content.tensors()), file);
    IOException problem =
        assertThrows(IOException.class, () -> ModelFile.read(file, Compute.standard()));
    assertTrue(problem.getMessage().contains(part), problem.getMessage());
    assertTrue(problem instanceof ModelFileException, problem.toString());
    return problem;
  }

  private static Network network() {
    return Sequential.of(9, 8, 3)
        .add(new Conv2D(5, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(2))
        .add(new Flatten(), new Dropout(0.5), new Dense(4), new Softmax())
        .build(3);
  }
}
