package dev.limpid.bench;

import dev.limpid.core.conv.ConvGeometry;

/**
 * Matrix products of the seed network, {@code [m,k] x [k,n]}: the convolutions of one image as
 * patches times kernel, the hidden layer of a batch of 128, and a square one to compare with.
 */
public enum ProductShape {
  /** 1024 x 1024 x 1024. */
  SQUARE(1024, 1024, 1024),
  /** The first convolution. */
  CONV1(SeedLayer.CONV1),
  /** The second. */
  CONV2(SeedLayer.CONV2),
  /** The third. */
  CONV3(SeedLayer.CONV3),
  /** The fourth. */
  CONV4(SeedLayer.CONV4),
  /** The fifth. */
  CONV5(SeedLayer.CONV5),
  /** The sixth. */
  CONV6(SeedLayer.CONV6),
  /** The seventh. */
  CONV7(SeedLayer.CONV7),
  /** The eighth. */
  CONV8(SeedLayer.CONV8),
  /** The hidden layer, 128 images. */
  DENSE(128, SeedModel.HIDDEN, SeedModel.LAST_POSITIONS * 512);

  private final int m;
  private final int n;
  private final int k;

  ProductShape(int m, int n, int k) {
    this.m = m;
    this.n = n;
    this.k = k;
  }

  ProductShape(SeedLayer layer) {
    ConvGeometry geometry = layer.geometry();
    this.m = geometry.positions();
    this.n = geometry.filters();
    this.k = geometry.patchSize();
  }

  /** Rows of the forward product. */
  public int m() {
    return m;
  }

  /** Columns of the forward product. */
  public int n() {
    return n;
  }

  /** What the forward product sums over. */
  public int k() {
    return k;
  }

  /** Multiplications and additions; the same for the gradients. */
  public double flops() {
    return 2.0 * m * n * k;
  }
}
