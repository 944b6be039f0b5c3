package dev.limpid.train.data;

import dev.limpid.layers.io.FileFailure;
import dev.limpid.layers.json.ForeignText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table as comma-separated values in UTF-8 (RFC 4180): the first line names the columns. Empty
 * lines count for nothing. Whatever is wrong with it is a {@link DatasetException} that names file
 * and line.
 */
final class CsvTable {
  private static final long MOST_BYTES = 1 << 28;

  /** Characters of a value; more is no file name and no label. */
  private static final int MOST_CHARACTERS = 4096;

  private final Path file;
  private final List<Row> rows = new ArrayList<>();
  private CharBuffer text;
  private int line = 1;

  private CsvTable(Path file) {
    this.file = file;
  }

  /**
   * A row.
   *
   * @param line on which it begins, counted from 1
   */
  record Row(int line, List<String> values) {}

  /** Reads a file. */
  static CsvTable read(Path file) {
    CsvTable table = new CsvTable(file);
    table.text = table.decoded(table.bytes());
    table.parse();
    if (table.rows.isEmpty()) {
      throw table.failure("the file is empty");
    }
    return table;
  }

  /** The names of the columns, in small letters. */
  List<String> columns() {
    return rows.get(0).values.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  /** The rows below the names. */
  List<Row> rows() {
    return rows.subList(1, rows.size());
  }

  private byte[] bytes() {
    try {
      if (!Files.exists(file)) {
        throw failure("there is no such file");
      }
      if (!Files.isRegularFile(file)) {
        throw failure("it is not a file");
      }
      long most = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 16);
      if (Files.size(file) > most) {
        throw failure("it has more than " + (most >> 20) + " MB, and is no list of images");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new DatasetException("cannot read " + file + ": " + FileFailure.reason(e), e);
    }
  }

  private CharBuffer decoded(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    if (decoder.decode(in, out, true).isError()) {
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw failure(line, "it is not text in UTF-8");
    }
    out.flip();
    if (out.hasRemaining() && out.get(0) == '\uFEFF') { // a mark that some programs put in front
      out.get();
    }
    return out;
  }

  private void parse() {
    List<String> values = new ArrayList<>();
    int begin = line;
    while (text.hasRemaining()) {
      values.add(value());
      if (text.hasRemaining() && text.get(text.position()) == ',') {
        text.get();
        if (text.hasRemaining()) {
          continue;
        }
        values.add(""); // a comma at the very end
      }
      add(new Row(begin, List.copyOf(values)));
      endLine();
      values.clear();
      begin = line;
    }
  }

  private void add(Row row) {
    if (row.values.size() == 1 && row.values.get(0).isEmpty()) {
      return;
    }
    int columns = rows.isEmpty() ? row.values.size() : rows.get(0).values.size();
    if (row.values.size() != columns) {
      throw failure(
          row.line,
          "it has "
              + row.values.size()
              + " values, but there are "
              + columns
              + " columns; a value with a comma is put between double quotes");
    }
    rows.add(row);
  }

  /** The value that begins here; what follows is a comma, the line's end or the text's. */
  private String value() {
    if (text.get(text.position()) == '"') {
      return quoted();
    }
    StringBuilder value = new StringBuilder();
    while (text.hasRemaining()) {
      char next = text.get(text.position());
      if (next == ',' || next == '\n' || next == '\r') {
        break;
      }
      append(value, text.get());
    }
    return value.toString().strip();
  }

  private String quoted() {
    int begin = line;
    StringBuilder value = new StringBuilder();
    text.get();
    while (true) {
      if (!text.hasRemaining()) {
        throw failure(begin, "a double quote opens a value that nothing closes");
      }
      char next = text.get();
      if (next == '"') {
        if (!text.hasRemaining() || text.get(text.position()) != '"') {
          break;
        }
        text.get();
      }
      append(value, next);
    }
    if (text.hasRemaining() && ",\r\n".indexOf(text.get(text.position())) < 0) {
      throw failure(line, "a value between double quotes is not followed by a comma");
    }
    return value.toString();
  }

  private void append(StringBuilder value, char next) {
    if (next < ' ' && next != '\t' || next == 0x7f) {
      throw failure(line, "a value has the control character " + (int) next);
    }
    if (value.length() == MOST_CHARACTERS) {
      throw failure(line, "a value has more than " + MOST_CHARACTERS + " characters");
    }
    value.append(next);
  }

  private void endLine() {
    if (text.hasRemaining()) {
      char end = text.get();
      if (end == '\r' && text.hasRemaining() && text.get(text.position()) == '\n') {
        text.get();
      }
      line++;
    }
  }

  /** What is wrong with the file, which may quote it. */
  DatasetException failure(String reason) {
    return new DatasetException("cannot read " + file + ": " + ForeignText.escaped(reason));
  }

  /** What is wrong with a line of it. */
  DatasetException failure(int inLine, String reason) {
    return failure("line " + inLine + ": " + reason);
  }
}
