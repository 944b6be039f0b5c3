package dev.limpid.bench.golden;

import dev.limpid.core.compute.Compute;
import dev.limpid.core.compute.Kernels;
import dev.limpid.core.conv.ConvChoice;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code verify}: the library against reference cases. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs reference cases that another program computed, and compares.")
public final class VerifyCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--golden",
      paramLabel = "DIR",
      required = true,
      description = "Folder of .safetensors reference cases.")
  private Path folder;

  @Option(
      names = "--gemm",
      paramLabel = "NAME",
      description = "Matrix product: vector, jblas or java. Default: the fastest that runs here.")
  private String gemm;

  @Option(
      names = "--conv",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "Convolution algorithm. Default: chosen by shape.")
  private String convolution;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(folder + " is no folder; name one with --golden");
    }
    Compute compute = Compute.standard().with(option("--conv", ConvChoice::named, convolution));
    if (gemm != null) {
      compute = compute.with(option("--gemm", Kernels::named, gemm));
    }
    int[] all = new int[1];
    int failed =
        GoldenSuite.run(
            folder,
            compute,
            outcome -> {
              all[0]++;
              out.println(outcome);
            });
    out.printf(Locale.ROOT, "%d passed, %d failed%n", all[0] - failed, failed);
    out.flush();
    return failed == 0 ? 0 : 1;
  }

  private <T> T option(String option, Function<String, T> named, String value) {
    try {
      return named.apply(value);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
    }
  }
}
