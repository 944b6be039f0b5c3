package dev.limpid.layers.resize;

import dev.limpid.core.Shape;
import java.util.Map;

/** Rows and columns around an image; subclasses say what is in them. */
abstract class Padding2D extends PixelMap {
  final Margins margins;

  Padding2D(Margins margins) {
    this.margins = margins;
  }

  @Override
  public Map<String, Object> config() {
    return margins.config();
  }

  @Override
  public Shape outputShape(Shape input) {
    requireImage(input);
    return Shape.of(
        Margins.padded(this, margins.top(), input.dim(0), margins.bottom()),
        Margins.padded(this, margins.left(), input.dim(1), margins.right()),
        input.dim(2));
  }

  @Override
  final int[] rows(int height) {
    return map(margins.top(), height, margins.bottom());
  }

  @Override
  final int[] columns(int width) {
    return map(margins.left(), width, margins.right());
  }

  /** Along one axis: for each place of the output that of the input; by default the border. */
  int[] map(int before, int size, int after) {
    int[] map = new int[before + size + after];
    for (int i = 0; i < map.length; i++) {
      map[i] = i < before || i >= before + size ? BORDER : i - before;
    }
    return map;
  }
}
