package dev.limpid.spark

import org.apache.spark.ml.{Pipeline, PipelineModel}
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator
import org.apache.spark.ml.feature.StringIndexer
import org.apache.spark.ml.tuning.{CrossValidator, ParamGridBuilder}
import org.apache.spark.sql.{DataFrame, SparkSession}
import org.apache.spark.sql.functions.{col, regexp_extract}

/** The example in Scala: a folder with a sub-folder of images for each class. */
object LettersInScala {

  /** Images as Spark's image source reads them, with the name of their class. */
  def images(spark: SparkSession, folder: String): DataFrame =
    spark.read
      .format("image")
      .option("recursiveFileLookup", "true")
      .load(folder)
      .withColumn("class", regexp_extract(col("image.origin"), "([^/]+)/[^/]+$", 1))

  /** Trains two shards in step. */
  def fit(images: DataFrame, epochs: Int): PipelineModel = {
    val indexer = new StringIndexer().setInputCol("class").setOutputCol("label")
    val classifier = new LimpidClassifier()
      .setNetwork("convnet")
      .setWidth(0.25)
      .setEpochs(epochs)
      .setBatchSize(4)
      .setShards(2)
      .setRecalibrate(true)
      .setHandleInvalid("skip") // evaluators can't take rows without prediction
    new Pipeline().setStages(Array(indexer, classifier)).fit(images)
  }

  /** The better of two learning rates, by cross-validation. */
  def search(labelled: DataFrame, epochs: Int): LimpidClassificationModel = {
    val classifier = new LimpidClassifier()
      .setNetwork("lenet")
      .setWidth(0.25)
      .setEpochs(epochs)
      .setHandleInvalid("skip")
    val grid = new ParamGridBuilder()
      .addGrid(classifier.learningRate(), Array(0.001, 0.01))
      .build()
    new CrossValidator()
      .setEstimator(classifier)
      .setEstimatorParamMaps(grid)
      .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
      .setNumFolds(2)
      .fit(labelled)
      .bestModel
      .asInstanceOf[LimpidClassificationModel]
  }

  /** The share of images whose class is predicted. */
  def accuracy(model: PipelineModel, images: DataFrame): Double =
    new MulticlassClassificationEvaluator()
      .setMetricName("accuracy")
      .evaluate(model.transform(images))

  def main(args: Array[String]): Unit = {
    val spark = SparkSession.builder().appName("letters").getOrCreate()
    val Array(training, validation) = images(spark, args(0)).randomSplit(Array(0.8, 0.2), 1)
    val model = fit(training, 10)
    println(s"accuracy ${accuracy(model, validation)}")
    spark.stop()
  }
}
