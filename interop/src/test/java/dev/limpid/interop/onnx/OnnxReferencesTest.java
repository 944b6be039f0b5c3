package dev.limpid.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.interop.Channels;
import dev.limpid.interop.Npz;
import dev.limpid.interop.References;
import dev.limpid.interop.pytorch.StateDict;
import dev.limpid.interop.pytorch.StateDictStatistics;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that PyTorch 1.13 exported, with what it computed. */
class OnnxReferencesTest {
  @Test
  void exportsOfPytorchGiveItsOutputs() throws IOException {
    List<String> wrong = new ArrayList<>();
    int read = 0;
    for (Path folder : References.in("pytorch")) {
      if (!Files.exists(folder.resolve("unfolded.onnx"))) {
        continue;
      }
      var io = Npz.read(folder.resolve("io.npz"));
      for (Path file : References.in("pytorch/" + folder.getFileName())) {
        if (file.toString().endsWith(".onnx")) {
          String name = folder.getFileName() + "/" + file.getFileName();
          read++;
          try {
            Network network = OnnxReader.read(file, Compute.standard()).network();
            Tensor y = network.forward(Channels.last(io.get("x")), Mode.INFERENCE);
            double difference = Channels.difference(Channels.last(io.get("y")), y);
            double most = network.layers().size() > 10 ? 1e-4 : 1e-5;
            if (!(difference < most)) {
              wrong.add(name + ": " + difference);
            }
          } catch (IOException | RuntimeException e) {
            wrong.add(name + ": " + e);
          }
        }
      }
    }
    assertTrue(wrong.isEmpty(), read + " read, wrong: " + String.join("\n", wrong));
  }

  @Test
  void theStateDictOfAnotherSaveGoesIntoTheGraphByName() throws IOException {
    for (Path folder : References.in("pytorch")) {
      Path file = folder.resolve("unfolded.onnx");
      if (Files.exists(file)) {
        StateDict weights = StateDict.read(folder.resolve("state.pth"));
        Network network = OnnxReader.read(file, weights, Compute.standard()).network();
        var io = Npz.read(folder.resolve("io.npz"));
        Tensor y = network.forward(Channels.last(io.get("x")), Mode.INFERENCE);
        double difference = Channels.difference(Channels.last(io.get("y")), y);
        assertTrue(difference < 1e-4, folder + ": " + difference);
      }
    }
  }

  @Test
  void aGraphWithoutBatchNormIsSaidSoWithTheLineThatKeepsIt() throws IOException {
    Path folded = References.path("pytorch/mobilenet_v2/opset13.onnx");
    List<String> notes = OnnxReader.read(folded, Compute.standard()).notes();
    assertTrue(notes.toString().contains("TrainingMode.PRESERVE"), notes::toString);
    Path kept = References.path("pytorch/mobilenet_v2/unfolded.onnx");
    assertEquals(List.of(), OnnxReader.read(kept, Compute.standard()).notes());
  }

  @Test
  void theStatisticsOfStateDictAndGraphAreReplacedByName(@TempDir Path folder) throws IOException {
    Path graph = References.path("pytorch/resnet_small/unfolded.onnx");
    Path state = References.path("pytorch/resnet_small/state.pth");
    Network network = OnnxReader.read(graph, Compute.standard()).network();
    for (Parameter parameter : network.parameters()) {
      if (parameter.isStatistic()) {
        for (int i = 0; i < parameter.value().size(); i++) {
          parameter.value().data()[i] += 0.5f;
        }
      }
    }
    Path mendedState = folder.resolve("state.pth");
    Path mendedGraph = folder.resolve("graph.onnx");
    StateDictStatistics.replace(state, network, Map.of(), mendedState);
    OnnxStatistics.replace(graph, network, mendedGraph);
    Tensor x = Channels.last(Npz.read(graph.resolveSibling("io.npz")).get("x"));
    Tensor expected = network.forward(x, Mode.INFERENCE).copy();
    Network one = OnnxReader.read(mendedGraph, Compute.standard()).network();
    Network two = OnnxReader.read(graph, StateDict.read(mendedState), Compute.standard()).network();
    assertEquals(0, Channels.difference(expected, one.forward(x, Mode.INFERENCE)));
    assertEquals(0, Channels.difference(expected, two.forward(x, Mode.INFERENCE)));
  }
}
