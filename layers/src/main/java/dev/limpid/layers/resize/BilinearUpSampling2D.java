package dev.limpid.layers.resize;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Options;
import java.util.Map;

/**
 * Enlarges an image by interpolation between neighbouring pixels: {@code [H, W, C]} to {@code [H
 * height, W width, C]}.
 *
 * <pre>
 * y[p] = (1 - w) x[i] + w x[i + 1]      i + w = (p + 1/2) / factor - 1/2, within the image
 * </pre>
 *
 * <p>along both axes. Half-pixel centres: Keras's UpSampling2D with {@code bilinear}, PyTorch's
 * Upsample with {@code align_corners=False}.
 */
public final class BilinearUpSampling2D extends Layer {
  private final int height;
  private final int width;
  private Interpolation interpolation;

  /** The same factor in both directions. */
  public BilinearUpSampling2D(int factor) {
    this(factor, factor);
  }

  /**
   * Factors downward and to the right.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public BilinearUpSampling2D(int height, int width) {
    Factors.require("BilinearUpSampling2D", height, width);
    this.height = height;
    this.width = width;
  }

  /** Reads the options that {@link #config} writes. */
  public static BilinearUpSampling2D read(Options options) {
    int[] factor = options.heightByWidth("factor");
    return new BilinearUpSampling2D(factor[0], factor[1]);
  }

  @Override
  public Map<String, Object> config() {
    return Map.of("factor", Options.heightByWidth(height, width));
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() != 3 || input.size() == 0) {
      throw new IllegalArgumentException(this + ": expected images of shape [H,W,C], got " + input);
    }
    return Factors.times(input, height, width);
  }

  @Override
  public boolean keepsInput() {
    return false;
  }

  @Override
  protected void onFirstPass() {
    interpolation = new Interpolation(inputShape(), outputShape(), false, PixelCentres.HALF);
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
