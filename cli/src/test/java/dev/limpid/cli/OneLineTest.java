package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever goes wrong with the program, and however, is told in one line and an exit code. */
class OneLineTest {
  @TempDir Path folder;

  /** In a JVM of its own, with options that make it fail in one way or another. */
  @ParameterizedTest
  @CsvSource({
    "-Dlimpid.threads=0, limpid.threads must be",
    "-Dlimpid.threads=abc, limpid.threads must be",
    "-Dlimpid.gemm=foo, foo",
    "-Dlimpid.relaunch=xx, limpid.relaunch must be",
    "-Xmx24m, not enough memory",
  })
  void aJvmThatCannotDoItSaysSoInOneLine(String option, String part) throws Exception {
    Process process =
        start(List.of(option), "train", "--output=run", "--training-images=200", "--epochs=1");
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, process.waitFor(), err);
    List<String> lines = err.lines().filter(line -> line.startsWith("limpid: ")).toList();
    assertEquals(1, lines.size(), err);
    assertTrue(lines.get(0).contains(part), err);
    assertFalse(err.contains("\tat "), err);
    assertFalse(err.contains("Exception"), err);
    Path record = folder.resolve("run/run.json");
    assertFalse(Files.exists(record) && Files.readString(record).contains("\"running\""));
  }

  @Test
  void aWarningIsOneLineInEveryLanguage() throws Exception {
    List<String> options =
        List.of(
            "-Dlimpid.threads=1000000",
            "-Dlimpid.gemm=java",
            "-Duser.language=ar",
            "-Duser.country=EG",
            "-Duser.extensions=u-nu-arab");
    Process process = start(options, "export-data", "images", "--images=1");
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), err);
    assertEquals(1, err.lines().count(), err);
    assertTrue(err.startsWith("warning: limpid.threads is 1000000, but there "), err);
  }

  /** Runs a command in a JVM of its own, which works in the test's folder. */
  private Process start(List<String> options, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dlimpid.relaunch=false");
    command.addAll(options);
    command.add("-Dlimpid.parent=" + ProcessHandle.current().pid()); // ends with this JVM
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Limpid.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Test
  void outputThatCannotBeWrittenIsAFailure() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    StringWriter err = new StringWriter();
    int exitCode = Limpid.run(new PrintWriter(full, true), new PrintWriter(err, true), "summary");
    assertEquals(1, exitCode);
    assertTrue(err.toString().startsWith("limpid: the output could not be written"));
    assertEquals(1, err.toString().lines().count());
  }

  @Test
  void numbersLookTheSameInEveryLanguage() {
    Locale before = Locale.getDefault();
    String root = Run.of("export-data", folder.resolve("a").toString(), "--images", "1200").out();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      String other =
          Run.of("export-data", folder.resolve("b").toString(), "--images", "1200").out();
      assertTrue(root.contains("1,200 images"), root);
      assertTrue(other.contains("1,200 images"), other);
    } finally {
      Locale.setDefault(before);
    }
  }
}
