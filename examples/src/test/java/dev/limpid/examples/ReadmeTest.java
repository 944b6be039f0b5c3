package dev.limpid.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README.md and docs/LIBRARY.md show is what is compiled and run. */
class ReadmeTest {
  private static final Path HOUSE = Path.of("..");

  @Test
  void theProgramOfTheReadmeIsTheExample() throws IOException {
    String example =
        Files.readString(Path.of("src/main/java/dev/limpid/examples/FirstNetwork.java"));
    assertEquals(
        example.substring(example.indexOf('\n')).strip(),
        block("README.md", "java", "class FirstNetwork"));
  }

  @Test
  void theProgramOfTheReadmeLearns() throws Exception {
    String printed = Printed.by(() -> FirstNetwork.main(new String[0]));
    Matcher last =
        Pattern.compile("(?s).*epoch 5 .* validation loss \\S+  accuracy (\\S+) .*")
            .matcher(printed);
    assertTrue(last.matches(), printed);
    assertTrue(Double.parseDouble(last.group(1)) > 0.9, printed);
    assertTrue(printed.contains("generalisation"), printed);
  }

  @Test
  void thePomOfTheLibraryPageIsTheConsumers() throws IOException {
    String pom = Files.readString(HOUSE.resolve("consumer/pom.xml"));
    String marked =
        pom.substring(pom.indexOf("<!-- begin -->") + 14, pom.indexOf("<!-- end -->")).strip();
    assertEquals(marked.replaceAll("(?m)^  ", ""), block("docs/LIBRARY.md", "xml", "limpid-bom"));
  }

  @Test
  void theSnippetsOfTheLibraryPageCompile(@TempDir Path folder) throws IOException {
    StringBuilder source = new StringBuilder();
    for (String used :
        List.of(
            "core.compute",
            "insight",
            "insight.doctor",
            "insight.look",
            "layers",
            "layers.inference",
            "layers.io",
            "layers.merge",
            "layers.norm",
            "layers.pool",
            "optim",
            "report",
            "train",
            "train.data")) {
      source.append("import dev.limpid.").append(used).append(".*;\n");
    }
    source.append("import java.nio.file.Path; import java.util.*;\nclass Snippets {\n");
    Matcher blocks = blocks("docs/LIBRARY.md", "java");
    int snippets = 0;
    while (blocks.find()) {
      source
          .append("void snippet" + ++snippets)
          .append("(Network network, Trainer trainer, Dataset training, Dataset validation,")
          .append(" float[] image) throws Exception {\n" + blocks.group(1) + "}\n");
    }
    assertTrue(snippets >= 2, source::toString);
    Path file = Files.writeString(folder.resolve("Snippets.java"), source.append("}\n"));
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                errors,
                errors,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                file.toString());
    assertEquals(0, failed, errors::toString);
  }

  /** The block of a page that contains a text. */
  private static String block(String page, String language, String text) throws IOException {
    Matcher blocks = blocks(page, language);
    while (blocks.find()) {
      if (blocks.group(1).contains(text)) {
        return blocks.group(1).strip();
      }
    }
    throw new AssertionError(page + " has no block of " + language + " with " + text);
  }

  private static Matcher blocks(String page, String language) throws IOException {
    return Pattern.compile("(?s)```" + language + "\\n(.*?)```")
        .matcher(Files.readString(HOUSE.resolve(page)));
  }
}
