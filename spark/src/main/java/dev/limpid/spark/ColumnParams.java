package dev.limpid.spark;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;

/** The parameters that the classifier and its model share. */
final class ColumnParams implements Serializable {
  private static final long serialVersionUID = 1L;

  final Param<String> featuresCol;
  final Param<String> predictionCol;
  final Param<String> probabilityCol;
  final Param<String> reasonCol;
  final Param<String> handleInvalid;

  ColumnParams(Params owner) {
    featuresCol =
        new Param<>(
            owner,
            "featuresCol",
            "column of images (format image), of image files (format binaryFile, content), of"
                + " vectors or of arrays of numbers");
    predictionCol = new Param<>(owner, "predictionCol", "column of the class, as a label");
    probabilityCol =
        new Param<>(owner, "probabilityCol", "column of the probabilities of all classes");
    reasonCol =
        new Param<>(
            owner,
            "reasonCol",
            "column that says why a row could not be read; null where it could");
    handleInvalid =
        new Param<>(
            owner,
            "handleInvalid",
            "what becomes of an image that can't be read: keep (no prediction, a reason; the training"
                + " leaves it out), skip (the row is left out) or error",
            ParamValidators.<String>inArray(List.of("keep", "skip", "error")));
  }

  /** Sets the defaults of their owner. */
  void setDefaults(Defaults owner) {
    owner.set(featuresCol, "image");
    owner.set(predictionCol, "prediction");
    owner.set(probabilityCol, "probability");
    owner.set(reasonCol, "reason");
    owner.set(handleInvalid, "keep");
  }
}
