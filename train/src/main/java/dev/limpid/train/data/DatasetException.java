package dev.limpid.train.data;

/** Data that cannot be used; the message names the file or folder and what would be right. */
public final class DatasetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception with this message. */
  public DatasetException(String message) {
    super(message);
  }

  /** Makes the exception with this message and what was thrown below. */
  public DatasetException(String message, Throwable cause) {
    super(message, cause);
  }
}
