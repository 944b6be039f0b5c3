package dev.limpid.cli.recipe;

/** Something that the user can put right: shown as one line, without a stack trace; exit code 1. */
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A failure with what was wrong and what would be right. */
  public UserException(String message) {
    super(message);
  }

  /** A failure with what was wrong, and its cause for {@code --debug}. */
  public UserException(String message, Throwable cause) {
    super(message, cause);
  }
}
