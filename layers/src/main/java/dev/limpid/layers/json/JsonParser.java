package dev.limpid.layers.json;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A strict recursive-descent parser of JSON. */
final class JsonParser {
  private static final int MAX_DEPTH = 64;

  private final String text;
  private int left;
  private int at;
  private int depth;

  JsonParser(String text, int most) {
    this.text = text;
    this.left = most;
  }

  Object parse() throws IOException {
    Object value = value();
    skipSpace();
    if (at < text.length()) {
      throw error("expected the end");
    }
    return value;
  }

  private Object value() throws IOException {
    if (left-- == 0) {
      throw error("more values than a file should have");
    }
    skipSpace();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, Object> object() throws IOException {
    enter();
    Map<String, Object> map = new LinkedHashMap<>();
    skipSpace();
    if (!next('}')) {
      do {
        skipSpace();
        int start = at;
        String key = string();
        skipSpace();
        require(':');
        Object value = value();
        if (map.containsKey(key)) {
          at = start;
          throw error("the key " + ForeignText.quoted(key) + " is there twice");
        }
        map.put(key, value);
        skipSpace();
      } while (next(','));
      require('}');
    }
    depth--;
    return map;
  }

  private List<Object> array() throws IOException {
    enter();
    List<Object> list = new ArrayList<>();
    skipSpace();
    if (!next(']')) {
      do {
        list.add(value());
        skipSpace();
      } while (next(','));
      require(']');
    }
    depth--;
    return list;
  }

  private void enter() throws IOException {
    at++;
    if (++depth > MAX_DEPTH) {
      throw error("nested deeper than " + MAX_DEPTH);
    }
  }

  private String string() throws IOException {
    require('"');
    StringBuilder value = new StringBuilder();
    while (true) {
      char c = peek();
      at++;
      if (c == '"') {
        return value.toString();
      } else if (c == '\\') {
        value.append(escape());
      } else if (c < 0x20) {
        at--;
        throw error("expected a printable character in a string");
      } else {
        value.append(c);
      }
    }
  }

  private char escape() throws IOException {
    char c = peek();
    at++;
    switch (c) {
      case '"', '\\', '/':
        return c;
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'u':
        int code = 0;
        for (int i = 0; i < 4; i++, at++) {
          int digit = Character.digit(peek(), 16);
          if (digit < 0) {
            throw error("expected four hexadecimal digits");
          }
          code = code * 16 + digit;
        }
        return (char) code;
      default:
        at--;
        throw error("unknown escape");
    }
  }

  private Object word(String word, Object value) throws IOException {
    if (!text.startsWith(word, at)) {
      throw error("expected " + word);
    }
    at += word.length();
    return value;
  }

  private Object number() throws IOException {
    int start = at;
    next('-');
    if (!next('0')) {
      digits();
    }
    boolean whole = true;
    if (next('.')) {
      whole = false;
      digits();
    }
    if (next('e') || next('E')) {
      whole = false;
      if (!next('+')) {
        next('-');
      }
      digits();
    }
    String number = text.substring(start, at);
    if (whole) {
      try {
        return Long.valueOf(number);
      } catch (NumberFormatException e) {
        at = start;
        throw error("the number " + ForeignText.brief(number) + " is too large");
      }
    }
    return Double.valueOf(number);
  }

  private void digits() throws IOException {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start) {
      throw error("expected a value");
    }
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() throws IOException {
    if (at >= text.length()) {
      throw error("the text ends too early");
    }
    return text.charAt(at);
  }

  private boolean next(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void require(char c) throws IOException {
    if (!next(c)) {
      throw error("expected '" + c + "'");
    }
  }

  private IOException error(String what) {
    return new IOException("not valid JSON at character " + at + ": " + what);
  }
}
