package dev.limpid.spark;

/**
 * What a task of a training in step needs has gone: another task, whose executor was lost perhaps,
 * or a checkpoint. The stage may be tried again, and {@link StageFailures} knows it by this class.
 */
final class WorkerLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WorkerLostException(String message) {
    super(message);
  }

  WorkerLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
