package dev.limpid.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With a bench in the place of the one that trains for minutes, which is built after this module.
 */
class FaultBenchOnSparkTest {
  private static final String BENCH =
      """
      package dev.limpid.bench;
      public final class Commands {
        public int execute(java.io.PrintWriter out, java.io.PrintWriter err, String... args) throws Exception {
          if (args[6].equals("3")) { err.println("no such thing"); return 2; }
          java.nio.file.Path folder = java.nio.file.Path.of(args[8]);
          if (args[args.length - 1].equals("--judge-only")) {
            out.println("table of " + folder.toFile().list().length);
          } else {
            java.nio.file.Files.createFile(folder.resolve(args[args.length - 2] + args[args.length - 1]));
          }
          return 0;
        }
      }
      """;

  @TempDir private static Path folder;

  private static Path jar;

  @BeforeAll
  static void writeBench() throws Exception {
    Path source = folder.resolve("Commands.java");
    Files.writeString(source, BENCH);
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", folder.toString(), source.toString()));
    jar = folder.resolve("bench.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("dev/limpid/bench/Commands.class"));
      out.write(Files.readAllBytes(folder.resolve("dev/limpid/bench/Commands.class")));
    }
  }

  @Test
  void eachSeedIsATaskAndThenTheyAreJudged() throws Exception {
    SparkSession spark = LocalSpark.session();
    Path runs = Files.createDirectory(folder.resolve("runs"));
    assertEquals(
        "table of 4", FaultBenchOnSpark.run(spark, jar.toString(), 7, 4, runs.toString()).strip());
    try (Stream<Path> all = Files.list(runs)) {
      assertEquals(
          List.of("--only-seed10", "--only-seed7", "--only-seed8", "--only-seed9"),
          all.map(each -> each.getFileName().toString()).sorted().toList());
    }
    SparkException thrown =
        assertThrows(
            SparkException.class,
            () -> FaultBenchOnSpark.run(spark, jar.toString(), 7, 3, runs.toString()));
    assertTrue(thrown.getMessage().contains("ended with 2: no such thing"), thrown::getMessage);
  }
}
