package dev.limpid.cli.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.cli.recipe.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Whatever goes wrong is told in one line. */
class FailureTest {
  @Test
  void whatWrapsAFailureIsTakenOff() {
    Throwable cause = new IllegalArgumentException("limpid.threads must be a number");
    assertEquals(
        "limpid.threads must be a number",
        Failure.oneLine(new ExceptionInInitializerError(new ExecutionException(cause))));
    assertEquals(
        "no space", Failure.oneLine(new UncheckedIOException(new IOException("no space"))));
  }

  @Test
  void anErrorOfTheJvmSaysWhatHelps() {
    assertTrue(Failure.oneLine(new OutOfMemoryError("Java heap space")).contains("--batch-size"));
    assertTrue(
        Failure.oneLine(new OutOfMemoryError("unable to create native thread"))
            .contains("ulimit -u"));
    assertTrue(Failure.oneLine(new StackOverflowError()).contains("-Xss"));
  }

  @Test
  void whatNobodyForesawSaysWhatAndWhere() {
    String line = Failure.oneLine(new AssertionError());
    assertTrue(line.matches("internal error: AssertionError in FailureTest.java, line \\d+; .*"));
    assertTrue(Failure.oneLine(new NullPointerException()).contains("NullPointerException"));
  }

  @Test
  void foreignTextIsBoundedAndHarmless() {
    assertEquals("a b ?[31mc", Failure.oneLine(new UserException("a\r\n  b \u001b[31mc")));
    assertTrue(Failure.oneLine(new UserException("x".repeat(1_000_000))).length() < 3_000);
  }
}
