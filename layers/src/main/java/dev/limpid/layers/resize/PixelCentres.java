package dev.limpid.layers.resize;

import dev.limpid.layers.json.ForeignText;
import java.util.Locale;
import java.util.stream.Stream;

/** Where the pixels of a resized image lie in the image before. */
public enum PixelCentres {
  /**
   * Half a pixel from the edges, {@code (p + 1/2) from / to - 1/2}: Keras, PyTorch's {@code
   * align_corners=False} and {@code nearest-exact}, ONNX's {@code half_pixel}.
   */
  HALF {
    @Override
    double place(int p, int from, int to) {
      return (p + 0.5) / ((double) to / from) - 0.5;
    }

    @Override
    public int nearest(int p, int from, int to) {
      return Math.min((int) ((p + 0.5) / ((double) to / from)), from - 1);
    }
  },

  /**
   * At the upper left edges, {@code p from / to}; the nearest pixel is the one before: PyTorch's
   * {@code nearest}, ONNX's {@code asymmetric}.
   */
  EDGES {
    @Override
    double place(int p, int from, int to) {
      return (double) p * from / to;
    }

    @Override
    public int nearest(int p, int from, int to) {
      return (int) ((long) p * from / to);
    }
  },

  /**
   * The first and the last of both coincide, {@code p (from - 1) / (to - 1)}: PyTorch's {@code
   * align_corners=True}.
   */
  CORNERS {
    @Override
    double place(int p, int from, int to) {
      return to == 1 ? 0 : (double) p * (from - 1) / (to - 1);
    }

    @Override
    public int nearest(int p, int from, int to) {
      return (int) Math.floor(place(p, from, to) + 0.5);
    }
  };

  /** Where pixel p of {@code to} lies among the {@code from}; a whole number is a centre. */
  abstract double place(int p, int from, int to);

  /** Which of {@code from} pixels is the nearest to pixel p of {@code to}. */
  public abstract int nearest(int p, int from, int to);

  /** Finds one by its name in lower case. */
  static PixelCentres named(String name) {
    return Stream.of(values())
        .filter(each -> each.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "pixels' centres are half, edges or corners, but not "
                        + ForeignText.quoted(name)));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
