package dev.limpid.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.conv.Window;
import dev.limpid.core.gemm.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The gradient by the input of a convolution with a stride, without dilation and groups, of 16
 * channels and more. Pixels that differ by the stride are seen by the same taps; so each such phase
 * of the image is a convolution of dy at stride 1, with those taps in reverse:
 *
 * <pre>
 * 3 taps, stride 2, one zero before        w2 dy0    w1 dy0    w0 dy0
 * dx0 =         w1 dy0                     even pixels: one tap
 * dx1 = w2 dy0       + w0 dy1              odd pixels: two taps
 * </pre>
 *
 * <p>No product is computed for nothing, and nothing is added up in memory. A few images at a time
 * are a piece of work.
 */
final class StridedGradient {
  /** Of fewer channels most of a panel would stay empty. */
  private static final int LEAST_CHANNELS = 16;

  /** Values of a phase of the images of a piece: 1 MB. */
  private static final int PIECE = 1 << 18;

  private final ConvGeometry geometry;
  private final TileChoice tiles;
  private final Parallel parallel;
  private final List<Grid> grids = new ArrayList<>();

  StridedGradient(ConvGeometry geometry, TileChoice tiles, Parallel parallel) {
    this.geometry = geometry;
    this.tiles = tiles;
    this.parallel = parallel;
    for (int a = 0; a < geometry.rows().stride(); a++) {
      for (int b = 0; b < geometry.columns().stride(); b++) {
        Grid grid =
            Grid.of(Phase.of(geometry.rows(), a), Phase.of(geometry.columns(), b), geometry);
        if (grid.pixels() > 0) {
          grids.add(grid);
        }
      }
    }
  }

  static boolean supports(ConvGeometry geometry) {
    return geometry.groups() == 1
        && geometry.channels() >= LEAST_CHANNELS
        && geometry.rows().dilation() == 1
        && geometry.columns().dilation() == 1;
  }

  /**
   * The pixels along one dimension that are a multiple of the stride apart.
   *
   * @param first the first of them
   * @param window from dy to them; without taps where no tap sees them
   */
  private record Phase(int number, int first, Window window) {
    static Phase of(Window forward, int number) {
      int stride = forward.stride();
      int taps = (forward.kernel() - number + stride - 1) / stride;
      int begin = Math.floorDiv(forward.before() - number + stride - 1, stride);
      int first = number - forward.before() + Math.max(0, begin) * stride;
      int count = first >= forward.input() ? 0 : (forward.input() - 1 - first) / stride + 1;
      int before = Math.max(0, taps) - 1 - Math.max(0, begin);
      return new Phase(
          number, first, new Window(forward.output(), Math.max(0, taps), 1, 1, before, count));
    }

    /** Which tap of the forward window one of this phase is. */
    int tap(int tap, int stride) {
      return number + stride * (window.kernel() - 1 - tap);
    }
  }

  /**
   * The pixels of a phase of the rows and one of the columns.
   *
   * @param sizes of the convolution that they are the result of; null where no tap sees them
   */
  private record Grid(Phase down, Phase across, ConvGeometry sizes) {
    static Grid of(Phase down, Phase across, ConvGeometry forward) {
      boolean seen = down.window.kernel() > 0 && across.window.kernel() > 0;
      return new Grid(
          down,
          across,
          seen
              ? new ConvGeometry(
                  down.window, across.window, forward.filters(), forward.channels(), 1)
              : null);
    }

    int pixels() {
      return down.window.output() * across.window.output();
    }
  }

  void compute(float[] dy, int images, float[] weights, float[] dx) {
    int filters = geometry.filters();
    int channels = geometry.channels();
    int taps = geometry.rows().kernel() * geometry.columns().kernel();
    float[] turned = Scratch.current().atLeast(Slot.TRANSFORMED, taps * channels * filters);
    TurnedKernel.turn(weights, taps, channels, filters, turned, parallel);
    float[] kernel = Scratch.current().atLeast(Slot.KERNEL, taps * channels * filters);
    int most = 1;
    int end = 0;
    for (Grid grid : grids) {
      end = select(turned, grid.down, grid.across, kernel, end);
      most = Math.max(most, grid.pixels());
    }
    int perPiece = Math.max(1, PIECE / (most * channels));
    parallel.forRange(
        images,
        perPiece,
        (from, to) -> {
          for (int image = from; image < to; image += perPiece) {
            compute(dy, image, Math.min(perPiece, to - image), kernel, dx);
          }
        });
  }

  /** Puts the taps of a grid side by side; returns where they end. */
  private int select(float[] turned, Phase down, Phase across, float[] kernel, int start) {
    int size = geometry.channels() * geometry.filters();
    int width = geometry.columns().kernel();
    int last = geometry.rows().kernel() * width - 1;
    int to = start;
    for (int j = 0; j < down.window.kernel(); j++) {
      for (int l = 0; l < across.window.kernel(); l++) {
        int r = down.tap(j, geometry.rows().stride());
        int s = across.tap(l, geometry.columns().stride());
        System.arraycopy(turned, (last - r * width - s) * size, kernel, to, size);
        to += size;
      }
    }
    return to;
  }

  /** All pixels of some images. */
  private void compute(float[] dy, int image, int images, float[] kernel, float[] dx) {
    int channels = geometry.channels();
    int row = 0;
    for (Grid grid : grids) {
      int pixels = images * grid.pixels();
      float[] product = Scratch.current().atLeast(Slot.PRODUCT, pixels * channels);
      if (grid.sizes == null) {
        Arrays.fill(product, 0, pixels * channels, 0);
      } else {
        int depth = grid.sizes.patchSize();
        new BlockedProduct(
                tiles,
                new PatchOperand(grid.sizes, 0, dy, image, false),
                Matrix.of(kernel, row * channels, channels, depth, channels),
                Matrix.of(product, pixels, channels),
                Epilogue.NONE)
            .compute(true, Parallel.serial());
        row += depth;
      }
      spread(product, image, images, grid.down, grid.across, dx);
    }
  }

  private void spread(
      float[] product, int image, int images, Phase down, Phase across, float[] dx) {
    int channels = geometry.channels();
    int from = 0;
    for (int n = image; n < image + images; n++) {
      for (int i = 0; i < down.window.output(); i++) {
        int row = n * geometry.rows().input() + down.first + i * geometry.rows().stride();
        for (int k = 0; k < across.window.output(); k++) {
          int column = across.first + k * geometry.columns().stride();
          int to = (row * geometry.columns().input() + column) * channels;
          System.arraycopy(product, from, dx, to, channels);
          from += channels;
        }
      }
    }
  }
}
