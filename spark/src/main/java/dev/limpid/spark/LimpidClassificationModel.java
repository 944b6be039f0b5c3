package dev.limpid.spark;

import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.train.Classifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Classifies the images of a column with a trained network: the Model of {@link LimpidClassifier}.
 *
 * <p>Rows get the class with the highest probability, as a label; the probabilities of all classes;
 * and, where an image could not be read, no prediction and the reason instead. Each JVM of an
 * executor has one frozen network for all its tasks, and a task holds the images of one batch. What
 * it says of an image is to the bit what {@link Classifier#classifyAll} says of it on the same
 * kernels.
 *
 * <p>What is saved is a folder as Spark ML writes it, with {@code model.safetensors} in it, which
 * every command of Limpid reads, and {@code history.jsonl}, a line an epoch; of a training in step
 * also {@code run.json}, which the command {@code diagnose} reads, and {@code report.html}.
 */
public final class LimpidClassificationModel extends Model<LimpidClassificationModel>
    implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final ColumnParams columns;
  private final IntParam batchSize;
  private byte[] model;
  private String history;

  /** Of a training in step; empty if there is none. */
  private String record;

  private transient Classifier classifier;

  /** For Spark's reader, which then fills it. */
  public LimpidClassificationModel(String uid) {
    this(uid, Trained.of(null, ""));
  }

  LimpidClassificationModel(String uid, Trained trained) {
    this.uid = uid;
    this.model = trained.model();
    this.history = trained.history();
    this.record = trained.record();
    columns = new ColumnParams(this);
    batchSize = new IntParam(this, "scoringBatchSize", "images at a time", ParamValidators.gtEq(1));
    columns.setDefaults(this::setDefault);
    setDefault(batchSize, 64);
  }

  /**
   * A model that was trained elsewhere.
   *
   * @param file a model file that names its classes, as the command {@code train} writes it
   * @throws IOException if it can't be read or is no such model
   */
  public static LimpidClassificationModel of(java.nio.file.Path file) throws IOException {
    LimpidClassificationModel model =
        new LimpidClassificationModel(
            "limpid_" + UUID.randomUUID().toString().substring(24),
            Trained.of(Files.readAllBytes(file), ""));
    try {
      model.classifier = Scorer.classifier(ModelFile.read(file, Compute.standard()));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    return model;
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public LimpidClassificationModel copy(ParamMap extra) {
    return copyValues(new LimpidClassificationModel(uid, Trained.of(model, history, record)), extra)
        .setParent(parent());
  }

  /** The column of the images; image by default. */
  public Param<String> featuresCol() {
    return columns.featuresCol;
  }

  /** Sets the column of the images. */
  public LimpidClassificationModel setFeaturesCol(String value) {
    return (LimpidClassificationModel) set(columns.featuresCol, value);
  }

  /** The column of the class that is predicted, as a label; prediction by default. */
  public Param<String> predictionCol() {
    return columns.predictionCol;
  }

  /** Sets the column of the class that is predicted. */
  public LimpidClassificationModel setPredictionCol(String value) {
    return (LimpidClassificationModel) set(columns.predictionCol, value);
  }

  /** The column of the probabilities; probability by default. */
  public Param<String> probabilityCol() {
    return columns.probabilityCol;
  }

  /** Sets the column of the probabilities. */
  public LimpidClassificationModel setProbabilityCol(String value) {
    return (LimpidClassificationModel) set(columns.probabilityCol, value);
  }

  /** The column that says why a row could not be read; reason by default. */
  public Param<String> reasonCol() {
    return columns.reasonCol;
  }

  /** Sets the column that says why a row could not be read. */
  public LimpidClassificationModel setReasonCol(String value) {
    return (LimpidClassificationModel) set(columns.reasonCol, value);
  }

  /** What becomes of an image that can't be read: keep (by default), skip or error. */
  public Param<String> handleInvalid() {
    return columns.handleInvalid;
  }

  /** Sets what becomes of an image that can't be read. */
  public LimpidClassificationModel setHandleInvalid(String value) {
    return (LimpidClassificationModel) set(columns.handleInvalid, value);
  }

  /**
   * How many images are classified at a time, at most; 64 by default. No bit depends on it, but
   * where {@link Classifier#classifyAll} says so.
   */
  public IntParam scoringBatchSize() {
    return batchSize;
  }

  /** Sets how many images are classified at a time, at most. */
  public LimpidClassificationModel setScoringBatchSize(int value) {
    return (LimpidClassificationModel) set(batchSize, value);
  }

  /** The names of the classes, in the order of the labels. */
  public List<String> classNames() {
    return classifier().classNames();
  }

  /** The shape of an image, {@code [H,W,C]}. */
  public Shape inputShape() {
    return classifier().inputShape();
  }

  /** The figures of the training's epochs, a JSON object a line; empty if they are not known. */
  public String history() {
    return history;
  }

  private synchronized Classifier classifier() {
    if (classifier == null) {
      try {
        classifier = Scorer.classifier(ModelBytes.read(model, "the model", Compute.standard()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return classifier;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    FeatureReader.requireReadable(
        TrainingColumns.field(schema, getOrDefault(columns.featuresCol), "featuresCol"));
    return OutputColumns.appended(schema, columns, this);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> rows) {
    StructType before = rows.schema();
    StructType after = transformSchema(before);
    FeatureReader features =
        FeatureReader.of(before, getOrDefault(columns.featuresCol), inputShape());
    RowNames names = new RowNames(before, features);
    String invalid = getOrDefault(columns.handleInvalid);
    int batch = (int) getOrDefault(batchSize);
    Broadcast<Scorer> scorer =
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext())
            .broadcast(new Scorer(model));
    MapPartitionsFunction<Row, Row> score =
        partition ->
            new ScoredRows(partition, scorer.value().classifier(), features, names, invalid, batch);
    return OutputColumns.withMetadataOf(
        before, rows.toDF().mapPartitions(score, Encoders.row(after)));
  }

  /** Reads a model that was saved. */
  public static LimpidClassificationModel load(String path) {
    return read().load(path);
  }

  /** What reads a model that was saved; pipelines ask for it. */
  public static MLReader<LimpidClassificationModel> read() {
    return new SavedModel.Reader();
  }

  @Override
  public MLWriter write() {
    return new SavedModel.Writer(this, DefaultParamsWritable.super.write());
  }

  /** What it was made of. */
  Trained trained() {
    return Trained.of(model, history, record);
  }

  /** Makes it the model of a training. */
  void fill(Trained trained, Classifier ofIt) {
    model = trained.model();
    history = trained.history();
    record = trained.record();
    classifier = ofIt;
  }
}
