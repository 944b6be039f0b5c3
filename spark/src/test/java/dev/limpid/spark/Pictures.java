package dev.limpid.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.regexp_extract;

import dev.limpid.core.Rng;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Small pictures of three classes in a folder, a sub-folder each: noise that is mostly one colour.
 */
final class Pictures {
  static final List<String> CLASSES = List.of("blue", "green", "red");
  static final int SIDE = 16;

  private Pictures() {}

  static void write(Path folder, int ofEachClass) throws IOException {
    Rng rng = Rng.of(5);
    for (int label = 0; label < CLASSES.size(); label++) {
      Path those = Files.createDirectories(folder.resolve(CLASSES.get(label)));
      for (int i = 0; i < ofEachClass; i++) {
        ImageIO.write(picture(label, SIDE, SIDE, rng), "png", those.resolve(i + ".png").toFile());
      }
    }
  }

  static BufferedImage picture(int label, int height, int width, Rng rng) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int colours = 0;
        for (int c = 0; c < 3; c++) {
          int value = rng.nextInt(160) + (c == label ? 60 : 0);
          colours |= value << 8 * c;
        }
        image.setRGB(x, y, colours);
      }
    }
    return image;
  }

  /** As Spark's image source reads them, with the name of the class. */
  static Dataset<Row> images(SparkSession spark, Path folder) {
    return spark
        .read()
        .format("image")
        .option("recursiveFileLookup", "true")
        .load(folder.toString())
        .withColumn("class", regexp_extract(col("image.origin"), "([^/]+)/[^/]+$", 1));
  }

  /** The same with the classes as labels. */
  static Dataset<Row> labelled(SparkSession spark, Path folder) {
    Dataset<Row> rows = images(spark, folder);
    return labels().fit(rows).transform(rows);
  }

  /** Makes labels of the names of the classes. */
  static StringIndexer labels() {
    return new StringIndexer()
        .setInputCol("class")
        .setOutputCol("label")
        .setStringOrderType("alphabetAsc");
  }

  /** As files, with the name of the class. */
  static Dataset<Row> files(SparkSession spark, Path folder) {
    return spark
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", "true")
        .load(folder.toString())
        .withColumn("class", regexp_extract(col("path"), "([^/]+)/[^/]+$", 1));
  }
}
