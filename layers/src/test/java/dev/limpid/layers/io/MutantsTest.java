package dev.limpid.layers.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.LeakyReLU;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.inference.FrozenNetwork;
import dev.limpid.layers.norm.Averaging;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.AvgPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Model files with an error in them: each is either read, and its network predicts, or refused by
 * the one exception in one short line. In a JVM of 256 MB, so that nothing is allocated that the
 * file does not hold.
 *
 * <p>{@code -Dlimpid.mutants=5000} tries so many, and holds each to 2 s of processor time.
 */
class MutantsTest {
  private static final int FEW = 400;
  private static final double MOST_SECONDS = 2;
  private static final int LARGE_HEADERS = 7;

  /** Numbers and words that go where others were. */
  private static final String[] PIECES = {
    "0",
    "1",
    "-1",
    "2",
    "7",
    "65536",
    "1048576",
    "2147483647",
    "2147483648",
    "4294967297",
    "9223372036854775807",
    "99999999999999999999",
    "1e300",
    "-1e-300",
    "0.5",
    "null",
    "true",
    "{}",
    "[]",
    "\"\"",
    "\"same\"",
    "\"1x1\"",
    "\"65536x65536\"",
    "\"1x2147483647\"",
    "\"2147483646x2147483646\"",
    "\"0x100000000\"",
    "\"BatchNorm\"",
    "\"Softmax\"",
    "\"\\u0000\"",
    "[2147483647]",
    "[65536,65536,3]",
    "[[[[]]]]"
  };

  @TempDir Path folder;

