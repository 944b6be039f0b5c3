package dev.limpid.core.internal;

import java.util.Optional;

/** Reads system properties, and says what is wrong with them. */
public final class Property {
  private Property() {}

  /** The value of a property, if it is set. */
  public static Optional<String> text(String name) {
    return Optional.ofNullable(System.getProperty(name)).map(String::strip);
  }

  /**
   * The whole number that a property holds.
   *
   * @param least the smallest that makes sense
   * @param otherwise what it is where the property is not set
   * @throws IllegalArgumentException if it holds anything else
   */
  public static int wholeNumber(String name, int least, int otherwise) {
    Optional<String> value = text(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value.get());
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, like a number that is too small
    }
    throw new IllegalArgumentException(
        name + " must be a whole number of " + least + " or more, but is '" + value.get() + "'");
  }

  /**
   * Whether a property is {@code true}.
   *
   * @param otherwise what it is where the property is not set
   * @throws IllegalArgumentException if it is neither {@code true} nor {@code false}
   */
  public static boolean flag(String name, boolean otherwise) {
    Optional<String> value = text(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    return switch (value.get()) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              name + " must be true or false, but is '" + value.get() + "'");
    };
  }
}
