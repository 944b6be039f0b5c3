package dev.limpid.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandsTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return new Commands().execute(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  @Test
  void referenceCasesAreVerified() {
    assertEquals(0, run("verify", "--golden", "src/test/resources/golden"), err::toString);
    assertTrue(out.toString().contains("72 passed, 0 failed"), out::toString);
  }

  @Test
  void aShortSoakIsFlat() {
    assertEquals(
        0,
        run("soak", "--steps", "100", "--predictions", "1000", "--looks", "20"),
        () -> out + err.toString());
    assertEquals(2, out.toString().lines().filter("flat"::equals).count(), out::toString);
  }

  @Test
  void aServedModelAnswersEachClientTheSameAndStaysFlat() {
    assertEquals(
        0, run("serve-load", "--requests", "1000", "--timed", "100"), () -> out + err.toString());
    assertTrue(out.toString().contains("64 clients"), out::toString);
    assertEquals(1, out.toString().lines().filter("flat"::equals).count(), out::toString);
  }

  @Test
  void aFailureIsOneLine() {
    assertEquals(1, run("verify", "--golden", folder.resolve("none").toString()));
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertFalse(err.toString().contains("\tat "), err::toString);
  }

  @Test
  void eachCommandTellsItsOptions() {
    for (String command : new CommandLine(new Commands()).getSubcommands().keySet()) {
      assertEquals(0, run(command, "--help"), () -> command + ": " + err);
      assertTrue(out.toString().contains("Usage: limpid-bench " + command), out::toString);
    }
  }

  @Test
  void aWrongCommandLineEndsWithTwo() {
    assertEquals(2, run());
    assertEquals(2, run("jmh", "--magic"));
    assertEquals(2, run("fault-bench", "--count", "magic"));
    assertTrue(err.toString().contains("Try 'limpid-bench fault-bench --help'"), err::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "batch-cost --rounds 0, --rounds must be 1 or more",
    "batch-cost --rounds x, 'x' is not an int",
    "batch-cost --magic, '--magic'",
    "batch-cost 7, '7'",
    "gap-cost --epochs 0, --epochs must be 1 or more",
    "gap-cost --images 3, --images must be from 4 to 1000000",
    "gap-cost --images 2000000000, --images must be from 4 to 1000000",
    "gap-cost 3 x, '3'",
    "feeding-cost --width 0, --width must be above 0",
    "feeding-cost --width NaN, --width must be above 0",
    "feeding-cost --rounds -1, --rounds must be 1 or more",
    "feeding-cost --steps 16777216, --steps must be from 1 to 10000",
    "graph-cost --rounds 0, --rounds must be from 1 to 10000",
    "graph-cost magic, 'magic'",
    "shapes --batch 0, --batch must be 1 or more",
    "shapes --millis 0, --millis must be 1 or more",
    "shapes --only magic, no layer's name contains 'magic'",
    "fault-bench --count 0, --count must be 1 or more",
    "fault-bench --jobs 0, --jobs must be 1 or more",
    "fault-bench --only-seed 99, --only-seed must be from 1 to 60",
    "fault-bench --require 700, --require must be from 0 to 100",
    "verify --golden src/test/resources/golden --conv magic, --conv: no convolution algorithm",
    "verify --golden src/test/resources/golden --gemm magic, --gemm: no kernels 'magic'; there are ",
    "soak --looks 9, --looks must be 10 or more",
    "soak --steps 39, --steps (one for each look) must be 40 or more",
    "serve-load --requests 19, --requests must be 20 or more",
    "jmh NoSuchBenchmark, no benchmark matches NoSuchBenchmark",
    "jmh GemmBenchmark -e forward -e Gemm, no benchmark matches GemmBenchmark but not forward",
    "jmh Gemm(, 'Gemm(' is no pattern",
    "jmh -rf magic Peak, '-rf must be one of [TEXT, CSV, SCSV, JSON, LATEX], but is'",
    "jmh -v magic Peak, '-v must be one of [SILENT, NORMAL, EXTRA], but is'",
    "jmh -wm magic Peak, '-wm must be one of [INDI, BULK, BULK_INDI], but is'",
    "jmh -bm magic Peak, Unable to parse benchmark mode",
    "jmh -tu magic Peak, Unknown time unit: magic; -h lists",
    "jmh -prof magic Peak, -prof magic: there is no such profiler; -lprof lists",
    "jmh -jvm /nonexistent/java Peak, -jvm: /nonexistent/java is no program that can be started; name the",
    "jmh -jvm nosuchjava Peak, -jvm: nosuchjava is no program that can be started; name the",
    "jmh -p magic=3 Gemm, -p magic: the benchmarks asked for have no such parameter; they have gemm",
    "jmh -p layer=CONV2 Gemm, -p layer: the benchmarks asked for have no such parameter",
    "jmh -p shape=MAGIC Gemm, '-p shape: must be one of SQUARE, CONV1, CONV2, '",
    "jmh -p batch=0 Convolution, '-p batch: must be a whole number of 1 or more, but is '",
    "jmh -p batch=x Convolution, '-p batch: must be a whole number of 1 or more, but is '",
    "jmh -p gemm=magic Gemm, -p gemm: no kernels 'magic'; there are ",
    "jmh -p convolution=magic Inference, -p convolution: no convolution algorithm 'magic'",
    "jmh -p kernel=magic/java Convolution, -p kernel: no convolution algorithm 'magic'",
  })
  void aWrongArgumentIsToldWithWhatWouldBeRight(String line, String told) {
    assertEquals(2, run(line.split(" ")), () -> out + err.toString());
    assertTrue(err.toString().contains(told), err::toString);
    assertTrue(err.toString().contains("Try 'limpid-bench " + line.split(" ")[0]), err::toString);
    assertEquals(2, err.toString().lines().count(), err::toString);
  }

  @Test
  void aFaultThatThereIsNotIsRefusedWithThoseThatThereAre() {
    assertEquals(2, run("fault-bench", "--fault", "magic", "--output", folder.toString()));
    assertTrue(err.toString().contains("no fault is named 'magic'; there are "), err::toString);
  }

  @Test
  void aFolderOfDigitsThatThereIsNotIsToldAsThat() {
    assertEquals(1, run("fault-bench", "--digits", folder.resolve("none").toString()));
    assertTrue(err.toString().contains("limpid-bench: there is no folder "), err::toString);
    assertEquals(1, err.toString().lines().count(), err::toString);
  }

  /** In a JVM of its own: properties of kernels are read once. */
  @ParameterizedTest
  @ValueSource(strings = {"gap-cost", "fault-bench --count 1 --output", "jmh Peak"})
  void aWrongPropertyIsToldInOneLineBeforeAnythingElse(String line) throws Exception {
    Path told = folder.resolve("told");
    Path printed = folder.resolve("printed");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Dlimpid.relaunch=false", "-Dlimpid.tile=5"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Commands.class.getName());
    command.addAll(List.of(line.split(" ")));
    if (line.endsWith("--output")) {
      command.add(folder.resolve("runs").toString());
    }
    Process process =
        new ProcessBuilder(command)
            .redirectError(told.toFile())
            .redirectOutput(printed.toFile())
            .start();
    assertEquals(1, process.waitFor());
    String error = Files.readString(told);
    assertTrue(error.startsWith("limpid-bench: limpid.tile must be one of "), error);
    assertEquals(1, error.lines().count(), error);
    assertEquals("", Files.readString(printed));
  }

  /** Each would measure for minutes before. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "shapes --markdown",
        "jmh --markdown",
        "jmh -rff",
        "jmh -o",
        "fault-bench --table",
        "fault-bench --output"
      })
  void aFileThatCannotBeWrittenIsToldBeforeTheMeasuring(String line) throws IOException {
    String[] words = line.split(" ");
    Path file = Files.writeString(folder.resolve("file"), "");
    assertEquals(1, run(words[0], words[1], file.resolve("below.md").toString()));
    if (!words[1].equals("--output")) {
      assertEquals(1, run(words[0], words[1], folder.toString()));
      assertEquals(1, run(words[0], words[1], folder.resolve("none/a.md").toString()));
    }
    err.toString().lines().forEach(told -> assertTrue(told.contains(words[1]), told));
    assertTrue(err.toString().contains("cannot write "), err::toString);
    assertEquals("", out.toString());
    assertFalse(Files.exists(folder.resolve("none")));
  }

  /** JMH goes on where a benchmark fails, and would end with nothing but the peak. */
  @Test
  void aBenchmarkWithoutAnyResultFails() {
    String options = "jmh -v SILENT -f 1 -wi 0 -i 1 -r 10ms -jvmArgs -XX:+NoSuchFlag";
    String[] line = (options + " Gemm.*forward -p shape=SQUARE -p gemm=java").split(" ");
    assertEquals(1, run(line), err::toString);
    String told = "no result of dev.limpid.bench.GemmBenchmark.forward; JMH says why above";
    assertTrue(err.toString().contains(told), err::toString);
  }

  @Test
  void feedingIsMeasuredAtASmallWidth() {
    String[] small = {"feeding-cost", "--width", "0.05", "--rounds", "1", "--steps", "1"};
    assertEquals(0, run(small), () -> out + err.toString());
    assertEquals(6, out.toString().lines().count(), out::toString);
  }
}
