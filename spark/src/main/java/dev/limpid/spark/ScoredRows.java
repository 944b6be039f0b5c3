package dev.limpid.spark;

import dev.limpid.train.Classifier;
import dev.limpid.train.Prediction;
import dev.limpid.train.data.DatasetException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The rows of a partition with what a model says of them, a batch of bounded size at a time: no
 * more rows than that are held.
 */
final class ScoredRows implements Iterator<Row> {
  /** Values of the images of a batch, at most, but for one image: 16 MB. */
  private static final int MOST_VALUES = 1 << 22;

  private final Iterator<Row> rows;
  private final Classifier classifier;
  private final FeatureReader features;
  private final RowNames names;
  private final String handleInvalid;
  private final int batch;
  private final ArrayDeque<Row> scored = new ArrayDeque<>();
  private long number;

  ScoredRows(
      Iterator<Row> rows,
      Classifier classifier,
      FeatureReader features,
      RowNames names,
      String handleInvalid,
      int batchSize) {
    this.rows = rows;
    this.classifier = classifier;
    this.features = features;
    this.names = names;
    this.handleInvalid = handleInvalid;
    this.batch = Math.max(1, Math.min(batchSize, MOST_VALUES / classifier.inputShape().size()));
  }

  @Override
  public boolean hasNext() {
    while (scored.isEmpty() && rows.hasNext()) {
      score();
    }
    return !scored.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return scored.remove();
  }

  private void score() {
    List<Row> read = new ArrayList<>(batch);
    List<String> faults = new ArrayList<>(batch);
    List<float[]> images = new ArrayList<>(batch);
    while (read.size() < batch && rows.hasNext()) {
      Row row = rows.next();
      String fault = null;
      try {
        images.add(features.read(row));
      } catch (IllegalArgumentException | DatasetException e) {
        fault = e.getMessage();
        if (handleInvalid.equals("error")) {
          throw new IllegalArgumentException(names.of(row, number) + ": " + fault, e);
        }
      }
      number++;
      read.add(row);
      faults.add(fault);
    }
    Iterator<Prediction> predictions = classifier.classifyAll(images).iterator();
    for (int i = 0; i < read.size(); i++) {
      if (faults.get(i) == null) {
        scored.add(with(read.get(i), predictions.next(), null));
      } else if (handleInvalid.equals("keep")) {
        scored.add(with(read.get(i), null, faults.get(i)));
      }
    }
  }

  private static Row with(Row row, Prediction prediction, String reason) {
    Object[] values = new Object[row.size() + 3];
    for (int i = 0; i < row.size(); i++) {
      values[i] = row.get(i);
    }
    if (prediction != null) {
      float[] shares = prediction.probabilities();
      double[] probabilities = new double[shares.length];
      for (int c = 0; c < shares.length; c++) {
        probabilities[c] = shares[c];
      }
      values[row.size()] = (double) prediction.best(1)[0];
      values[row.size() + 1] = Vectors.dense(probabilities);
    }
    values[row.size() + 2] = reason;
    return RowFactory.create(values);
  }
}
