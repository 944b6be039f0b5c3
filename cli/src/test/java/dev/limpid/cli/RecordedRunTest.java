package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.compute.Kernels;
import dev.limpid.core.gemm.Gemm;
import dev.limpid.core.gemm.Matrix;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A short training gives the bits, the gap and the words that it gave before: the weights' digest,
 * every figure of gap.csv and all that {@code diagnose} says are compared with a record.
 *
 * <p>Whoever changes them on purpose writes the record anew with {@code -Dlimpid.record=true} and
 * says why. There is a record for each matrix product; where the JVM's {@code Math} or the
 * processor's native product differ from those it was made with, the test is skipped.
 */
class RecordedRunTest {
  private static final List<String> TRAINING =
      List.of(
          "--training-images=400",
          "--validation-images=100",
          "--epochs=4",
          "--width=0.125",
          "--seed=3",
          "--difficulty=0.1",
          "--batch-size=16",
          "--batchnorm-momentum=0.995");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"java", "jblas", "vector"})
  void aShortTrainingIsAsItWasRecorded(String product) throws Exception {
    Assumptions.assumeTrue(
        Kernels.available().stream().anyMatch(kernels -> kernels.name().equals(product)),
        () -> Kernels.explain().toString());
    Path run = folder.resolve("run");
    List<String> arguments = new ArrayList<>(List.of("train", "--output=" + run));
    arguments.addAll(TRAINING);
    limpid(product, arguments);
    String actual =
        "weights "
            + digestOfTensors(run.resolve("model.safetensors"))
            + "\n"
            + gap(run.resolve("gap.csv"))
            + limpid(product, List.of("diagnose", run.toString()));
    String name = "recorded/" + product + "-" + arithmetic(product) + ".txt";
    if (Boolean.getBoolean("limpid.record")) {
      Path record =
          Files.createDirectories(Path.of("src/test/resources/dev/limpid/cli/recorded"))
              .resolveSibling(name);
      Files.writeString(record, actual);
    }
    String expected = resource(name);
    Assumptions.assumeTrue(expected != null, () -> "no record for this machine: " + name);
    assertEquals(withoutBreaks(expected), withoutBreaks(actual));
  }

  /** The text without where its lines break, which is no matter of words. */
  private static String withoutBreaks(String text) {
    return text.replaceAll("\\s+", " ");
  }

  /** What a command of the command line prints, in a JVM of its own with this matrix product. */
  private static String limpid(String product, List<String> arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.add("--add-modules=jdk.incubator.vector");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-XX:") || argument.startsWith("-Dlimpid.least"))
        .forEach(command::add);
    command.add("-Dlimpid.gemm=" + product);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Limpid.class.getName()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> command + "\n" + output);
    return output;
  }

  /** The tensors' bytes: a model file without its header. */
  private static String digestOfTensors(Path model) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(model)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(Math.toIntExact(8 + bytes.getLong()));
    return digest(bytes);
  }

  /** The figures of gap.csv without the last column, which is time. */
  private static String gap(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.substring(0, line.lastIndexOf(',')) + "\n")
        .collect(Collectors.joining());
  }

  /** Tells machines apart whose functions or native products have other bits. */
  private static String arithmetic(String product) {
    Rng rng = Rng.of(1);
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
    for (int i = 0; i < 1000; i++) {
      double x = rng.nextGaussian();
      bytes.putDouble(Math.exp(x)).putDouble(Math.log(Math.abs(x))).putDouble(Math.sin(x));
      bytes.putDouble(Math.pow(Math.abs(x), 1.3));
    }
    if (product.equals("jblas")) {
      float[] a = new float[50 * 50];
      float[] b = new float[50 * 50];
      float[] c = new float[50 * 50];
      for (int i = 0; i < a.length; i++) {
        a[i] = (float) rng.nextGaussian();
        b[i] = (float) rng.nextGaussian();
      }
      Gemm gemm = Kernels.named("jblas").gemm();
      gemm.multiply(
          Matrix.of(a, 50, 50), Matrix.of(b, 50, 50), 0, Matrix.of(c, 50, 50), Parallel.serial());
      for (float value : c) {
        bytes.putFloat(value);
      }
    }
    String width =
        product.equals("vector")
            ? Kernels.explain().get(0).replaceAll(".*?([0-9]+) bits.*", "$1") + "-"
            : "";
    return width + digest(bytes.flip()).substring(0, 8);
  }

  private static String digest(ByteBuffer bytes) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(bytes);
      return HexFormat.of().formatHex(Arrays.copyOf(sha.digest(), 16));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = RecordedRunTest.class.getResourceAsStream(name)) {
      return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
