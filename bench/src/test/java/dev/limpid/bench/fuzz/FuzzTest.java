package dev.limpid.bench.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each reader of files answers to any bytes with a result or one refusal in one line.
 *
 * <p>{@code mvn -B -Pfuzz -pl bench -am test -Dtest=FuzzTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dlimpid.fuzz=onnx -Dlimpid.fuzz.minutes=30} looks for
 * others with Jazzer; {@code bench/target/fuzz/onnx} then holds the inputs that reached something
 * new, and what was found. {@code -Dlimpid.mutants=5000} damages so many files a reader.
 */
class FuzzTest {
  private static final Path CORPUS = Path.of("src", "test", "resources", "fuzz");
  private static final int FEW = 200;

  @TempDir Path folder;

  @Test
  void wholeFilesAreReadAndDamagedOnesReadOrRefusedIn256Mb() throws Exception {
    int count = Integer.getInteger("limpid.mutants", FEW);
    Process process =
        new ProcessBuilder(
                java(
                    Replay.class.getName(),
                    CORPUS.toString(),
                    Files.createDirectory(folder.resolve("files")).toString(),
                    Integer.toString(count)))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    for (Target target : Target.values()) {
      String line =
          output.lines().filter(l -> l.startsWith(target.label() + ": of ")).findFirst().orElse("");
      assertFalse(line.isEmpty() || line.contains(" 0 refused"), target + "\n" + output);
    }
    if (count != FEW) {
      System.out.println(output);
    }
  }

  @Test
  void eachCorpusBelongsToAReader() throws IOException {
    try (Stream<Path> folders = Files.list(CORPUS)) {
      List<String> labels = Arrays.stream(Target.values()).map(Target::label).toList();
      for (Path one : folders.toList()) {
        assertTrue(labels.contains(one.getFileName().toString()), one.toString());
      }
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "limpid.fuzz", matches = ".+")
  void nothingElseIsFound() throws Exception {
    String label = System.getProperty("limpid.fuzz");
    Path results = Files.createDirectories(Path.of("target", "fuzz", label)).toAbsolutePath();
    Path inputs = Files.createDirectories(results.resolve("inputs"));
    for (Map.Entry<String, byte[]> seed : Target.of(label).seeds().entrySet()) {
      Files.write(inputs.resolve(seed.getKey()), seed.getValue());
    }
    List<String> command =
        java(
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + ReaderFuzz.class.getName(),
            "--target_args=" + label,
            "--instrumentation_includes=dev.limpid.**"
                + File.pathSeparator
                + "com.twelvemonkeys.**",
            "--instrumentation_excludes=dev.limpid.bench.**",
            "--keep_going=100",
            "--reproducer_path=" + results,
            "-artifact_prefix=" + results + File.separator,
            "-max_len=65536",
            "-timeout=60",
            "-print_final_stats=1",
            "-max_total_time=" + 60 * Integer.getInteger("limpid.fuzz.minutes", 1),
            inputs.toString());
    if (Files.isDirectory(CORPUS.resolve(label))) {
      command.add(CORPUS.resolve(label).toAbsolutePath().toString());
    }
    Process process = new ProcessBuilder(command).directory(results.toFile()).inheritIO().start();
    assertEquals(0, process.waitFor(), "findings are in " + results);
  }

  private static List<String> java(String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("-Djava.awt.headless=true");
    command.add("-Dlimpid.gemm=java");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main);
    command.addAll(List.of(arguments));
    return command;
  }
}
