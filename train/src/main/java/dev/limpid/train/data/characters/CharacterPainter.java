package dev.limpid.train.data.characters;

import dev.limpid.core.Rng;
import java.util.List;

/** Paints one character after the other; keeps its buffers. */
final class CharacterPainter {
  private static final Style[] STYLES = Style.values();

  private final int height;
  private final int width;
  private final double difficulty;
  private final StrokeRasterizer strokes;
  private final Canvas canvas;

  CharacterPainter(int height, int width, double difficulty) {
    this.height = height;
    this.width = width;
    this.difficulty = difficulty;
    this.strokes = new StrokeRasterizer(height, width);
    this.canvas = new Canvas(height, width);
  }

  /** The bytes of an image of this character. */
  byte[] paint(Rng rng, int character) {
    Rng colours = rng.split("colours");
    double contrast = between(colours, 0.6 - 0.48 * difficulty, 0.75 - 0.3 * difficulty);
    double paper = between(colours, contrast, 1);
    double ink = paper - contrast;
    if (colours.nextInt(2) == 0) {
      paper = 1 - paper;
      ink = 1 - ink;
    }
    double hue = 0.2 + 0.6 * difficulty;
    paintBackground(rng.split("background"), paper, hue);
    Rng clutter = rng.split("clutter");
    paintClutter(clutter, paper, ink, hue);
    paintCharacter(rng.split("character"), character, Colour.random(colours, ink, hue));
    paintClutter(clutter, paper, ink, hue);
    return canvas.develop(rng.split("grain"), 0.015 + 0.17 * difficulty);
  }

  private void paintBackground(Rng rng, double lightness, double hue) {
    Colour main = Colour.random(rng, lightness, hue);
    Colour[] corners = new Colour[4];
    double change = 0.04 + 0.3 * difficulty;
    for (int i = 0; i < corners.length; i++) {
      Colour other = Colour.random(rng, lightness, hue);
      double lighter = change * (rng.nextDouble() - 0.5);
      corners[i] =
          new Colour(
              (main.red() + other.red()) / 2 + lighter,
              (main.green() + other.green()) / 2 + lighter,
              (main.blue() + other.blue()) / 2 + lighter);
    }
    canvas.background(rng, corners, 0.02 + 0.3 * difficulty);
  }

  private void paintCharacter(Rng rng, int character, Colour colour) {
    List<List<Stroke>> forms = Glyphs.forms(character);
    Style style = STYLES[rng.nextInt(STYLES.length)];
    List<Stroke> glyph = style.ornament(forms.get(rng.nextInt(forms.size())));
    double pen = style.penWidth(rng);
    double aspect = style.aspect(rng);
    Warp warp = new Warp(rng, difficulty, style.slant(), aspect, height, width);
    double left = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    for (Stroke stroke : glyph) {
      for (double x : stroke.x()) {
        left = Math.min(left, x);
        right = Math.max(right, x);
      }
    }
    strokes.clear();
    for (Stroke stroke : glyph) {
      draw(stroke, warp.apply(stroke, left, right), style, pen * warp.scale() / 2);
    }
    if (style.outlined()) {
      canvas.paintOutline(strokes, 1.3, colour);
    } else {
      canvas.paint(strokes, colour);
    }
  }

  /** The direction that the pen's width depends on is that before the warp. */
  private void draw(Stroke written, Stroke placed, Style style, double radius) {
    for (int i = 1; i < placed.points(); i++) {
      double relative =
          style.relativeWidth(
              written.x()[i] - written.x()[i - 1], written.y()[i] - written.y()[i - 1]);
      strokes.add(
          placed.x()[i - 1],
          placed.y()[i - 1],
          placed.x()[i],
          placed.y()[i],
          Math.max(radius * relative, 0.45));
    }
  }

  /** Lines and dots that mean nothing, some of them as dark as the character. */
  private void paintClutter(Rng rng, double paper, double ink, double hue) {
    int lines = rng.nextInt(1 + (int) (5 * difficulty + 0.5));
    int dots = rng.nextInt(1 + (int) (14 * difficulty + 0.5));
    for (int i = 0; i < lines + dots; i++) {
      double x = width * rng.nextDouble();
      double y = height * rng.nextDouble();
      boolean line = i < lines;
      double reach = line ? between(rng, 10, 50) : 1;
      double dx = reach * (2 * rng.nextDouble() - 1);
      double dy = reach * (2 * rng.nextDouble() - 1);
      double bow = 0.5 * (rng.nextDouble() - 0.5);
      double radius = line ? between(rng, 0.4, 0.9) : between(rng, 0.5, 1.4);
      strokes.clear();
      curve(x, y, dx, dy, bow, radius);
      double lightness = paper + (ink - paper) * between(rng, 0.3, 1);
      canvas.paint(strokes, Colour.random(rng, lightness, hue));
    }
  }

  /** A parabola from (x, y) by (dx, dy) that leaves the straight line by {@code bow} of it. */
  private void curve(double x, double y, double dx, double dy, double bow, double radius) {
    double lastX = x;
    double lastY = y;
    int pieces = 12;
    for (int i = 1; i <= pieces; i++) {
      double t = (double) i / pieces;
      double aside = 4 * bow * t * (1 - t);
      double nextX = x + t * dx - aside * dy;
      double nextY = y + t * dy + aside * dx;
      strokes.add(lastX, lastY, nextX, nextY, radius);
      lastX = nextX;
      lastY = nextY;
    }
  }

  private static double between(Rng rng, double low, double high) {
    return low + (high - low) * rng.nextDouble();
  }
}
