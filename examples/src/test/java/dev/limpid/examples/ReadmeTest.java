package dev.limpid.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

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

  /** The block of a page that contains a text. */
  private static String block(String page, String language, String text) throws IOException {
    Matcher blocks =
        Pattern.compile("(?s)```" + language + "\\n(.*?)```")
            .matcher(Files.readString(HOUSE.resolve(page)));
    while (blocks.find()) {
      if (blocks.group(1).contains(text)) {
        return blocks.group(1).strip();
      }
    }
    throw new AssertionError(page + " has no block of " + language + " with " + text);
  }
}
