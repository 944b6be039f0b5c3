package dev.limpid.train.data.characters;

import java.util.ArrayList;
import java.util.List;

/**
 * The strokes of the characters, in one or more forms each.
 *
 * <p>All ten digits, and the capital letters without six that look like a digit: B (8), I (1), O
 * and Q (0), S (5), Z (2). Units: the height of a capital is 100, y points down, 0 is the top and
 * 100 the base line. The notation is that of {@link StrokePath}.
 */
final class Glyphs {
  private static final List<String> NAMES = new ArrayList<>();
  private static final List<List<List<Stroke>>> FORMS = new ArrayList<>();

  static {
    glyph("0", "A 30 50 28 50 -90 270", "A 30 50 28 50 -90 270 | M 42 30 L 18 70");
    glyph("1", "M 8 26 L 34 0 L 34 100", "M 8 26 L 34 0 L 34 100 | M 8 100 L 60 100");
    glyph(
        "2",
        "A 30 28 27 28 195 360 C 57 54 18 74 2 100 L 60 100",
        "A 30 28 27 28 195 360 C 57 66 30 64 4 100 Q 22 84 36 96 Q 48 104 60 92");
    glyph(
        "3",
        "A 28 24 25 24 205 450 A 28 74 29 26 270 515",
        "M 4 0 L 56 0 L 27 42 A 28 70 30 30 275 515");
    glyph("4", "M 46 100 L 46 0 L 0 68 L 66 68", "M 16 0 L 4 60 L 64 60 | M 46 34 L 46 100");
    glyph(
        "5",
        "M 54 0 L 10 0 L 7 46 A 28 67 30 33 228 510",
        "M 10 0 L 8 42 A 26 69 30 31 240 500 | M 10 0 L 56 0");
    glyph(
        "6",
        "M 50 3 C 22 8 2 34 2 68 A 30 68 28 32 180 540",
        "M 44 0 C 30 18 14 36 6 54 A 30 68 29 32 205 565");
    glyph(
        "7",
        "M 2 0 L 58 0 L 20 100",
        "M 2 0 L 58 0 L 22 100 | M 18 50 L 56 50",
        "M 2 0 L 58 0 C 38 28 26 60 24 100");
    glyph("8", "A 30 25 25 25 90 450 | A 30 75 29 25 -90 270");
    glyph(
        "9",
        "M 10 97 C 38 92 58 66 58 32 A 30 32 28 32 0 360",
        "M 16 100 C 30 82 46 64 54 46 A 30 32 29 32 25 385");
    glyph(
        "A",
        "M 0 100 L 32 0 L 64 100 | M 12 64 L 52 64",
        "M 2 100 L 2 32 A 30 32 28 32 180 360 L 58 100 | M 2 60 L 58 60");
    glyph("C", "A 34 50 32 50 -48 -312");
    glyph("D", "M 2 0 L 2 100 L 22 100 A 22 50 36 50 90 -90 L 2 0");
    glyph(
        "E",
        "M 56 0 L 4 0 L 4 100 L 56 100 | M 4 49 L 48 49",
        "A 34 25 28 25 -40 -270 L 46 50 | A 34 75 32 25 -90 -320");
    glyph("F", "M 56 0 L 4 0 L 4 100 | M 4 48 L 46 48");
    glyph(
        "G",
        "A 34 50 32 50 -50 -352 L 66 54 L 40 54",
        "A 34 50 32 50 -50 -315 | M 60 100 L 60 56 L 38 56");
    glyph("H", "M 2 0 L 2 100 | M 58 0 L 58 100 | M 2 49 L 58 49");
    glyph(
        "J",
        "M 46 0 L 46 72 A 24 72 22 28 0 165",
        "M 46 0 L 46 72 A 24 72 22 28 0 165 | M 22 0 L 64 0");
    glyph("K", "M 4 0 L 4 100 | M 58 0 L 4 60 | M 24 38 L 60 100");
    glyph("L", "M 4 0 L 4 100 L 54 100");
    glyph("M", "M 0 100 L 0 0 L 38 66 L 76 0 L 76 100", "M 0 100 L 12 0 L 40 78 L 68 0 L 80 100");
    glyph("N", "M 2 100 L 2 0 L 60 100 L 60 0");
    glyph("P", "M 4 100 L 4 0 L 30 0 A 30 28 27 28 -90 90 L 4 56");
    glyph("R", "M 4 100 L 4 0 L 30 0 A 30 27 26 27 -90 90 L 4 54 | M 28 54 L 60 100");
    glyph("T", "M 0 0 L 66 0 | M 33 0 L 33 100");
    glyph("U", "M 2 0 L 2 68 A 30 68 28 32 180 0 L 58 0");
    glyph("V", "M 0 0 L 31 100 L 62 0");
    glyph(
        "W",
        "M 0 0 L 20 100 L 42 24 L 64 100 L 84 0",
        "M 0 0 L 0 68 A 20 68 20 32 180 0 L 40 30 | A 60 68 20 32 180 0 L 80 0");
    glyph("X", "M 2 0 L 60 100 | M 60 0 L 2 100");
    glyph("Y", "M 0 0 L 31 50 L 62 0 | M 31 50 L 31 100", "M 0 0 L 32 54 | M 62 0 L 14 100");
  }

  private Glyphs() {}

  private static void glyph(String name, String... forms) {
    NAMES.add(name);
    List<List<Stroke>> parsed = new ArrayList<>();
    for (String form : forms) {
      parsed.add(StrokePath.parse(form));
    }
    FORMS.add(List.copyOf(parsed));
  }

  /** The names of the characters, in the order of their codes; an index is a class. */
  static List<String> names() {
    return List.copyOf(NAMES);
  }

  /** The forms of a character, each a list of strokes. */
  static List<List<Stroke>> forms(int character) {
    return FORMS.get(character);
  }
}
