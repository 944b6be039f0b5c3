package dev.limpid.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.junit.jupiter.api.Test;

/** What goes into the module's jar. */
class JarTest {
  @Test
  void nothingOfSparkIsInside() throws IOException {
    Path classes = Path.of("target", "classes");
    try (Stream<Path> files = Files.walk(classes)) {
      List<Path> foreign =
          files
              .filter(Files::isRegularFile)
              .map(classes::relativize)
              .filter(file -> !file.startsWith(Path.of("dev", "limpid", "spark")))
              .filter(file -> !file.startsWith("META-INF"))
              .filter(file -> !file.equals(Path.of("dev", "limpid", "spark.py")))
              .toList();
      assertEquals(List.of(), foreign);
    }
  }

  @Test
  void pythonConvertsEachTypeOfParameter() throws IOException {
    String python = Files.readString(Path.of("target", "classes", "dev", "limpid", "spark.py"));
    for (Param<?> param : new LimpidClassifier().params()) {
      String type = '"' + param.getClass().getSimpleName() + "\": TypeConverters.";
      assertTrue(python.contains(type), () -> param + ": " + type);
    }
  }
}
