package dev.limpid.bench;

import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Padding;
import dev.limpid.core.conv.Window;

/** The convolutions of the seed network: 3x3, stride 1, same padding. */
public enum SeedLayer {
  /** 50x55, 3 to 64. */
  CONV1(50, 55, 3, 64),
  /** 50x55, 64 to 64. */
  CONV2(50, 55, 64, 64),
  /** 25x27, 64 to 128. */
  CONV3(25, 27, 64, 128),
  /** 25x27, 128 to 128. */
  CONV4(25, 27, 128, 128),
  /** 12x13, 128 to 256. */
  CONV5(12, 13, 128, 256),
  /** 12x13, 256 to 256. */
  CONV6(12, 13, 256, 256),
  /** 6x6, 256 to 512. */
  CONV7(6, 6, 256, 512),
  /** 6x6, 512 to 512. */
  CONV8(6, 6, 512, 512);

  private final ConvGeometry geometry;

  SeedLayer(int height, int width, int channels, int filters) {
    this.geometry =
        new ConvGeometry(
            Window.along(0, height, 3, 1, 1, Padding.SAME),
            Window.along(1, width, 3, 1, 1, Padding.SAME),
            channels,
            filters,
            1);
  }

  /** All sizes of the layer. */
  public ConvGeometry geometry() {
    return geometry;
  }

  /** The sizes of input and output, such as {@code 50x55x3->64}. */
  public String label() {
    return geometry.rows().input()
        + "x"
        + geometry.columns().input()
        + "x"
        + geometry.channels()
        + "->"
        + geometry.filters();
  }
}
