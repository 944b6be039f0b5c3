package dev.limpid.report.page;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Builds HTML and SVG; text and attributes are escaped here and nowhere else. */
public final class Html {
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*[a-z]");

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** Begins with nothing. */
  public Html() {}

  /** Opens an element; attributes are name and value in turn, those with a null value left out. */
  public Html open(String tag, Object... attributes) {
    tag(tag, attributes);
    open.push(tag);
    return this;
  }

  /** Closes the element that was opened last. */
  public Html close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** An element that has no content. */
  public Html empty(String tag, Object... attributes) {
    tag(tag, attributes);
    return this;
  }

  /** An SVG element without content, which must be closed in HTML. */
  public Html shape(String tag, Object... attributes) {
    tag(tag, attributes);
    out.setLength(out.length() - 1);
    out.append("/>");
    return this;
  }

  /** An element with a text. */
  public Html element(String tag, String text, Object... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /** A text. */
  public Html text(String text) {
    escape(text, out);
    return this;
  }

  /** A text whose options, such as {@code --augment}, never break behind their hyphens. */
  public Html prose(String text) {
    Matcher option = OPTION.matcher(text);
    int from = 0;
    while (option.find()) {
      text(text.substring(from, option.start())).element("code", option.group(), "class", "option");
      from = option.end();
    }
    return text(text.substring(from));
  }

  /** HTML that is right as it is. */
  public Html raw(String html) {
    out.append(html);
    return this;
  }

  private void tag(String tag, Object... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      Object value = attributes[i + 1];
      if (value != null) {
        out.append(' ').append(attributes[i]).append("=\"");
        escape(value instanceof Double number ? coordinate(number) : value.toString(), out);
        out.append('"');
      }
    }
    out.append('>');
  }

  /** A coordinate with one decimal, which is finer than a screen. */
  static String coordinate(double value) {
    long tenths = Math.round(10 * value);
    return tenths % 10 == 0 ? Long.toString(tenths / 10) : Double.toString(tenths / 10.0);
  }

  static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    escape(text, escaped);
    return escaped.toString();
  }

  private static void escape(String text, StringBuilder to) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> to.append("&amp;");
        case '<' -> to.append("&lt;");
        case '>' -> to.append("&gt;");
        case '"' -> to.append("&quot;");
        case '\'' -> to.append("&#39;");
        default -> to.append(c < ' ' && c != '\n' && c != '\t' ? '\ufffd' : c);
      }
    }
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
