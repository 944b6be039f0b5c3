package dev.limpid.spark;

import dev.limpid.cli.recipe.DataOptions;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.Shape;
import java.util.UUID;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a network that classifies images: an Estimator of Spark ML's pipelines.
 *
 * <p>The parameters are the options of the command {@code train}, with its names, meanings and
 * defaults; {@link #options} has those that have no parameter of their own. Labels are whole
 * numbers from 0 on, as {@code StringIndexer} makes them of texts, whose metadata also gives the
 * model the classes' names.
 *
 * <p>Executors read, decode and resize the images; the training is then one task, with as many
 * threads as {@code spark.task.cpus} says, and holds the images of the training in its memory, a
 * byte a value. With several {@linkplain #shards shards} it is as many tasks, which train in step:
 * each has a part of the images and of every batch, and gradients are averaged over all of them.
 * The same rows, parameters and kernels give the same model to the bit, however Spark has cut the
 * rows and wherever it runs them.
 */
public final class LimpidClassifier extends Estimator<LimpidClassificationModel>
    implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final ColumnParams columns;
  private final Param<String> labelCol;
  private final Param<String> validationIndicatorCol;
  private final Param<String> imageShape;
  private final TrainingParams training;
  private final StepParams step;

  /** A classifier with the defaults of the command {@code train}. */
  public LimpidClassifier() {
    this("limpid_" + UUID.randomUUID().toString().substring(24));
  }

  /** The same with a name of its own, by which Spark ML tells stages apart. */
  public LimpidClassifier(String uid) {
    this.uid = uid;
    columns = new ColumnParams(this);
    labelCol = new Param<>(this, "labelCol", "column of the labels, whole numbers from 0 on");
    validationIndicatorCol =
        new Param<>(
            this,
            "validationIndicatorCol",
            "column that is true for rows to validate on after each epoch; none if it is not set");
    imageShape =
        new Param<>(
            this,
            "imageShape",
            "what images become: rows, columns and 3 channels or 1 for grey, such as 32x32x3; if it is"
                + " not set, images keep their size, which must be the same for all");
    training = new TrainingParams(this);
    step = new StepParams(this);
    columns.setDefaults(this::setDefault);
    setDefault(labelCol, "label");
    training.setDefaults(this::setDefault);
    step.setDefaults(this::setDefault);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public LimpidClassifier copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Reads a classifier, of its parameters alone, that was saved. */
  public static LimpidClassifier load(String path) {
    return read().load(path);
  }

  /** What reads a classifier that was saved; pipelines ask for it. */
  public static MLReader<LimpidClassifier> read() {
    return new SavedModel.ClassifierReader();
  }

  @Override
  public StructType transformSchema(StructType schema) {
    trainingColumns().require(schema);
    return OutputColumns.appended(schema, columns, this);
  }

  private TrainingColumns trainingColumns() {
    return new TrainingColumns(
        getOrDefault(columns.featuresCol),
        getOrDefault(labelCol),
        isDefined(validationIndicatorCol) ? getOrDefault(validationIndicatorCol) : null);
  }

  /**
   * Trains.
   *
   * @throws IllegalArgumentException if a column or a parameter is not what it must be, a label is
   *     no whole number from 0 on, or an image can't be read and {@code handleInvalid} is {@code
   *     error}; the message names the row
   * @throws IllegalStateException if the loss became NaN or infinite
   */
  @Override
  public LimpidClassificationModel fit(Dataset<?> rows) {
    Dataset<Row> data = rows.toDF();
    TrainingColumns read = trainingColumns();
    read.requireNoTexts(data);
    transformSchema(data.schema());
    TrainingSettings settings = training.settings(this);
    Shape given = givenShape();
    FeatureReader features = FeatureReader.of(data.schema(), read.features(), given);
    Shape shape = given == null ? read.sizeOf(data) : given;
    SampleReader reader =
        new SampleReader(
            data.schema(), features, read.label(), read.validation(), given == null ? shape : null);
    Trained trained =
        new Fitting(
                settings,
                step.settings(this, settings),
                shape,
                data.schema().apply(read.label()),
                getOrDefault(columns.handleInvalid).equals("error"))
            .fit(data.javaRDD().mapPartitions(reader));
    return copyValues(new LimpidClassificationModel(uid, trained), new ParamMap()).setParent(this);
  }

  /** Null for images' own size. */
  private Shape givenShape() {
    try {
      return isDefined(imageShape) ? DataOptions.shapeOf(getOrDefault(imageShape)) : null;
    } catch (UserException e) {
      throw new IllegalArgumentException("imageShape: " + e.getMessage(), e);
    }
  }

  /** The parameter: the column of the images; image by default. */
  public Param<String> featuresCol() {
    return columns.featuresCol;
  }

  /** Sets the column of the images. */
  public LimpidClassifier setFeaturesCol(String value) {
    return (LimpidClassifier) set(columns.featuresCol, value);
  }

  /** The parameter: the column of the labels; label by default. */
  public Param<String> labelCol() {
    return labelCol;
  }

  /** Sets the column of the labels. */
  public LimpidClassifier setLabelCol(String value) {
    return (LimpidClassifier) set(labelCol, value);
  }

  /** The parameter: the column of the class that is predicted; prediction by default. */
  public Param<String> predictionCol() {
    return columns.predictionCol;
  }

  /** Sets the column of the class that is predicted. */
  public LimpidClassifier setPredictionCol(String value) {
    return (LimpidClassifier) set(columns.predictionCol, value);
  }

  /** The parameter: the column of the probabilities; probability by default. */
  public Param<String> probabilityCol() {
    return columns.probabilityCol;
  }

  /** Sets the column of the probabilities. */
  public LimpidClassifier setProbabilityCol(String value) {
    return (LimpidClassifier) set(columns.probabilityCol, value);
  }

  /** The parameter: the column that says why a row could not be read; reason by default. */
  public Param<String> reasonCol() {
    return columns.reasonCol;
  }

  /** Sets the column that says why a row could not be read. */
  public LimpidClassifier setReasonCol(String value) {
    return (LimpidClassifier) set(columns.reasonCol, value);
  }

  /**
   * The parameter: what becomes of an image that can't be read: {@code keep}, {@code skip} or
   * {@code error}; keep by default.
   */
  public Param<String> handleInvalid() {
    return columns.handleInvalid;
  }

  /**
   * Sets what becomes of an image that can't be read: {@code keep}, {@code skip} or {@code error}.
   */
  public LimpidClassifier setHandleInvalid(String value) {
    return (LimpidClassifier) set(columns.handleInvalid, value);
  }

  /** The parameter: the column that is true for rows to validate on. */
  public Param<String> validationIndicatorCol() {
    return validationIndicatorCol;
  }

  /** Sets the column that is true for rows to validate on. */
  public LimpidClassifier setValidationIndicatorCol(String value) {
    return (LimpidClassifier) set(validationIndicatorCol, value);
  }

  /** The parameter: what images become, such as {@code 32x32x3}. */
  public Param<String> imageShape() {
    return imageShape;
  }

  /** Sets what images become, such as {@code 32x32x3}. */
  public LimpidClassifier setImageShape(String value) {
    return (LimpidClassifier) set(imageShape, value);
  }

  /** The parameter: the network by its name; question by default. */
  public Param<String> network() {
    return training.network;
  }

  /** Sets the network by its name. */
  public LimpidClassifier setNetwork(String value) {
    return (LimpidClassifier) set(training.network, value);
  }

  /** The parameter: the factor of the numbers of filters; 1 by default. */
  public DoubleParam width() {
    return training.width;
  }

  /** Sets the factor of the numbers of filters. */
  public LimpidClassifier setWidth(double value) {
    return (LimpidClassifier) set(training.width, value);
  }

  /** The parameter: the dropout rate; 0 by default. */
  public DoubleParam dropout() {
    return training.dropout;
  }

  /** Sets the dropout rate. */
  public LimpidClassifier setDropout(double value) {
    return (LimpidClassifier) set(training.dropout, value);
  }

  /** The parameter: the passes over the training rows; 20 by default. */
  public IntParam epochs() {
    return training.epochs;
  }

  /** Sets the passes over the training rows. */
  public LimpidClassifier setEpochs(int value) {
    return (LimpidClassifier) set(training.epochs, value);
  }

  /** The parameter: the images a step; 128 by default. */
  public IntParam batchSize() {
    return training.batchSize;
  }

  /** Sets the images a step. */
  public LimpidClassifier setBatchSize(int value) {
    return (LimpidClassifier) set(training.batchSize, value);
  }

  /** The parameter: the optimizer by its name; adam by default. */
  public Param<String> optimizer() {
    return training.optimizer;
  }

  /** Sets the optimizer by its name. */
  public LimpidClassifier setOptimizer(String value) {
    return (LimpidClassifier) set(training.optimizer, value);
  }

  /** The parameter: the learning rate; the optimizer's by default. */
  public DoubleParam learningRate() {
    return training.learningRate;
  }

  /** Sets the learning rate. */
  public LimpidClassifier setLearningRate(double value) {
    return (LimpidClassifier) set(training.learningRate, value);
  }

  /** The parameter: the schedule of the learning rate by its name; constant by default. */
  public Param<String> schedule() {
    return training.schedule;
  }

  /** Sets the schedule of the learning rate by its name. */
  public LimpidClassifier setSchedule(String value) {
    return (LimpidClassifier) set(training.schedule, value);
  }

  /** The parameter: the seed of weights, order and dropout; 1 by default. */
  public LongParam seed() {
    return training.seed;
  }

  /** Sets the seed of weights, order and dropout. */
  public LimpidClassifier setSeed(long value) {
    return (LimpidClassifier) set(training.seed, value);
  }

  /** The parameter: whether training images are changed at random; not by default. */
  public BooleanParam augment() {
    return training.augment;
  }

  /** Sets whether training images are changed at random. */
  public LimpidClassifier setAugment(boolean value) {
    return (LimpidClassifier) set(training.augment, value);
  }

  /**
   * The parameter: whether BatchNorm's moving averages become statistics of all training rows after
   * each epoch; not by default.
   */
  public BooleanParam recalibrate() {
    return training.recalibrate;
  }

  /**
   * Sets whether BatchNorm's moving averages become statistics of all training rows after each
   * epoch.
   */
  public LimpidClassifier setRecalibrate(boolean value) {
    return (LimpidClassifier) set(training.recalibrate, value);
  }

  /**
   * The parameter: the further options of the command {@code train}, as on its line; none by
   * default.
   */
  public Param<String> options() {
    return training.options;
  }

  /** Sets the further options of the command {@code train}, as on its line. */
  public LimpidClassifier setOptions(String value) {
    return (LimpidClassifier) set(training.options, value);
  }

  /** The parameter: the number of tasks that train in step; 1 by default. */
  public IntParam shards() {
    return step.shards;
  }

  /** Sets the number of tasks that train in step. */
  public LimpidClassifier setShards(int value) {
    return (LimpidClassifier) set(step.shards, value);
  }

  /**
   * The parameter: whether BatchNorm's statistics are those of the whole batch of all shards; not
   * by default.
   */
  public BooleanParam syncBatchNorm() {
    return step.syncBatchNorm;
  }

  /**
   * Sets whether BatchNorm's statistics are those of the whole batch of all shards. With one shard
   * they are in any case.
   */
  public LimpidClassifier setSyncBatchNorm(boolean value) {
    return (LimpidClassifier) set(step.syncBatchNorm, value);
  }

  /** The parameter: whether shards exchange gradients as numbers of 16 bits; not by default. */
  public BooleanParam compressGradients() {
    return step.compressGradients;
  }

  /**
   * Sets whether shards exchange gradients as numbers of 16 bits. One shard exchanges none, and is
   * trained as without.
   */
  public LimpidClassifier setCompressGradients(boolean value) {
    return (LimpidClassifier) set(step.compressGradients, value);
  }

  /** The parameter: the folder for checkpoints of a training in step. */
  public Param<String> checkpointDir() {
    return step.checkpointDir;
  }

  /**
   * Sets the folder for checkpoints of a training in step; each training has a folder of its own in
   * it, by its settings and rows. With one shard {@link #fit} refuses it.
   */
  public LimpidClassifier setCheckpointDir(String value) {
    return (LimpidClassifier) set(step.checkpointDir, value);
  }

  /** The parameter: the steps between two checkpoints; 100 by default. */
  public IntParam checkpointInterval() {
    return step.checkpointInterval;
  }

  /** Sets the steps between two checkpoints. */
  public LimpidClassifier setCheckpointInterval(int value) {
    return (LimpidClassifier) set(step.checkpointInterval, value);
  }

  /**
   * The parameter: whether several shards take the gap apart after each epoch; false by default.
   */
  public BooleanParam measureGap() {
    return step.measureGap;
  }

  /**
   * Sets whether several shards take the gap between training and validation loss apart after each
   * epoch, on all rows, for about the cost of an epoch. The terms go into the model's history; that
   * BatchNorm sees too few images a worker is told in the driver's log. With one shard {@link #fit}
   * refuses it.
   */
  public LimpidClassifier setMeasureGap(boolean value) {
    return (LimpidClassifier) set(step.measureGap, value);
  }
}
