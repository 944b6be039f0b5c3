package dev.limpid.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's program is compiled and run as it stands there. */
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");

  @TempDir Path folder;

  @Test
  void theProgramOfTheReadmeCompilesAndTrains() throws Exception {
    Matcher program =
        Pattern.compile("```java\\n(.*?public class Readme .*?)```", Pattern.DOTALL)
            .matcher(Files.readString(README));
    assertTrue(program.find(), "the README has no program");
    Path source = folder.resolve("Readme.java");
    Files.writeString(source, program.group(1));
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int result =
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
                source.toString());
    assertEquals(0, result, errors::toString);

    String printed = Printed.by(this::run);
    assertTrue(printed.contains("Trainable:"), printed);
    assertTrue(printed.contains("Epoch[number=2"), printed);
  }

  private void run() throws IOException, ReflectiveOperationException {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      loader
          .loadClass("Readme")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    }
  }
}
