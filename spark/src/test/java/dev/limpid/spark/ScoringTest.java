package dev.limpid.spark;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.layers.networks.ConvNet;
import dev.limpid.train.Classifier;
import dev.limpid.train.data.ImageFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoringTest {
  @TempDir private static Path folder;

  private static SparkSession spark;
  private static Path file;
  private static Classifier classifier;
  private static LimpidClassificationModel model;

  @BeforeAll
  static void write() throws IOException {
    spark = LocalSpark.session();
    Pictures.write(folder.resolve("pictures"), 11);
    Files.writeString(folder.resolve("pictures/red/broken.png"), "no image");
    file = folder.resolve("model.safetensors");
    Network network = ConvNet.forImages(16, 16, 3, 3).build(3, Compute.standard());
    ModelFile.write(network, Classifier.metadata(Pictures.CLASSES), file);
    classifier = Classifier.read(file);
    model = LimpidClassificationModel.of(file);
  }

  private static Dataset<Row> files() {
    return Pictures.files(spark, folder.resolve("pictures"));
  }

  private static void assertAsTheLibrarySays(Row row, String path) {
    float[] expected = classifier.classify(Path.of(URI.create(path))).probabilities();
    double[] shares = row.<Vector>getAs("probability").toArray();
    int best = 0;
    for (int c = 0; c < 3; c++) {
      assertEquals((double) expected[c], shares[c], 0, path);
      best = shares[c] > shares[best] ? c : best;
    }
    assertEquals(best, row.<Double>getAs("prediction"), 0, path);
    assertNull(row.getAs("reason"), path);
  }

  @Test
  void filesGetToTheBitWhatTheLibrarySaysWhateverTheBatch() {
    for (int batch : new int[] {1, 4, 64}) {
      model.setFeaturesCol("content").setScoringBatchSize(batch);
      List<Row> rows = model.transform(files()).collectAsList();
      assertEquals(34, rows.size());
      for (Row row : rows) {
        String path = row.getAs("path");
        if (path.endsWith("broken.png")) {
          assertNull(row.getAs("prediction"));
          assertNull(row.getAs("probability"));
          assertTrue(row.<String>getAs("reason").contains("is not a PNG"), row::toString);
        } else {
          assertAsTheLibrarySays(row, path);
        }
      }
    }
  }

  @Test
  void imagesOfSparksSourceGetTheSame() {
    LimpidClassificationModel ofImages = model.copy(new org.apache.spark.ml.param.ParamMap());
    ofImages.setFeaturesCol("image");
    List<Row> rows =
        ofImages
            .transform(Pictures.images(spark, folder.resolve("pictures")))
            .select("image.origin", "prediction", "probability", "reason")
            .collectAsList();
    assertEquals(34, rows.size());
    int broken = 0;
    for (Row row : rows) {
      if (row.getString(0).endsWith("broken.png")) {
        assertTrue(row.<String>getAs("reason").contains("could not decode"), row::toString);
        broken++;
      } else {
        assertAsTheLibrarySays(row, row.getString(0));
      }
    }
    assertEquals(1, broken);
  }

  @Test
  void aBrokenImageIsLeftOutOrAnErrorWhereThatIsAskedFor() {
    model.setFeaturesCol("content");
    LimpidClassificationModel other = model.copy(new org.apache.spark.ml.param.ParamMap());
    assertEquals(33, other.setHandleInvalid("skip").transform(files()).count());
    MulticlassClassificationEvaluator evaluator =
        new MulticlassClassificationEvaluator().setMetricName("accuracy");
    Dataset<Row> labelled = Pictures.labels().fit(files()).transform(files());
    double accuracy = evaluator.evaluate(other.transform(labelled));
    assertTrue(accuracy >= 0 && accuracy <= 1, () -> "accuracy " + accuracy);
    other.setHandleInvalid("error");
    SparkException thrown =
        assertThrows(SparkException.class, () -> other.transform(files()).collectAsList());
    assertTrue(thrown.getMessage().contains("red/broken.png: "), thrown::getMessage);
  }

  @Test
  void vectorsAndArraysAreTakenAsTheValuesThatTheyAre() throws IOException {
    List<Row> rows = new ArrayList<>();
    List<Path> paths = List.of(at("red/1.png"), at("blue/2.png"));
    for (Path path : paths) {
      float[] image = ImageFolder.readImage(path, 16, 16);
      double[] values = new double[image.length];
      List<Float> boxed = new ArrayList<>();
      for (int i = 0; i < values.length; i++) {
        values[i] = image[i];
        boxed.add(image[i]);
      }
      rows.add(
          RowFactory.create(
              path.toUri().toString(), Vectors.dense(values), boxed.toArray(Float[]::new)));
    }
    rows.add(RowFactory.create("short", Vectors.dense(1, 2), new Float[] {Float.NaN}));
    rows.add(RowFactory.create("null", Vectors.dense(1, 2), new Float[] {1f, null}));
    StructType schema =
        new StructType()
            .add("name", DataTypes.StringType)
            .add("vector", SQLDataTypes.VectorType())
            .add("array", DataTypes.createArrayType(DataTypes.FloatType));
    Dataset<Row> data = spark.createDataFrame(rows, schema);
    for (String column : List.of("vector", "array")) {
      model.setFeaturesCol(column);
      List<Row> scored = model.transform(data).collectAsList();
      for (int i = 0; i < 2; i++) {
        assertAsTheLibrarySays(scored.get(i), scored.get(i).getString(0));
      }
      String reason = scored.get(2).getAs("reason");
      assertTrue(reason.contains("an image of [16,16,3] has 768"), reason);
      if (column.equals("array")) {
        assertEquals("value 1 is null", scored.get(3).getAs("reason"));
      }
    }
  }

  private static Path at(String name) {
    return folder.resolve("pictures").resolve(name);
  }

  @Test
  void whatIsKnownOfOtherColumnsStays() {
    Metadata metadata = new MetadataBuilder().putString("unit", "mm").build();
    Dataset<Row> rows = files().withColumn("size", col("length")).withMetadata("size", metadata);
    model.setFeaturesCol("content");
    StructType schema = model.transform(rows).schema();
    assertEquals(metadata, schema.apply("size").metadata());
    assertArrayEquals(model.transformSchema(rows.schema()).fieldNames(), schema.fieldNames());
  }

  @Test
  void aFileThatIsNoClassifierIsRefused() throws IOException {
    Path nameless = folder.resolve("nameless.safetensors");
    Network network = ConvNet.forImages(16, 16, 3, 3).build(3, Compute.standard());
    ModelFile.write(network, java.util.Map.of(), nameless);
    IOException thrown =
        assertThrows(IOException.class, () -> LimpidClassificationModel.of(nameless));
    assertTrue(thrown.getMessage().contains("does not name its classes"), thrown::getMessage);
  }
}