  @Test
  void aMutantIsReadOrRefusedInOneLine() throws Exception {
    int count = Integer.getInteger("limpid.mutants", FEW);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dlimpid.gemm=java",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString(),
                Integer.toString(count))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    String last = output.lines().reduce((first, next) -> next).orElse("");
    assertTrue(last.startsWith(count + " mutants: "), output);
    if (count != FEW) {
      System.out.println(last);
    }
    double seconds = Double.parseDouble(last.substring(last.lastIndexOf(' ') + 1));
    assertTrue(count == FEW || seconds < MOST_SECONDS, last);
  }

  /** What runs in the JVM of 256 MB. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
      Path file = Path.of(args[0], "mutant.safetensors");
      int count = Integer.parseInt(args[1]);
      Compute compute = Compute.standard().with(Parallel.serial());
      ModelFile.write(network(), Map.of("limpid.classes", "[\"a\",\"b\"]"), file);
      byte[] original = Files.readAllBytes(file);
      for (int kind = 0; kind < LARGE_HEADERS; kind++) {
        Files.write(file, withHeader(largeHeader(kind), new byte[0]));
        try {
          ModelFile.read(file, compute);
          throw new AssertionError("large header " + kind + " was read");
        } catch (ModelFileException e) {
          requireShortLine(e.getMessage(), "large header " + kind);
        } catch (OutOfMemoryError e) {
          throw new AssertionError("large header " + kind, e);
        }
      }
      int read = 0;
      double slowest = 0;
      for (int seed = 0; seed < count; seed++) {
        Files.write(file, mutant(original, Rng.of(seed)));
        long start = cpuTime();
        try {
          predict(ModelFile.read(file, compute).network());
          read++;
        } catch (ModelFileException e) {
          requireShortLine(e.getMessage(), "mutant " + seed);
        } catch (Throwable e) {
          throw new AssertionError("mutant " + seed, e);
        }
        slowest = Math.max(slowest, (cpuTime() - start) * 1e-9);
      }
      System.out.println(
          count
              + " mutants: "
              + read
              + " read, "
              + (count - read)
              + " refused; the slowest took, in seconds, "
              + slowest);
    }

    private static void requireShortLine(String message, String what) {
      if (message.lines().count() != 1 || message.length() > 1000) {
        throw new AssertionError(what + ": " + message);
      }
    }

    /** As much of one kind as 15 MB can hold. */
    private static String largeHeader(int kind) {
      int size = 15 << 20;
      StringBuilder header = new StringBuilder("{");
      switch (kind) {
        case 0 -> {
          for (int i = 0; i < 200_000; i++) {
            header.append('"').append(i).append("\":{\"dtype\":\"F32\",\"shape\":[0],");
            header.append("\"data_offsets\":[0,0]},");
          }
          header.append("\"last\":0");
        }
        case 1 -> {
          for (int i = 0; header.length() < size; i++) {
            header.append('"').append(i).append("\":{},");
          }
          header.append("\"last\":0");
        }
        case 2 -> header.append("\"a\":[").append("[],".repeat(size / 3)).append("1]");
        case 3 -> header.append('"').append("x".repeat(size)).append("\":1");
        case 4 -> header.append("\"a\":").append("9".repeat(size));
        case 5 ->
            header.append("\"a\":{\"dtype\":\"").append("\\u0007".repeat(size / 6)).append("\"}");
        default ->
            header
                .append("\"__metadata__\":{\"limpid.architecture\":\"")
                .append("x".repeat(size))
                .append("\"}");
      }
      return header.append('}').toString();
    }

    private static long cpuTime() {
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Both ways, unless the network is much larger than the one that was written. */
    private static void predict(Network network) {
      int largest = network.layers().stream().mapToInt(l -> l.outputShape().size()).max().orElse(0);
      if (Math.max(largest, network.inputShape().size()) > 1 << 20) {
        return;
      }
      Tensor x = Tensor.zeros(network.inputShape().batch(1));
      network.forward(x, Mode.INFERENCE);
      FrozenNetwork.of(network).predict(x);
    }
  }

  static Network network() {
    return Sequential.of(9, 8, 3)
        .add(new Conv2D(5, 3).same(), new LeakyReLU(), new BatchNorm(), new MaxPool2D(2).same())
        .add(new Conv2D(4, 2).stride(2).bias(false), new AvgPool2D(2).stride(1).same())
        .add(new BatchNorm().averaging(Averaging.parse("scheduled 1:0.5 3:0.9")))
        .add(new Flatten(), new Dropout(0.5), new Dense(4), new Softmax())
        .build(3);
  }

  /** Some bytes changed, the end missing or doubled, or another value in the header. */
  static byte[] mutant(byte[] original, Rng rng) {
    byte[] bytes = original.clone();
    int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    switch (rng.nextInt(5)) {
      case 0 -> {
        for (int i = 0; i <= rng.nextInt(4); i++) {
          bytes[rng.nextInt(bytes.length)] ^= (byte) (1 << rng.nextInt(8));
        }
        return bytes;
      }
      case 1 -> {
        for (int i = 0; i <= rng.nextInt(4); i++) {
          bytes[8 + rng.nextInt(header)] = (byte) (32 + rng.nextInt(96));
        }
        return bytes;
      }
      case 2 -> {
        return Arrays.copyOf(bytes, rng.nextInt(2 * bytes.length));
      }
      default -> {
        return withValues(bytes, header, rng);
      }
    }
  }

  /** Replaces one to three values of the header, and makes its length right. */
  private static byte[] withValues(byte[] bytes, int length, Rng rng) {
    String header = new String(bytes, 8, length, StandardCharsets.UTF_8);
    for (int i = 0; i <= rng.nextInt(3); i++) {
      int from = rng.nextInt(header.length());
      while (from < header.length() && ":[,".indexOf(header.charAt(from)) < 0) {
        from++;
      }
      int start = Math.min(header.length(), from + 1);
      int end = start;
      while (end < header.length() && ",]}".indexOf(header.charAt(end)) < 0) {
        end++;
      }
      boolean escaped = start < header.indexOf("\"},\"conv"); // within the architecture's text
      String piece = PIECES[rng.nextInt(PIECES.length)];
      header =
          header.substring(0, start)
              + (escaped ? piece.replace("\"", "\\\"") : piece)
              + header.substring(end);
    }
    return withHeader(header, Arrays.copyOfRange(bytes, 8 + length, bytes.length));
  }

  private static byte[] withHeader(String header, byte[] values) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + values.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .put(values)
        .array();
  }
}
