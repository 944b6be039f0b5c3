package dev.limpid.spark;

import dev.limpid.cli.recipe.DataOptions;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
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
  private final Param<String> network;
  private final DoubleParam width;
  private final DoubleParam dropout;
  private final IntParam epochs;
  private final IntParam batchSize;
  private final Param<String> optimizer;
  private final DoubleParam learningRate;
  private final Param<String> schedule;
  private final LongParam seed;
  private final BooleanParam augment;
  private final BooleanParam recalibrate;
  private final Param<String> options;
  private final IntParam shards;
  private final BooleanParam syncBatchNorm;
  private final BooleanParam compressGradients;
  private final Param<String> checkpointDir;
  private final IntParam checkpointInterval;
  private final BooleanParam measureGap;

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
    network =
        new Param<>(
            this,
            "network",
            "question (eight convolutions with BatchNorm), convnet (four), resnet20, resnet32,"
                + " resnet44, resnet56 or lenet",
            ParamValidators.<String>inArray(
                List.of(
                    "question",
                    "convnet",
                    "lenet",
                    "resnet20",
                    "resnet32",
                    "resnet44",
                    "resnet56")));
    width =
        new DoubleParam(
            this,
            "width",
            "multiplies the numbers of filters",
            ParamValidators.inRange(0, 16, false, true));
    dropout =
        new DoubleParam(
            this,
            "dropout",
            "dropout rate behind pooling and hidden layers",
            ParamValidators.inRange(0, 1, true, false));
    epochs = new IntParam(this, "epochs", "passes over the training rows", ParamValidators.gtEq(1));
    batchSize = new IntParam(this, "batchSize", "images a step", ParamValidators.gtEq(1));
    optimizer =
        new Param<>(
            this,
            "optimizer",
            "adam, adamw, sgd or rmsprop",
            ParamValidators.<String>inArray(List.of("adam", "adamw", "sgd", "rmsprop")));
    learningRate =
        new DoubleParam(
            this,
            "learningRate",
            "if it is not set, Keras's for the optimizer: 0.001, for sgd 0.01",
            ParamValidators.gt(0));
    schedule =
        new Param<>(
            this,
            "schedule",
            "how the learning rate goes over the training: constant, warmup, cosine, step,"
                + " exponential or onecycle",
            ParamValidators.<String>inArray(
                List.of("constant", "warmup", "cosine", "step", "exponential", "onecycle")));
    seed = new LongParam(this, "seed", "what weights, order and dropout depend on");
    augment =
        new BooleanParam(
            this, "augment", "whether training images are changed at random in every epoch");
    recalibrate =
        new BooleanParam(
            this,
            "recalibrate",
            "whether BatchNorm's moving averages become statistics of all training rows after each"
                + " epoch");
    options =
        new Param<>(
            this,
            "options",
            "further options of the command train, as on its line: --weight-decay 0.001");
    shards =
        new IntParam(
            this,
            "shards",
            "tasks that train in step, each with a part of the rows and of every batch; they run at"
                + " the same time",
            ParamValidators.gtEq(1));
    syncBatchNorm =
        new BooleanParam(
            this,
            "syncBatchNorm",
            "whether BatchNorm's statistics are those of the whole batch, and not of each shard's"
                + " part");
    compressGradients =
        new BooleanParam(
            this, "compressGradients", "whether shards exchange gradients as numbers of 16 bits");
    checkpointDir =
        new Param<>(
            this,
            "checkpointDir",
            "folder, on a file system that all executors see, for checkpoints from which shards go on"
                + " when an executor is lost; without, they begin anew");
    checkpointInterval =
        new IntParam(
            this, "checkpointInterval", "steps between two checkpoints", ParamValidators.gtEq(1));
    measureGap =
        new BooleanParam(
            this,
            "measureGap",
            "whether several shards take the gap between training and validation loss apart after"
                + " each epoch, on all rows");
    columns.setDefaults(this::setDefault);
    setDefault(labelCol, "label");
    setDefault(network, "question");
    setDefault(width, 1.0);
    setDefault(dropout, 0.0);
    setDefault(epochs, 20);
    setDefault(batchSize, 128);
    setDefault(optimizer, "adam");
    setDefault(schedule, "constant");
    setDefault(seed, 1L);
    setDefault(augment, false);
    setDefault(recalibrate, false);
    setDefault(options, "");
    setDefault(shards, 1);
    setDefault(syncBatchNorm, false);
    setDefault(compressGradients, false);
    setDefault(checkpointInterval, 100);
    setDefault(measureGap, false);
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
    return new DefaultParamsReadable<LimpidClassifier>() {}.read();
  }

  @Override
  public StructType transformSchema(StructType schema) {
    FeatureReader.requireReadable(schema.apply(getOrDefault(columns.featuresCol)));
    StructField label = schema.apply(getOrDefault(labelCol));
    if (!(label.dataType() instanceof NumericType)) {
      throw new IllegalArgumentException(
          "the column '"
              + label.name()
              + "' is of type "
              + label.dataType().simpleString()
              + "; labels are whole numbers from 0 on, and Spark ML's StringIndexer makes them of"
              + " texts");
    }
    if (isDefined(validationIndicatorCol)) {
      StructField validation = schema.apply(getOrDefault(validationIndicatorCol));
      if (!(validation.dataType() instanceof BooleanType)) {
        throw new IllegalArgumentException(
            "the column '"
                + validation.name()
                + "' must be boolean, but is of type "
                + validation.dataType().simpleString());
      }
    }
    return OutputColumns.appended(schema, columns, this);
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
    requireNoTexts(data);
    transformSchema(data.schema());
    TrainingSettings settings = settings();
    Shape given = givenShape();
    FeatureReader features =
        FeatureReader.of(data.schema(), getOrDefault(columns.featuresCol), given);
    Shape shape = given == null ? sizeOf(data) : given;
    SampleReader reader =
        new SampleReader(
            data.schema(),
            features,
            getOrDefault(labelCol),
            isDefined(validationIndicatorCol) ? getOrDefault(validationIndicatorCol) : null,
            given == null ? shape : null);
    Trained trained =
        new Fitting(
                settings,
                stepSettings(settings),
                shape,
                data.schema().apply(getOrDefault(labelCol)),
                getOrDefault(columns.handleInvalid).equals("error"))
            .fit(data.javaRDD().mapPartitions(reader));
    return copyValues(
            new LimpidClassificationModel(uid, trained.model(), trained.history()), new ParamMap())
        .setParent(this);
  }

  /** Null for images' own size. */
  private Shape givenShape() {
    try {
      return isDefined(imageShape) ? DataOptions.shapeOf(getOrDefault(imageShape)) : null;
    } catch (UserException e) {
      throw new IllegalArgumentException("imageShape: " + e.getMessage(), e);
    }
  }

  /** Null for a training in one task. */
  private StepSettings stepSettings(TrainingSettings settings) {
    int count = (int) getOrDefault(shards);
    if (count == 1) {
      return null;
    }
    StepDriver.require(settings, count);
    return new StepSettings(
        count,
        (boolean) getOrDefault(syncBatchNorm),
        (boolean) getOrDefault(compressGradients),
        isDefined(checkpointDir) ? getOrDefault(checkpointDir) : null,
        (int) getOrDefault(checkpointInterval),
        (boolean) getOrDefault(measureGap));
  }

  /** Says of labels that are texts which row has one: {@link #transformSchema} sees no rows. */
  private void requireNoTexts(Dataset<Row> data) {
    String label = getOrDefault(labelCol);
    if (!(data.schema().apply(label).dataType() instanceof StringType)) {
      return;
    }
    RowNames names =
        new RowNames(
            data.schema(),
            FeatureReader.of(data.schema(), getOrDefault(columns.featuresCol), Shape.of(1, 1, 1)));
    data.takeAsList(1).stream()
        .findFirst()
        .ifPresent(
            row -> {
              throw new IllegalArgumentException(
                  names.of(row, 0)
                      + ": its label is the text '"
                      + row.getString(row.fieldIndex(label))
                      + "'; labels are whole numbers from 0 on, and Spark ML's StringIndexer makes"
                      + " them of texts");
            });
  }

  /** The size of an image that can be read: all others must have it. */
  private Shape sizeOf(Dataset<Row> data) {
    String image = getOrDefault(columns.featuresCol);
    Row first =
        data
            .select(functions.col(image))
            .filter(functions.col(image + ".height").gt(0))
            .takeAsList(1)
            .stream()
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no image that can be read"));
    Row struct = first.getStruct(0);
    return Shape.of(ImageSchema.getHeight(struct), ImageSchema.getWidth(struct), 3);
  }

  private TrainingSettings settings() {
    Map<String, Object> train = new LinkedHashMap<>();
    train.put("network", getOrDefault(network));
    train.put("width", getOrDefault(width));
    train.put("dropout", getOrDefault(dropout));
    train.put("epochs", getOrDefault(epochs));
    train.put("batch-size", getOrDefault(batchSize));
    train.put("optimizer", getOrDefault(optimizer));
    if (isDefined(learningRate)) {
      train.put("learning-rate", getOrDefault(learningRate));
    }
    train.put("schedule", getOrDefault(schedule));
    train.put("seed", getOrDefault(seed));
    train.put("augment", getOrDefault(augment));
    train.put("recalibrate", getOrDefault(recalibrate));
    return TrainingSettings.of(train, getOrDefault(options));
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
    return network;
  }

  /** Sets the network by its name. */
  public LimpidClassifier setNetwork(String value) {
    return (LimpidClassifier) set(network, value);
  }

  /** The parameter: the factor of the numbers of filters; 1 by default. */
  public DoubleParam width() {
    return width;
  }

  /** Sets the factor of the numbers of filters. */
  public LimpidClassifier setWidth(double value) {
    return (LimpidClassifier) set(width, value);
  }

  /** The parameter: the dropout rate; 0 by default. */
  public DoubleParam dropout() {
    return dropout;
  }

  /** Sets the dropout rate. */
  public LimpidClassifier setDropout(double value) {
    return (LimpidClassifier) set(dropout, value);
  }

  /** The parameter: the passes over the training rows; 20 by default. */
  public IntParam epochs() {
    return epochs;
  }

  /** Sets the passes over the training rows. */
  public LimpidClassifier setEpochs(int value) {
    return (LimpidClassifier) set(epochs, value);
  }

  /** The parameter: the images a step; 128 by default. */
  public IntParam batchSize() {
    return batchSize;
  }

  /** Sets the images a step. */
  public LimpidClassifier setBatchSize(int value) {
    return (LimpidClassifier) set(batchSize, value);
  }

  /** The parameter: the optimizer by its name; adam by default. */
  public Param<String> optimizer() {
    return optimizer;
  }

  /** Sets the optimizer by its name. */
  public LimpidClassifier setOptimizer(String value) {
    return (LimpidClassifier) set(optimizer, value);
  }

  /** The parameter: the learning rate; the optimizer's by default. */
  public DoubleParam learningRate() {
    return learningRate;
  }

  /** Sets the learning rate. */
  public LimpidClassifier setLearningRate(double value) {
    return (LimpidClassifier) set(learningRate, value);
  }

  /** The parameter: the schedule of the learning rate by its name; constant by default. */
  public Param<String> schedule() {
    return schedule;
  }

  /** Sets the schedule of the learning rate by its name. */
  public LimpidClassifier setSchedule(String value) {
    return (LimpidClassifier) set(schedule, value);
  }

  /** The parameter: the seed of weights, order and dropout; 1 by default. */
  public LongParam seed() {
    return seed;
  }

  /** Sets the seed of weights, order and dropout. */
  public LimpidClassifier setSeed(long value) {
    return (LimpidClassifier) set(seed, value);
  }

  /** The parameter: whether training images are changed at random; not by default. */
  public BooleanParam augment() {
    return augment;
  }

  /** Sets whether training images are changed at random. */
  public LimpidClassifier setAugment(boolean value) {
    return (LimpidClassifier) set(augment, value);
  }

  /**
   * The parameter: whether BatchNorm's moving averages become statistics of all training rows after
   * each epoch; not by default.
   */
  public BooleanParam recalibrate() {
    return recalibrate;
  }

  /**
   * Sets whether BatchNorm's moving averages become statistics of all training rows after each
   * epoch.
   */
  public LimpidClassifier setRecalibrate(boolean value) {
    return (LimpidClassifier) set(recalibrate, value);
  }

  /**
   * The parameter: the further options of the command {@code train}, as on its line; none by
   * default.
   */
  public Param<String> options() {
    return options;
  }

  /** Sets the further options of the command {@code train}, as on its line. */
  public LimpidClassifier setOptions(String value) {
    return (LimpidClassifier) set(options, value);
  }

  /** The parameter: the number of tasks that train in step; 1 by default. */
  public IntParam shards() {
    return shards;
  }

  /** Sets the number of tasks that train in step. */
  public LimpidClassifier setShards(int value) {
    return (LimpidClassifier) set(shards, value);
  }

  /**
   * The parameter: whether BatchNorm's statistics are those of the whole batch of all shards; not
   * by default.
   */
  public BooleanParam syncBatchNorm() {
    return syncBatchNorm;
  }

  /** Sets whether BatchNorm's statistics are those of the whole batch of all shards. */
  public LimpidClassifier setSyncBatchNorm(boolean value) {
    return (LimpidClassifier) set(syncBatchNorm, value);
  }

  /** The parameter: whether shards exchange gradients as numbers of 16 bits; not by default. */
  public BooleanParam compressGradients() {
    return compressGradients;
  }

  /** Sets whether shards exchange gradients as numbers of 16 bits. */
  public LimpidClassifier setCompressGradients(boolean value) {
    return (LimpidClassifier) set(compressGradients, value);
  }

  /** The parameter: the folder for checkpoints of a training in step. */
  public Param<String> checkpointDir() {
    return checkpointDir;
  }

  /** Sets the folder for checkpoints of a training in step. */
  public LimpidClassifier setCheckpointDir(String value) {
    return (LimpidClassifier) set(checkpointDir, value);
  }

  /** The parameter: the steps between two checkpoints; 100 by default. */
  public IntParam checkpointInterval() {
    return checkpointInterval;
  }

  /** Sets the steps between two checkpoints. */
  public LimpidClassifier setCheckpointInterval(int value) {
    return (LimpidClassifier) set(checkpointInterval, value);
  }

  /**
   * The parameter: whether several shards take the gap apart after each epoch; false by default.
   */
  public BooleanParam measureGap() {
    return measureGap;
  }

  /**
   * Sets whether several shards take the gap between training and validation loss apart after each
   * epoch, on all rows, for about the cost of an epoch. The terms go into the model's history; that
   * BatchNorm sees too few images a worker is told in the driver's log.
   */
  public LimpidClassifier setMeasureGap(boolean value) {
    return (LimpidClassifier) set(measureGap, value);
  }
}
