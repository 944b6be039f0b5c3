package dev.limpid.spark;

import dev.limpid.core.compute.Compute;
import dev.limpid.insight.run.RunException;
import dev.limpid.insight.run.RunFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;

/**
 * Stages as Spark ML saves them; a model's folder has its files beside the metadata of its
 * parameters.
 */
final class SavedModel {
  private static final String MODEL = "model.safetensors";
  private static final String HISTORY = "history.jsonl";

  private SavedModel() {}

  /** Writes a model. */
  static final class Writer extends MLWriter {
    private final LimpidClassificationModel model;
    private final MLWriter ofParams;

    /**
     * A writer.
     *
     * @param ofParams Spark's own writer of the model's parameters
     */
    Writer(LimpidClassificationModel model, MLWriter ofParams) {
      this.model = model;
      this.ofParams = ofParams;
    }

    @Override
    public void saveImpl(String path) {
      Trained trained = model.trained();
      try {
        ofParams.session(sparkSession()).save(path);
        Configuration hadoop = sc().hadoopConfiguration();
        write(new Path(path, HISTORY), trained.history().getBytes(StandardCharsets.UTF_8), hadoop);
        write(new Path(path, MODEL), trained.model(), hadoop);
        if (!trained.record().isEmpty()) {
          for (Map.Entry<String, byte[]> each : StepRecord.files(trained.record()).entrySet()) {
            write(new Path(path, each.getKey()), each.getValue(), hadoop);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void write(Path file, byte[] bytes, Configuration hadoop) throws IOException {
      try (FSDataOutputStream out = file.getFileSystem(hadoop).create(file, false)) {
        out.write(bytes);
      }
    }
  }

  /** Reads a model. */
  static final class Reader extends MLReader<LimpidClassificationModel> {
    @Override
    public LimpidClassificationModel load(String path) {
      LimpidClassificationModel model =
          params(
              path,
              () ->
                  new DefaultParamsReadable<LimpidClassificationModel>() {}.read()
                      .session(sparkSession())
                      .load(path));
      Configuration hadoop = sc().hadoopConfiguration();
      try {
        Path file = new Path(path, MODEL);
        byte[] bytes = bytes(file, hadoop);
        String history = new String(bytes(new Path(path, HISTORY), hadoop), StandardCharsets.UTF_8);
        Path record = new Path(path, RunFiles.FILE);
        model.fill(
            Trained.of(
                bytes,
                history,
                record.getFileSystem(hadoop).exists(record) ? record(record, hadoop) : ""),
            Scorer.classifier(ModelBytes.read(bytes, file.toString(), Compute.standard())));
      } catch (IOException | IllegalArgumentException e) {
        throw new IllegalArgumentException(
            path + " holds no model that can be read: " + e.getMessage(), e);
      }
      return model;
    }

    private static String record(Path file, Configuration hadoop) throws IOException {
      String text = new String(bytes(file, hadoop), StandardCharsets.UTF_8);
      try {
        StepRecord.read(text);
        return text;
      } catch (RunException e) {
        throw new IOException(
            file
                + e.getMessage().replaceFirst("^\\S*" + RunFiles.FILE, "")
                + "; without it the model can be read",
            e);
      }
    }

    private static byte[] bytes(Path file, Configuration hadoop) throws IOException {
      try (FSDataInputStream in = file.getFileSystem(hadoop).open(file)) {
        return in.readAllBytes();
      }
    }
  }

  /** Reads a classifier, which is its parameters alone. */
  static final class ClassifierReader extends MLReader<LimpidClassifier> {
    @Override
    public LimpidClassifier load(String path) {
      return params(
          path,
          () ->
              new DefaultParamsReadable<LimpidClassifier>() {}.read()
                  .session(sparkSession())
                  .load(path));
    }
  }

  /** What Spark's own reader reads, whose errors name its own classes. */
  private static <T> T params(String path, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (Exception e) { // Spark declares none, and throws checked ones
      String reason =
          e instanceof ClassCastException
              ? "it is of another class"
              : String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new IllegalArgumentException(
          path
              + " holds no such stage of a pipeline: its folder 'metadata' is missing, damaged or of"
              + " another stage: "
              + reason,
          e);
    }
  }
}
