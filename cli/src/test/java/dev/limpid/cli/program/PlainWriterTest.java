package dev.limpid.cli.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class PlainWriterTest {
  private final StringWriter out = new StringWriter();
  private final PrintWriter plain = new PrintWriter(new PlainWriter(out));

  @Test
  void whatATerminalWouldObeyIsShown() {
    plain.print("a\u001b[31mb\u0007\u009b2J\u202ec\u2066");
    plain.print('\u0000');
    plain.print(new char[] {'x', '\u007f'});
    assertEquals("a\\u001b[31mb\\u0007\\u009b2J\\u202ec\\u2066\\u0000x\\u007f", out.toString());
  }

  @Test
  void allElseIsPassedOn() {
    String text = "line\r\n\tcaf\u00e9 \u732b \ud83d\ude00\r";
    plain.print(text);
    plain.append(text, 2, 6).print('z');
    assertEquals(text + text.substring(2, 6) + "z", out.toString());
  }
}
