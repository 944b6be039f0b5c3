package dev.limpid.spark;

import dev.limpid.core.Shape;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.LoggerFactory;

/**
 * From rows that were read to a model: they are counted and checked, and then trained on.
 *
 * @param settings of the training
 * @param step how tasks train in step; null for one task
 * @param shape of an image
 * @param label the column of the labels
 * @param strict whether an image that can't be read is an error
 */
record Fitting(
    TrainingSettings settings, StepSettings step, Shape shape, StructField label, boolean strict) {
  /** Trains. An interrupted thread ends its jobs, which Spark alone would leave running. */
  Trained fit(JavaRDD<Sample> rows) {
    SparkContext spark = rows.rdd().sparkContext();
    if (step != null) {
      Slots.require(spark, step.shards());
    }
    String tag = "limpid-" + UUID.randomUUID();
    spark.addJobTag(tag);
    try {
      return train(rows);
    } catch (Exception e) { // Spark declares none, and throws checked ones
      if (e instanceof InterruptedException) {
        spark.cancelJobsWithTag(tag, "because its driver was interrupted");
      }
      throw e;
    } finally {
      spark.removeJobTag(tag);
    }
  }

  private Trained train(JavaRDD<Sample> rows) {
    JavaRDD<Sample> samples = rows.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Survey survey = samples.aggregate(new Survey(), Survey::add, Survey::add);
      survey.require(strict);
      if (survey.broken() > 0) {
        LoggerFactory.getLogger(LimpidClassifier.class)
            .warn(
                "{} of {} images can't be read and are left out: {} ...",
                survey.broken(),
                survey.broken() + survey.training() + survey.validation(),
                survey.firstBroken());
      }
      List<String> classNames = classNames(survey.classes());
      if (classNames.size() < 2) {
        throw new IllegalArgumentException(
            "all rows have the label 0; there must be two classes, 0 and 1, or more");
      }
      JavaRDD<Sample> usable = samples.filter(sample -> sample.fault() == null);
      if (step != null && step.measuresGap() && survey.validation() == 0) {
        throw new IllegalArgumentException(
            "measureGap needs rows to validate on, of which there are none that can be read: set"
                + " validationIndicatorCol, or clear measureGap");
      }
      if (step == null) {
        return usable
            .repartition(1)
            .mapPartitions(new TrainingTask(settings, shape, classNames))
            .collect()
            .get(0)
            .orThrow();
      }
      if (step.checkpoints() != null) {
        StepCheckpoints.requireWritable(step.checkpoints());
      }
      StepSettings own =
          step.checkpoints() == null
              ? step
              : step.in(
                  StepCheckpoints.fitIn(
                      StepDriver.folder(
                          step.checkpoints(),
                          settings,
                          step,
                          shape,
                          classNames,
                          survey.training(),
                          survey.content())));
      return new StepDriver(settings, own, shape, classNames).train(usable, survey.training());
    } finally {
      samples.unpersist();
    }
  }

  /** Those of the label's metadata, if it has some; otherwise the numbers. */
  private List<String> classNames(int classes) {
    Attribute attribute = Attribute.fromStructField(label);
    if (attribute instanceof NominalAttribute nominal && nominal.values().isDefined()) {
      List<String> names = List.of(nominal.values().get());
      if (names.size() < classes) {
        throw new IllegalArgumentException(
            "the metadata of the column '"
                + label.name()
                + "' names "
                + names.size()
                + " classes, but there is a label "
                + (classes - 1));
      }
      return names;
    }
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }
}
