package dev.limpid.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Network;
import dev.limpid.train.Classifier;
import dev.limpid.train.data.ImageFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimpidClassifierTest {
  @TempDir private static Path folder;

  private static SparkSession spark;
  private static Dataset<Row> images;

  @BeforeAll
  static void write() throws IOException {
    Pictures.write(folder.resolve("pictures"), 12);
    spark = LocalSpark.session();
    images = labelled(Pictures.images(spark, folder.resolve("pictures"))).cache();
  }

  private static Dataset<Row> labelled(Dataset<Row> rows) {
    Column position =
        when(col("class").equalTo("blue"), 0).when(col("class").equalTo("green"), 1).otherwise(2);
    return rows.withColumn("label", position);
  }

  private static LimpidClassifier small() {
    return new LimpidClassifier()
        .setNetwork("convnet")
        .setWidth(0.25)
        .setEpochs(2)
        .setBatchSize(12)
        .setLearningRate(0.01);
  }

  @Test
  void theModelIsToTheBitTheOneThatTheTrainerMakesOfTheSameImages() throws IOException {
    LimpidClassificationModel model = small().fit(images);

    List<Sample> samples = new ArrayList<>();
    for (int label = 0; label < 3; label++) {
      Path those = folder.resolve("pictures").resolve(Pictures.CLASSES.get(label));
      try (Stream<Path> files = Files.list(those)) {
        for (Path file : files.toList()) {
          float[] image = ImageFolder.readImage(file, Pictures.SIDE, Pictures.SIDE);
          samples.add(Sample.ofImage(image, label, false, file.toString()));
        }
      }
    }
    Collections.sort(samples);
    List<String> names = List.of("0", "1", "2");
    SampleDataset data = new SampleDataset(Shape.of(16, 16, 3), names, samples);
    Recipe recipe =
        Recipe.of(
            Map.of(
                "network",
                "convnet",
                "width",
                0.25,
                "epochs",
                2,
                "batch-size",
                12,
                "learning-rate",
                0.01));
    Network network = recipe.network(data).build(1, Compute.standard());
    recipe.trainer(network, data).fit(data, null, 2);
    assertArrayEquals(ModelBytes.of(network, Classifier.metadata(names)), bytes(model));
    assertEquals(2, model.history().lines().count());
  }

  private static byte[] bytes(LimpidClassificationModel model) throws IOException {
    Path saved = Files.createTempDirectory(folder, "saved");
    model.write().overwrite().save(saved.toString());
    return Files.readAllBytes(saved.resolve("model.safetensors"));
  }

  @Test
  void howSparkCutsAndOrdersTheRowsChangesNoBit() throws IOException {
    byte[] expected = bytes(small().fit(images));
    Dataset<Row> otherwise = images.orderBy(col("image.origin").desc()).repartition(5);
    assertArrayEquals(expected, bytes(small().fit(otherwise)));
  }

  @Test
  void rowsToValidateOnAreEvaluatedAfterEachEpochAndNotLearntFrom() {
    Dataset<Row> marked = images.withColumn("held", col("image.origin").rlike("/1[01]?\\.png$"));
    LimpidClassificationModel model = small().setValidationIndicatorCol("held").fit(marked);
    assertTrue(
        model
            .history()
            .lines()
            .allMatch(
                line ->
                    line.contains("\"validation_loss\":0.")
                        || line.contains("\"validation_loss\":1.")),
        model::history);
  }

  @Test
  void aPipelineWithAnIndexerOfTextsIsFittedSavedAndLoaded() throws IOException {
    StringIndexer indexer =
        new StringIndexer()
            .setInputCol("class")
            .setOutputCol("label")
            .setStringOrderType("alphabetAsc");
    Dataset<Row> rows = images.drop("label");
    PipelineModel fitted =
        new Pipeline().setStages(new PipelineStage[] {indexer, small().setEpochs(4)}).fit(rows);
    Path saved = folder.resolve("pipeline");
    fitted.write().overwrite().save(saved.toString());
    PipelineModel loaded = PipelineModel.load(saved.toString());
    LimpidClassificationModel model = (LimpidClassificationModel) loaded.stages()[1];
    assertEquals(Pictures.CLASSES, model.classNames());
    assertEquals(Shape.of(16, 16, 3), model.inputShape());
    assertEquals(4, model.history().lines().count());
    Dataset<Row> scored = loaded.transform(rows);
    assertEquals(
        rowsOf(fitted.transform(rows)), rowsOf(scored), "predictions of fitted and loaded");
    double accuracy =
        new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(scored);
    assertTrue(accuracy > 0.6, () -> "accuracy " + accuracy);
  }

  private static List<String> rowsOf(Dataset<Row> scored) {
    return scored
        .select("image.origin", "prediction", "probability", "reason")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  @Test
  void aGridOfParametersIsCrossValidated() {
    LimpidClassifier classifier = small().setEpochs(3);
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(classifier.learningRate(), new double[] {1e-9, 0.01})
            .build();
    CrossValidatorModel model =
        new CrossValidator()
            .setEstimator(classifier)
            .setEstimatorParamMaps(grid)
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("logLoss"))
            .setNumFolds(2)
            .setSeed(3)
            .fit(images);
    double[] losses = model.avgMetrics();
    assertTrue(losses[1] < losses[0], () -> losses[0] + " and " + losses[1]);
    LimpidClassificationModel best = (LimpidClassificationModel) model.bestModel();
    assertEquals("image", best.getOrDefault(best.featuresCol()));
  }

  @Test
  void aClassifierIsExplainedCopiedSavedAndLoaded() throws IOException {
    LimpidClassifier classifier = small().setOptions("--weight-decay 0.001").setSeed(7);
    for (Param<?> param : classifier.params()) {
      assertTrue(classifier.explainParams().contains(param.name() + ": "), param::toString);
    }
    assertEquals(26, classifier.params().length);
    ParamMap more = new ParamMap().put(classifier.epochs().w(9));
    LimpidClassifier copy = classifier.copy(more);
    assertEquals(9, copy.getOrDefault(copy.epochs()));
    assertEquals(2, classifier.getOrDefault(classifier.epochs()));
    Path saved = folder.resolve("classifier");
    classifier.write().overwrite().save(saved.toString());
    LimpidClassifier loaded = LimpidClassifier.load(saved.toString());
    assertEquals(classifier.explainParams(), loaded.explainParams());
    assertEquals(classifier.uid(), loaded.uid());
  }

  @Test
  void optionsOfTheCommandTrainReachTheTraining() throws IOException {
    byte[] plain = bytes(small().fit(images));
    byte[] decayed = bytes(small().setOptions("--weight-decay=0.1 --no-shuffle").fit(images));
    assertTrue(!Arrays.equals(plain, decayed));
    assertMessage("no option --such", () -> small().setOptions("--no-such 3").fit(images));
    assertMessage("data", () -> small().setOptions("--data other").fit(images));
    assertMessage("has no value", () -> small().setOptions("--l2").fit(images));
    assertMessage("--momentum goes with", () -> small().setOptions("--momentum 0.9").fit(images));
  }

  @Test
  void aParameterOutOfItsRangeIsRefusedWhenItIsSet() {
    assertThrows(IllegalArgumentException.class, () -> small().setEpochs(0));
    assertThrows(IllegalArgumentException.class, () -> small().setNetwork("vgg"));
    assertThrows(IllegalArgumentException.class, () -> small().setDropout(1));
    assertThrows(IllegalArgumentException.class, () -> small().setHandleInvalid("ignore"));
  }

  @Test
  void aLabelThatIsNoClassIsAnErrorThatNamesTheRow() {
    Column of7 = col("image.origin").endsWith("red/7.png");
    assertMessage(
        "red/7.png: its label is -1;",
        () -> small().fit(images.withColumn("label", when(of7, -1).otherwise(col("label")))));
    assertMessage(
        "red/7.png: its label is 1.5;",
        () -> small().fit(images.withColumn("label", when(of7, 1.5).otherwise(col("label")))));
    assertMessage(
        "red/7.png: its label is null",
        () ->
            small().fit(images.withColumn("label", when(of7, lit(null)).otherwise(col("label")))));
    assertMessage(
        ".png: its label is the text '",
        () -> small().fit(images.withColumn("label", col("class"))));
  }

  @Test
  void labelsOfOneClassAreRefused() {
    assertMessage(
        "all rows have the label 0; there must be two classes",
        () -> small().fit(images.withColumn("label", lit(0))));
  }

  @Test
  void imagesOfDifferingSizesAreAnErrorThatNamesOneUnlessTheyAreResized() throws IOException {
    Path mixed = folder.resolve("mixed");
    Pictures.write(mixed, 2);
    ImageIO.write(
        Pictures.picture(0, 20, 18, Rng.of(1)), "png", mixed.resolve("blue/large.png").toFile());
    Dataset<Row> rows = labelled(Pictures.images(spark, mixed));
    assertMessage("; imageShape says what size all become", () -> small().fit(rows));
    LimpidClassificationModel model = small().setImageShape("16x16x1").fit(rows);
    assertEquals(Shape.of(16, 16, 1), model.inputShape());
  }

  @Test
  void aColumnMayHaveADotInItsName() {
    Dataset<Row> dotted = images.withColumnRenamed("image", "my.image");
    LimpidClassificationModel model = small().setFeaturesCol("my.image").fit(dotted);
    assertEquals(images.count(), model.transform(dotted).filter("reason is null").count());
  }

  @Test
  void columnsThatCannotBeReadAreRefused() {
    Dataset<Row> files = labelled(Pictures.files(spark, folder.resolve("pictures")));
    assertMessage("imageShape must say", () -> small().setFeaturesCol("content").fit(files));
    assertMessage("imageShape: ", () -> small().setImageShape("16 by 16").fit(images));
    assertMessage("is of type string", () -> small().setFeaturesCol("path").fit(files));
    assertMessage(
        "there is a column 'class' already", () -> small().setPredictionCol("class").fit(images));
    assertMessage(
        "there is no row to learn from",
        () -> small().setImageShape("16x16x3").fit(images.filter(lit(false))));
  }

  @Test
  void shardsThatTrainInStepComeToTheSameBitsHoweverTheRowsAreCut() throws IOException {
    LimpidClassifier classifier = small().setShards(3);
    LimpidClassificationModel model = classifier.fit(images);
    assertArrayEquals(bytes(model), bytes(classifier.fit(images.repartition(3))));
    List<Double> losses =
        model
            .history()
            .lines()
            .map(line -> line.replaceAll(".*\"loss\":([^,]+),.*", "$1"))
            .map(Double::valueOf)
            .toList();
    assertEquals(2, losses.size());
    assertTrue(losses.get(1) < losses.get(0), losses::toString);
    assertTrue(!Arrays.equals(bytes(model), bytes(classifier.setSyncBatchNorm(true).fit(images))));
    assertTrue(
        !Arrays.equals(bytes(model), bytes(classifier.setCompressGradients(true).fit(images))));
  }

  @Test
  void shardsEvaluateTheRowsToValidateOnTogether() {
    Dataset<Row> marked = images.withColumn("held", col("image.origin").rlike("/1[01]?\\.png$"));
    LimpidClassificationModel model =
        small().setShards(2).setRecalibrate(true).setValidationIndicatorCol("held").fit(marked);
    assertTrue(model.history().contains("\"validation_accuracy\":"), model::history);
    assertTrue(!model.history().contains("null"), model::history);
  }

  @Test
  void whatCannotBeTrainedInStepIsRefused() {
    assertMessage("multiple of shards", () -> small().setShards(5).fit(images));
    assertMessage(
        "checkpointDir is for several shards", () -> small().setCheckpointDir("c").fit(images));
    assertMessage(
        "measureGap is for several shards", () -> small().setMeasureGap(true).fit(images));
    assertMessage(
        "measureGap needs rows to validate on",
        () -> small().setShards(2).setMeasureGap(true).fit(images));
    Path file = folder.resolve("pictures").resolve("red").resolve("7.png");
    for (String nowhere : List.of(file.resolve("in").toString(), "no-scheme://in")) {
      assertMessage(
          "checkpointDir: '" + nowhere + "' can't be written",
          () -> small().setShards(2).setCheckpointDir(nowhere).fit(images));
    }
    assertMessage(
        "--early-stopping can't",
        () -> small().setShards(2).setOptions("--early-stopping 3").fit(images));
    assertMessage(
        "2 rows to learn from for 4 shards", () -> small().setShards(4).fit(images.limit(2)));
  }

  @Test
  void aLossThatIsNotANumberEndsTheTrainingWithItsWords() {
    for (int shards : new int[] {1, 2}) {
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  small()
                      .setOptimizer("sgd")
                      .setLearningRate(1e30)
                      .setEpochs(5)
                      .setShards(shards)
                      .fit(images));
      assertTrue(thrown.getMessage().contains("loss"), thrown::getMessage);
    }
  }

  private static void assertMessage(String part, Runnable call) {
    IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(thrown.getMessage().contains(part), thrown::toString);
  }
}
