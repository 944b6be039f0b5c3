package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One call of the command line, and what it printed. */
record Run(int exitCode, String out, String err) {
  static Run of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Limpid.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    return new Run(exitCode, out.toString(), err.toString());
  }

  Run succeeded() {
    assertEquals(0, exitCode, this::toString);
    return this;
  }

  /** Failed with this exit code and a first line that says all of this; no stack trace. */
  Run failed(int code, String... parts) {
    assertEquals(code, exitCode, this::toString);
    String first = err.lines().findFirst().orElse("");
    assertTrue(first.startsWith("limpid: "), this::toString);
    for (String part : parts) {
      assertTrue(first.contains(part), () -> "missing '" + part + "' in: " + first);
    }
    assertFalse(err.contains("\tat "), this::toString);
    assertTrue(err.lines().count() <= (code == 2 ? 2 : 1), this::toString);
    return this;
  }
}
