package dev.limpid.layers;

import dev.limpid.core.conv.Padding;
import dev.limpid.layers.json.ForeignText;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads the {@linkplain Layer#config() options} of a layer: each that is asked for must be there
 * and of its type, and none may be left over, so that an option that this version doesn't know is
 * not dropped silently.
 */
public final class Options {
  private final String type;
  private final Map<String, Object> values;
  private final Set<String> unread;

  /**
   * Options to be read.
   *
   * @param type of the layer, for messages
   * @param values by name, as {@link Layer#config()} tells them
   */
  public Options(String type, Map<String, Object> values) {
    this.type = type;
    this.values = values;
    this.unread = new HashSet<>(values.keySet());
  }

  /** Whether an option is there that need not be. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** An integer of 32 bits. */
  public int integer(String name) {
    Object value = value(name);
    if (value instanceof Integer || value instanceof Long) {
      long number = ((Number) value).longValue();
      if (number == (int) number) {
        return (int) number;
      }
    }
    throw wrong(name, "an integer", value);
  }

  /** A number. */
  public double number(String name) {
    Object value = value(name);
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong(name, "a number", value);
  }

  /** True or false. */
  public boolean flag(String name) {
    Object value = value(name);
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name, "true or false", value);
  }

  /** A text. */
  public String text(String name) {
    Object value = value(name);
    if (value instanceof String text) {
      return text;
    }
    throw wrong(name, "a text", value);
  }

  /** A height and a width, written as {@code 3x3}. */
  public int[] heightByWidth(String name) {
    return heightByWidth(name, "HxW, such as 3x3");
  }

  /**
   * A padding, written as {@code same}, {@code valid}, {@code 1x1}, or {@code 0x1x0x1} for the
   * sides top, bottom, left and right.
   */
  public Padding padding(String name) {
    String text = text(name);
    return switch (text) {
      case "same" -> Padding.SAME;
      case "valid" -> Padding.VALID;
      default -> {
        if (text.indexOf('x') != text.lastIndexOf('x')) {
          yield sides(name, text);
        }
        int[] amounts = heightByWidth(name, "same, valid or HxW, such as 1x1");
        yield Padding.explicit(amounts[0], amounts[1]);
      }
    };
  }

  private Padding sides(String name, String text) {
    String[] sides = text.split("x", 5);
    try {
      if (sides.length == 4) {
        return Padding.sides(
            Integer.parseInt(sides[0]),
            Integer.parseInt(sides[1]),
            Integer.parseInt(sides[2]),
            Integer.parseInt(sides[3]));
      }
    } catch (NumberFormatException e) {
      // told below, like a text with another number of sides
    }
    throw wrong(name, "four sides, such as 0x1x0x1", text);
  }

  /** How {@link #heightByWidth} wants a height and a width to be written. */
  public static String heightByWidth(int height, int width) {
    return height + "x" + width;
  }

  /**
   * Makes the layer and makes sure that it has asked for all options.
   *
   * @throws IllegalArgumentException if an option is missing, wrong, not known, or said twice
   */
  public Layer into(Function<Options, ? extends Layer> reader) {
    Layer layer = reader.apply(this);
    if (!unread.isEmpty()) {
      throw leftOver(new TreeSet<>(unread).first(), new TreeSet<>(layer.config().keySet()));
    }
    return layer;
  }

  private IllegalArgumentException leftOver(String name, Set<String> known) {
    return new IllegalArgumentException(
        known.contains(name)
            ? ForeignText.brief(type)
                + ": option '"
                + name
                + "' says again what another one says; there are "
                + ForeignText.brief(new TreeSet<>(values.keySet()))
            : ForeignText.brief(type)
                + " has no option "
                + ForeignText.quoted(name)
                + "; it has "
                + known);
  }

  private int[] heightByWidth(String name, String wanted) {
    String text = text(name);
    int x = text.indexOf('x');
    try {
      if (x > 0) {
        return new int[] {
          Integer.parseInt(text.substring(0, x)), Integer.parseInt(text.substring(x + 1))
        };
      }
    } catch (NumberFormatException e) {
      // told below, like a text without an x
    }
    throw wrong(name, wanted, text);
  }

  private Object value(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          ForeignText.brief(type)
              + ": option '"
              + name
              + "' is missing; there are "
              + ForeignText.brief(values.keySet()));
    }
    unread.remove(name);
    return value;
  }

  private IllegalArgumentException wrong(String name, String wanted, Object value) {
    return new IllegalArgumentException(
        ForeignText.brief(type)
            + ": option '"
            + name
            + "' must be "
            + wanted
            + ", but is "
            + ForeignText.quoted(value));
  }
}
