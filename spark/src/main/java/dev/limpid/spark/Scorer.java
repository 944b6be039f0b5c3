package dev.limpid.spark;

import dev.limpid.core.Shape;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.train.Classifier;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;

/**
 * A model as it is broadcast: the bytes of its file, and in each JVM one frozen network, made when
 * a task first asks for it, for all tasks that follow.
 */
final class Scorer implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[] model;
  private transient Classifier classifier;

  Scorer(byte[] model) {
    this.model = model;
  }

  /** The classifier of this JVM, which many threads may use at once. */
  synchronized Classifier classifier() {
    if (classifier == null) {
      try {
        classifier = classifier(ModelBytes.read(model, "the model", ExecutorCompute.ofTask()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return classifier;
  }

  /**
   * The classifier of a model file.
   *
   * @throws IllegalArgumentException if it is none of images of one class each in colour or grey
   */
  static Classifier classifier(ModelFile file) {
    if (Classifier.task(file) != Task.CLASSIFICATION) {
      throw new IllegalArgumentException(
          "the model was trained for "
              + Classifier.task(file)
              + "; a column of predictions has one class an image");
    }
    Shape input = file.network().inputShape();
    if (input.rank() != 3) {
      throw new IllegalArgumentException("the model takes " + input + " and no images");
    }
    return Classifier.of(file.network(), Classifier.classNames(file));
  }
}
