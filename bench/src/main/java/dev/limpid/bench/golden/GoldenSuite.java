package dev.limpid.bench.golden;

import dev.limpid.core.compute.Compute;
import dev.limpid.layers.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs every reference case of a folder. */
public final class GoldenSuite {
  private static final Map<String, CaseRunner> RUNNERS = new TreeMap<>();

  private static final List<String> ACTIVATIONS =
      List.of(
          "relu",
          "leaky_relu",
          "sigmoid",
          "tanh",
          "softmax",
          "log_softmax",
          "relu6",
          "elu",
          "selu",
          "silu",
          "gelu",
          "hardswish",
          "hardsigmoid",
          "softplus",
          "softsign",
          "mish");

  static {
    CaseRunner activations = new ActivationRunner();
    CaseRunner pools = new PoolRunner();
    RUNNERS.put("conv2d", new ConvRunner());
    RUNNERS.put("batchnorm", new BatchNormRunner());
    RUNNERS.put("maxpool", pools);
    RUNNERS.put("avgpool", pools);
    RUNNERS.put("global_avgpool", pools);
    RUNNERS.put("dense", new DenseRunner());
    RUNNERS.put("avgpool_exclude_padding", pools);
    RUNNERS.put("global_maxpool", pools);
    RUNNERS.put("conv_transpose2d", new TransposedRunner());
    RUNNERS.put("pad", new ResizeRunner());
    RUNNERS.put("upsample", new ResizeRunner());
    for (String kind : List.of("layernorm", "groupnorm", "prelu")) {
      RUNNERS.put(kind, new SampleNormRunner());
    }
    for (String kind : ACTIVATIONS) {
      RUNNERS.put(kind, activations);
    }
    RUNNERS.put("softmax_cross_entropy", new CrossEntropyRunner());
    RUNNERS.put("optimizer", new OptimizerRunner());
    RUNNERS.put("training", new TrainingRunner());
  }

  /**
   * What came of a case.
   *
   * @param name of its file
   * @param passed whether the error is within the tolerance
   * @param detail the error and where it is largest, or why the case could not run
   */
  public record CaseResult(String name, boolean passed, String detail) {
    @Override
    public String toString() {
      return (passed ? "pass  " : "FAIL  ") + name + "  " + detail;
    }
  }

  private GoldenSuite() {}

  /**
   * Runs the cases in the order of their names.
   *
   * @param each is told each outcome as it comes
   * @return how many failed
   * @throws IOException if the folder can't be read or holds no case
   */
  public static int run(Path folder, Compute compute, Consumer<CaseResult> each)
      throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files =
          entries
              .filter(file -> file.getFileName().toString().endsWith(".safetensors"))
              .sorted()
              .toList();
    }
    if (files.isEmpty()) {
      throw new IOException("there is no .safetensors file in " + folder);
    }
    int failed = 0;
    for (Path file : files) {
      CaseResult outcome = run(file, compute);
      failed += outcome.passed() ? 0 : 1;
      each.accept(outcome);
    }
    return failed;
  }

  /** Runs one case. */
  static CaseResult run(Path file, Compute compute) {
    String name = file.getFileName().toString().replace(".safetensors", "");
    try {
      GoldenCase reference = new GoldenCase(Safetensors.read(file));
      CaseRunner runner = RUNNERS.get(reference.kind());
      if (runner == null) {
        return new CaseResult(
            name, false, "unknown kind '" + reference.kind() + "'; there are " + RUNNERS.keySet());
      }
      Errors errors = new Errors();
      runner.run(reference, compute, errors);
      return new CaseResult(
          name,
          errors.largest() <= runner.tolerance(),
          String.format(
              Locale.ROOT,
              "error %.2e of %.0e allowed, in %s",
              errors.largest(),
              runner.tolerance(),
              errors.where()));
    } catch (IOException | RuntimeException e) {
      return new CaseResult(name, false, "could not run: " + e.getMessage());
    }
  }
}
