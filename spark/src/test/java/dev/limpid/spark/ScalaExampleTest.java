package dev.limpid.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.tools.nsc.Main;

class ScalaExampleTest {
  @TempDir private Path folder;

  @Test
  void theExampleInScalaIsCompiledAndTrains() throws Exception {
    Path classes = Files.createDirectory(folder.resolve("classes"));
    String[] arguments = {
      "-d",
      classes.toString(),
      "-classpath",
      System.getProperty("java.class.path"),
      "-Xfatal-warnings",
      "src/test/scala/dev/limpid/spark/LettersInScala.scala"
    };
    assertTrue(Main.process(arguments), "the Scala compiler has printed why not");
    Path pictures = folder.resolve("pictures");
    Pictures.write(pictures, 4);
    SparkSession spark = LocalSpark.session();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
      Class<?> example = loader.loadClass("dev.limpid.spark.LettersInScala");
      Object images =
          example
              .getMethod("images", SparkSession.class, String.class)
              .invoke(null, spark, pictures.toString());
      Object model = example.getMethod("fit", Dataset.class, int.class).invoke(null, images, 1);
      LimpidClassificationModel fitted =
          (LimpidClassificationModel) ((PipelineModel) model).stages()[1];
      assertEquals(1, fitted.history().lines().count());
      assertTrue(fitted.history().contains("exchange_bytes_a_step"), fitted.history());
    }
  }
}
