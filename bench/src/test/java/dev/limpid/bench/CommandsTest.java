package dev.limpid.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
    assertEquals(1, run("fault-bench", "--fault", "magic", "--output", folder.toString()));
    assertEquals(1, run("fault-bench", "--count", "0", "--output", folder.toString()));
    assertEquals(1, run("shapes", "--only", "magic"));
    assertTrue(err.toString().contains("no layer's name contains 'magic'"), err::toString);
    assertEquals(4, err.toString().lines().count(), err::toString);
    assertTrue(err.toString().contains("no fault is named 'magic'"), err::toString);
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
}
