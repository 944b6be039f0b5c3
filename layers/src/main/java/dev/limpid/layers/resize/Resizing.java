package dev.limpid.layers.resize;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Options;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Makes images of a height and a width, {@code [H, W, C]} to {@code [height, width, C]}, by
 * interpolation between neighbouring pixels, or by the nearest pixel. Nothing is smoothed before
 * pixels are left out. By default, centres of pixels are half a pixel from their edges: Keras's
 * Resizing without {@code antialias}, PyTorch's {@code interpolate} with {@code
 * align_corners=False} and its mode {@code nearest-exact}; {@link #centres} has the others.
 */
public final class Resizing extends Layer {
  private final int height;
  private final int width;
  private boolean nearest;
  private PixelCentres centres = PixelCentres.HALF;
  private Interpolation interpolation;

  /**
   * Interpolates bilinearly.
   *
   * @throws IllegalArgumentException if a number is not positive
   */
  public Resizing(int height, int width) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "Resizing: height and width must be 1 or more, but are " + height + " and " + width);
    }
    this.height = height;
    this.width = width;
  }

  /** Sets whether the nearest pixel is taken instead; off by default (Keras). */
  public Resizing nearest(boolean takeNearest) {
    requireNotBuilt();
    nearest = takeNearest;
    return this;
  }

  /** Sets where pixels lie in the image before; {@link PixelCentres#HALF} by default (Keras). */
  public Resizing centres(PixelCentres newCentres) {
    requireNotBuilt();
    centres = Objects.requireNonNull(newCentres, "centres");
    return this;
  }

  @Override
  public Resizing named(String newName) {
    super.named(newName);
    return this;
  }

  /** Reads the options that {@link #config} writes. */
  public static Resizing read(Options options) {
    int[] size = options.heightByWidth("size");
    Resizing resizing = new Resizing(size[0], size[1]).nearest(options.flag("nearest"));
    return options.has("centres")
        ? resizing.centres(PixelCentres.named(options.text("centres")))
        : resizing;
  }

  @Override
  public Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("size", Options.heightByWidth(height, width));
    config.put("nearest", nearest);
    if (centres != PixelCentres.HALF) { // as files had it before there were others
      config.put("centres", centres.toString());
    }
    return config;
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() != 3 || input.size() == 0) {
      throw new IllegalArgumentException(this + ": expected images of shape [H,W,C], got " + input);
    }
    return Shape.of(height, width, input.dim(2));
  }

  @Override
  public boolean keepsInput() {
    return false;
  }

  @Override
  protected void onFirstPass() {
    interpolation = new Interpolation(inputShape(), outputShape(), nearest, centres);
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    interpolation.forward(x, y, compute().parallel());
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx != null) {
      interpolation.backward(dy, dx, compute().parallel());
    }
  }
}
