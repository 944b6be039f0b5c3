package dev.limpid.train.data.characters;

import dev.limpid.core.Rng;
import java.util.ArrayList;
import java.util.List;

/** A way to write: pen, proportions and ornament. */
enum Style {
  THIN(4, 6, 0.9, 1.1, 0, 0),
  BOLD(15, 20, 0.9, 1.05, 0, 0),
  SLANTED(7, 12, 0.85, 1.0, 0.22, 0),
  CONDENSED(8, 13, 0.6, 0.75, 0, 0),
  WIDE(7, 12, 1.15, 1.35, 0, 0),
  SERIF(8, 12, 0.95, 1.1, 0, 0.55),
  BRUSH(11, 16, 0.85, 1.05, 0.1, 0.65),
  OUTLINED(19, 23, 1.05, 1.2, 0, 0);

  /** Half a serif across the end of a stem, in units of the capital's height / 100. */
  private static final double HALF_FOOT = 8;

  /** Half a serif across the end of an arm. */
  private static final double HALF_BEAK = 5;

  /** How near another stroke an end must be to count as joined to it. */
  private static final double JOINED = 3;

  private final double thinnest;
  private final double thickest;
  private final double narrowest;
  private final double widest;
  private final double slant;
  private final double contrast;

  Style(
      double thinnest,
      double thickest,
      double narrowest,
      double widest,
      double slant,
      double contrast) {
    this.thinnest = thinnest;
    this.thickest = thickest;
    this.narrowest = narrowest;
    this.widest = widest;
    this.slant = slant;
    this.contrast = contrast;
  }

  /** The width of the pen, in units of the capital's height / 100. */
  double penWidth(Rng rng) {
    return thinnest + (thickest - thinnest) * rng.nextDouble();
  }

  /** Width by height, relative to the glyph's own. */
  double aspect(Rng rng) {
    return narrowest + (widest - narrowest) * rng.nextDouble();
  }

  /** How far the top leans to the right, relative to the height. */
  double slant() {
    return slant;
  }

  /** Whether only the edge of the strokes is drawn. */
  boolean outlined() {
    return this == OUTLINED;
  }

  /**
   * The width of a line in this direction relative to the pen's: 1 across the nib, down to {@code 1
   * - contrast} along it. The nib of SERIF is level, that of BRUSH rises by 3 in 4.
   */
  double relativeWidth(double dx, double dy) {
    double length = Math.sqrt(dx * dx + dy * dy);
    if (contrast == 0 || length == 0) {
      return 1;
    }
    double nibX = this == BRUSH ? 0.8 : 1;
    double nibY = this == BRUSH ? -0.6 : 0;
    return 1 - contrast + contrast * Math.abs(dx * nibY - dy * nibX) / length;
  }

  /** The strokes, with a short line across each free end if this style has serifs. */
  List<Stroke> ornament(List<Stroke> strokes) {
    if (this != SERIF) {
      return strokes;
    }
    List<Stroke> all = new ArrayList<>(strokes);
    for (Stroke stroke : strokes) {
      int last = stroke.points() - 1;
      addSerif(all, strokes, stroke, 0, 1);
      addSerif(all, strokes, stroke, last, last - 1);
    }
    return all;
  }

  /** Only where stems and arms end at the top or on the base line: not on bars, not on curves. */
  private static void addSerif(
      List<Stroke> all, List<Stroke> strokes, Stroke stroke, int end, int before) {
    double x = stroke.x()[end];
    double y = stroke.y()[end];
    if ((y > 1 && y < 99) || isJoined(strokes, stroke, end)) {
      return;
    }
    double dx = Math.abs(x - stroke.x()[before]);
    double dy = Math.abs(y - stroke.y()[before]);
    if (dy > dx) {
      all.add(Stroke.line(x - HALF_FOOT, y, x + HALF_FOOT, y));
    } else if (dy == 0) {
      all.add(Stroke.line(x, y - HALF_BEAK, x, y + HALF_BEAK));
    }
  }

  /** Whether a stroke's end touches another stroke, or a distant point of its own. */
  private static boolean isJoined(List<Stroke> strokes, Stroke own, int end) {
    for (Stroke stroke : strokes) {
      for (int i = 0; i < stroke.points(); i++) {
        if ((stroke != own || Math.abs(i - end) > 3)
            && Math.abs(stroke.x()[i] - own.x()[end]) <= JOINED
            && Math.abs(stroke.y()[i] - own.y()[end]) <= JOINED) {
          return true;
        }
      }
    }
    return false;
  }
}
