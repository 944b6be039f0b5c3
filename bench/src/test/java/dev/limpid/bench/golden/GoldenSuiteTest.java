package dev.limpid.bench.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.compute.Kernels;
import dev.limpid.core.conv.ConvChoice;
import dev.limpid.layers.io.Safetensors;
import dev.limpid.layers.io.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenSuiteTest {
  private static final Path CASES = Path.of("src", "test", "resources", "golden");

  @TempDir Path folder;

  static Stream<Kernels> kernels() {
    return Kernels.available().stream();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void everyReferenceCasePasses(Kernels kernels) throws IOException {
    List<GoldenSuite.CaseResult> outcomes = new ArrayList<>();
    Compute compute = Compute.standard().with(kernels);
    int failed = GoldenSuite.run(CASES, compute, outcomes::add);
    assertEquals(0, failed, () -> kernels.name() + ": " + outcomes);
    assertEquals(72, outcomes.size());
  }

  @Test
  void theConvolutionCasesPassWithTheDirectAlgorithmToo() throws IOException {
    for (Path file : files("conv2d")) {
      GoldenSuite.CaseResult outcome =
          GoldenSuite.run(file, Compute.standard().with(ConvChoice.DIRECT));
      assertTrue(outcome.passed(), outcome.toString());
    }
  }

  @Test
  void anyResultThatIsChangedMakesItsCaseFail() throws IOException {
    int changed = 0;
    for (Path file : files("")) {
      TensorFile content = Safetensors.read(file);
      for (String name :
          List.of(
              "y",
              "dx",
              "d_weight",
              "d_gamma",
              "loss",
              "w_5",
              "losses",
              "final.bn2.running_var",
              "final.dense1.weight",
              "logits_held_after")) {
        if (content.tensors().containsKey(name)) {
          Map<String, Tensor> tensors = new LinkedHashMap<>(content.tensors());
          Tensor tampered = tensors.get(name).copy();
          float largest = 1;
          for (float value : tampered.data()) {
            largest = Math.max(largest, Math.abs(value));
          }
          tampered.data()[tampered.size() / 2] += 1e-2f * largest;
          tensors.put(name, tampered);
          Path copy = folder.resolve("tampered.safetensors");
          Safetensors.write(new TensorFile(content.metadata(), tensors), copy);
          assertFalse(GoldenSuite.run(copy, Compute.standard()).passed(), name + " of " + file);
          changed++;
        }
      }
    }
    assertTrue(changed > 80, "only " + changed + " results were changed");
  }

  @Test
  void kindsThatAreNotKnownAndFilesThatCannotBeReadFail() throws IOException {
    Path unknown = folder.resolve("a.safetensors");
    Safetensors.write(
        new TensorFile(Map.of("kind", "magic"), Map.of("x", Tensor.zeros(1))), unknown);
    Files.write(folder.resolve("b.safetensors"), new byte[3]);
    List<GoldenSuite.CaseResult> outcomes = new ArrayList<>();
    assertEquals(2, GoldenSuite.run(folder, Compute.standard(), outcomes::add));
    assertTrue(outcomes.get(0).detail().contains("unknown kind 'magic'"), outcomes::toString);
  }

  @Test
  void aFolderWithoutCasesIsAFailure() {
    assertThrows(
        IOException.class, () -> GoldenSuite.run(folder, Compute.standard(), outcome -> {}));
  }

  private static List<Path> files(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .sorted()
          .toList();
    }
  }
}
