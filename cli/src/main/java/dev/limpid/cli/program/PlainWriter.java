package dev.limpid.cli.program;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.util.Locale;

/**
 * Passes text on, and shows characters that a terminal would obey as {@code \}{@code u001b}: names
 * of classes and files come from others.
 */
final class PlainWriter extends FilterWriter {
  PlainWriter(Writer out) {
    super(out);
  }

  @Override
  public void write(int c) throws IOException {
    if (isObeyed((char) c)) {
      out.write(String.format(Locale.ROOT, "\\u%04x", c));
    } else {
      out.write(c);
    }
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    write(new String(text, offset, length), 0, length);
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    int plain = offset;
    for (int i = offset; i < offset + length; i++) {
      if (isObeyed(text.charAt(i))) {
        out.write(text, plain, i - plain);
        write(text.charAt(i));
        plain = i + 1;
      }
    }
    out.write(text, plain, offset + length - plain);
  }

  /** Line ends, tabs and the return to the line's begin are the program's own. */
  private static boolean isObeyed(char c) {
    return Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t'
        || c >= '\u202a' && c <= '\u202e' // what turns the direction of writing
        || c >= '\u2066' && c <= '\u2069';
  }
}
