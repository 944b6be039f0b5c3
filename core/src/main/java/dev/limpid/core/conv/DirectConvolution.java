package dev.limpid.core.conv;

import dev.limpid.core.Parallel;
import dev.limpid.core.rows.RowKernels;
import java.util.Arrays;
import java.util.Objects;

/**
 * The convolution as its formula says it, in plain loops: slow, easy to step through, and what the
 * fast algorithms are held to. Each image is a piece of work; the filter gradient is one piece for
 * each row of the kernel.
 */
final class DirectConvolution implements ConvAlgorithm {
  private final ConvGeometry geometry;
  private final Parallel parallel;
  private final Window rows;
  private final Window columns;
  private final int channels;
  private final int filters;
  private final int channelsPerGroup;
  private final int filtersPerGroup;

  DirectConvolution(ConvGeometry geometry, Parallel parallel) {
    this.geometry = geometry;
    this.parallel = Objects.requireNonNull(parallel, "parallel");
    this.rows = geometry.rows();
    this.columns = geometry.columns();
    this.channels = geometry.channels();
    this.filters = geometry.filters();
    this.channelsPerGroup = channels / geometry.groups();
    this.filtersPerGroup = filters / geometry.groups();
  }

  @Override
  public String name() {
    return "direct";
  }

  @Override
  public void forward(float[] x, int images, float[] kernel, Epilogue epilogue, float[] y) {
    parallel.forEach(images, image -> forwardOne(x, image, kernel, epilogue, y));
  }

  private void forwardOne(float[] x, int image, float[] kernel, Epilogue epilogue, float[] y) {
    for (int p = 0; p < rows.output(); p++) {
      for (int q = 0; q < columns.output(); q++) {
        int out = outputIndex(image, p, q);
        Arrays.fill(y, out, out + filters, 0);
        for (int r = 0; r < rows.kernel(); r++) {
          for (int s = 0; s < columns.kernel(); s++) {
            if (rows.isOutside(p, r) || columns.isOutside(q, s)) {
              continue; // padding: zeros
            }
            int in = inputIndex(image, rows.at(p, r), columns.at(q, s));
            for (int c = 0; c < channelsPerGroup; c++) {
              int weights = kernelIndex(r, s, c);
              for (int f = 0; f < filters; f++) {
                y[out + f] += x[in + firstChannelOf(f) + c] * kernel[weights + f];
              }
            }
          }
        }
        epilogue.apply(RowKernels.plain(), y, out, 1, filters);
      }
    }
  }

  @Override
  public void inputGradient(float[] dy, int images, float[] kernel, float[] dx) {
    parallel.forEach(images, image -> inputGradientOfOne(dy, image, kernel, dx));
  }

  private void inputGradientOfOne(float[] dy, int image, float[] kernel, float[] dx) {
    int size = geometry.inputShape().size();
    Arrays.fill(dx, image * size, (image + 1) * size, 0);
    for (int p = 0; p < rows.output(); p++) {
      for (int q = 0; q < columns.output(); q++) {
        int out = outputIndex(image, p, q);
        for (int r = 0; r < rows.kernel(); r++) {
          for (int s = 0; s < columns.kernel(); s++) {
            if (rows.isOutside(p, r) || columns.isOutside(q, s)) {
              continue;
            }
            int in = inputIndex(image, rows.at(p, r), columns.at(q, s));
            for (int c = 0; c < channelsPerGroup; c++) {
              int weights = kernelIndex(r, s, c);
              for (int f = 0; f < filters; f++) {
                dx[in + firstChannelOf(f) + c] += dy[out + f] * kernel[weights + f];
              }
            }
          }
        }
      }
    }
  }

  @Override
  public void filterGradient(float[] x, float[] dy, int images, float[] dKernel) {
    parallel.forEach(rows.kernel(), r -> filterGradientOfRow(x, dy, images, r, dKernel));
  }

  private void filterGradientOfRow(float[] x, float[] dy, int images, int r, float[] dKernel) {
    Arrays.fill(dKernel, kernelIndex(r, 0, 0), kernelIndex(r + 1, 0, 0), 0);
    for (int image = 0; image < images; image++) {
      for (int p = 0; p < rows.output(); p++) {
        for (int q = 0; q < columns.output(); q++) {
          int out = outputIndex(image, p, q);
          for (int s = 0; s < columns.kernel(); s++) {
            if (rows.isOutside(p, r) || columns.isOutside(q, s)) {
              continue;
            }
            int in = inputIndex(image, rows.at(p, r), columns.at(q, s));
            for (int c = 0; c < channelsPerGroup; c++) {
              int weights = kernelIndex(r, s, c);
              for (int f = 0; f < filters; f++) {
                dKernel[weights + f] += x[in + firstChannelOf(f) + c] * dy[out + f];
              }
            }
          }
        }
      }
    }
  }

  @Override
  public String toString() {
    return name();
  }

  private int inputIndex(int image, int row, int column) {
    return ((image * rows.input() + row) * columns.input() + column) * channels;
  }

  private int outputIndex(int image, int row, int column) {
    return ((image * rows.output() + row) * columns.output() + column) * filters;
  }

  private int kernelIndex(int row, int column, int channel) {
    return ((row * columns.kernel() + column) * channelsPerGroup + channel) * filters;
  }

  private int firstChannelOf(int filter) {
    return filter / filtersPerGroup * channelsPerGroup;
  }
}
