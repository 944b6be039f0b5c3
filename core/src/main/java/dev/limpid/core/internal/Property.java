package dev.limpid.core.internal;

import java.util.List;
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
    boolean tooLarge = value.get().matches("\\+?[0-9]*[1-9][0-9]{9,}");
    throw new IllegalArgumentException(
        name
            + " must be a whole number "
            + (tooLarge ? "from " + least + " to " + Integer.MAX_VALUE : "of " + least + " or more")
            + ", but is '"
            + value.get()
            + "'");
  }

  /**
   * The choice that a property names.
   *
   * @param possible each named by its {@code toString}
   * @return empty where the property is not set
   * @throws IllegalArgumentException if it names none of them
   */
  public static <T> Optional<T> oneOf(String name, List<T> possible) {
    Optional<String> value = text(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    for (T one : possible) {
      if (one.toString().equals(value.get())) {
        return Optional.of(one);
      }
    }
    throw new IllegalArgumentException(
        name + " must be one of " + possible + ", but is '" + value.get() + "'");
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
