package dev.limpid.spark;

import java.io.Serializable;

/** What comes back from a training: the model and its history, or why there is none. */
final class Trained implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[] model;
  private final String history;
  private final String record;
  private final String failure;

  private Trained(byte[] model, String history, String record, String failure) {
    this.model = model;
    this.history = history;
    this.record = record;
    this.failure = failure;
  }

  static Trained of(byte[] model, String history) {
    return of(model, history, "");
  }

  static Trained of(byte[] model, String history, String record) {
    return new Trained(model, history, record, null);
  }

  static Trained failed(String failure) {
    return new Trained(null, null, null, failure);
  }

  /**
   * Returns this.
   *
   * @throws IllegalStateException if the training failed
   */
  Trained orThrow() {
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
    return this;
  }

  /** The bytes of the model's file. */
  byte[] model() {
    return model;
  }

  /** A JSON object for each epoch, a line each. */
  String history() {
    return history;
  }

  /** The text of the run's record; empty if there is none. */
  String record() {
    return record;
  }
}
