"""The example in Python: a folder with a sub-folder of images for each class."""

import sys

from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.evaluation import MulticlassClassificationEvaluator
from pyspark.ml.feature import StringIndexer
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder
from pyspark.sql import SparkSession
from pyspark.sql.functions import col, regexp_extract

from dev.limpid.spark import LimpidClassifier


def images(spark, folder):
    """Images as Spark's image source reads them, with the name of their class."""
    rows = spark.read.format("image").option("recursiveFileLookup", "true").load(folder)
    return rows.withColumn("class", regexp_extract(col("image.origin"), "([^/]+)/[^/]+$", 1))


def fit(rows, epochs):
    """Trains two shards in step."""
    indexer = StringIndexer(inputCol="class", outputCol="label")
    classifier = LimpidClassifier(
        network="convnet", width=0.25, epochs=epochs, batchSize=4, shards=2, recalibrate=True,
        handleInvalid="skip",  # evaluators can't take rows without prediction
    )
    return Pipeline(stages=[indexer, classifier]).fit(rows)


def search(labelled, epochs):
    """The better of two learning rates, by cross-validation."""
    classifier = LimpidClassifier(
        network="lenet", width=0.25, epochs=epochs, handleInvalid="skip"
    )
    grid = ParamGridBuilder().addGrid(classifier.learningRate, [0.001, 0.01]).build()
    evaluator = MulticlassClassificationEvaluator(metricName="accuracy")
    validator = CrossValidator(
        estimator=classifier, estimatorParamMaps=grid, evaluator=evaluator, numFolds=2
    )
    return validator.fit(labelled).bestModel


def accuracy(model, rows):
    """The share of images whose class is predicted."""
    return MulticlassClassificationEvaluator(metricName="accuracy").evaluate(model.transform(rows))


def main(folder, saved):
    """Trains on a folder of images, and saves the model."""
    spark = SparkSession.builder.appName("letters").getOrCreate()
    training, validation = images(spark, folder).randomSplit([0.8, 0.2], 1)
    model = fit(training, 10)
    print(model.stages[1].history)
    print("accuracy", accuracy(model, validation))
    model.write().overwrite().save(saved)
    print("loaded", accuracy(PipelineModel.load(saved), validation))
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
