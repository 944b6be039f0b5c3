package dev.limpid.bench;

import dev.limpid.cli.recipe.OutputFile;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.layers.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What a run found: printed as it comes, and written to a Markdown file where one was asked for.
 */
public final class MarkdownReport {
  private final Path file;
  private final StringBuilder markdown = new StringBuilder();

  /**
   * A report to the terminal, and to this file unless it is null; made before what it reports.
   *
   * @param file named with {@code --markdown}
   * @throws UserException if it can't be written
   */
  public MarkdownReport(Path file) {
    if (file != null) {
      OutputFile.requireWritable(file, "--markdown");
    }
    this.file = file;
  }

  /** Adds processor, cores, system and JVM. */
  public void machine() {
    TextTable table = new TextTable("machine", "");
    table.row("processor", Hardware.processor());
    table.row("processors", Runtime.getRuntime().availableProcessors());
    table.row("memory", String.format(Locale.ROOT, "%.0f GB", Hardware.memoryBytes() / 1e9));
    table.row("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    table.row("JVM", Runtime.version() + ", " + System.getProperty("java.vm.name"));
    add("Machine", "", table);
  }

  /** Adds a table with a heading, and a sentence or two, or an empty text. */
  public void add(String heading, String text, TextTable table) {
    System.out.println("\n" + heading + "\n" + (text.isEmpty() ? "" : text + "\n") + "\n" + table);
    markdown.append("### ").append(heading).append("\n\n");
    if (!text.isEmpty()) {
      markdown.append(text).append("\n\n");
    }
    markdown.append(table.markdown()).append('\n');
  }

  /** Says on the terminal how far it is. */
  public void progress(String text) {
    System.out.println("... " + text);
  }

  /** Writes the file, where one was asked for. */
  public void write() throws IOException {
    if (file != null) {
      AtomicFile.write(file, markdown.toString());
      System.out.println("Wrote " + file);
    }
  }
}
