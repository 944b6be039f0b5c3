package dev.limpid.layers.norm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Mode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BatchNorm on matrices that are cut into several pieces and tiles, with remainders of both. */
class BatchNormSizesTest {
  @ParameterizedTest(name = "{0} rows of {1} channels")
  @CsvSource({"70001, 1", "23457, 3", "999, 64", "1500, 100", "45, 1500", "2, 40000", "1, 7"})
  void forwardAndBackwardFollowTheFormulasForAnyNumberOfThreads(int rows, int channels) {
    Step expected = step(rows, channels, Parallel.serial());
    expected.compareWithFormulas();
    for (int threads = 2; threads <= 3; threads++) {
      try (Parallel parallel = Parallel.of(threads)) {
        Step step = step(rows, channels, parallel);
        String message = threads + " threads";
        assertArrayEquals(expected.y.data(), step.y.data(), message);
        assertArrayEquals(expected.dx.data(), step.dx.data(), message);
        assertArrayEquals(expected.dGamma, step.dGamma, message);
        assertArrayEquals(expected.dBeta, step.dBeta, message);
      }
    }
  }

  private static Step step(int rows, int channels, Parallel parallel) {
    Rng rng = Rng.of(7).split(rows);
    BatchNorm layer = new BatchNorm();
    layer.build(Shape.of(channels), rng, Compute.standard().with(parallel));
    fill(layer.gamma().value(), rng.split("gamma"), 1);
    fill(layer.beta().value(), rng.split("beta"), 0);
    Tensor x = Tensor.zeros(rows, channels);
    fill(x, rng.split("x"), 3);
    Tensor dy = Tensor.zeros(rows, channels);
    fill(dy, rng.split("dy"), 0.1);
    Tensor y = layer.forward(x, Mode.TRAIN);
    Tensor dx = layer.backward(dy);
    return new Step(
        x,
        dy,
        layer.gamma().value().data(),
        layer.beta().value().data(),
        y,
        dx,
        layer.gamma().gradient().data(),
        layer.beta().gradient().data());
  }

  private static void fill(Tensor tensor, Rng rng, double mean) {
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = (float) (mean + rng.nextGaussian());
    }
  }

  private record Step(
      Tensor x,
      Tensor dy,
      float[] gamma,
      float[] beta,
      Tensor y,
      Tensor dx,
      float[] dGamma,
      float[] dBeta) {

    void compareWithFormulas() {
      int channels = gamma.length;
      for (int c = 0; c < channels; c++) {
        compareWithFormulas(c, x.batchSize(), channels);
      }
    }

    private void compareWithFormulas(int c, int rows, int channels) {
      double mean = 0;
      double squares = 0;
      for (int i = c; i < rows * channels; i += channels) {
        mean += x.data()[i] / (double) rows;
        squares += x.data()[i] * (double) x.data()[i] / rows;
      }
      double inverse = 1 / Math.sqrt(squares - mean * mean + 1e-3);
      double sum = 0;
      double product = 0;
      for (int i = c; i < rows * channels; i += channels) {
        double h = (x.data()[i] - mean) * inverse;
        assertEquals(gamma[c] * h + beta[c], y.data()[i], 1e-4, "y of channel " + c);
        sum += dy.data()[i];
        product += dy.data()[i] * h;
      }
      double tolerance = 1e-5 * rows + 1e-4;
      assertEquals(sum, dBeta[c], tolerance, "dbeta of channel " + c);
      assertEquals(product, dGamma[c], tolerance, "dgamma of channel " + c);
      for (int i = c; i < rows * channels; i += channels) {
        double h = (x.data()[i] - mean) * inverse;
        double exact = gamma[c] * inverse * (dy.data()[i] - sum / rows - h * product / rows);
        assertEquals(exact, dx.data()[i], 1e-4 * Math.max(1, inverse), "dx of channel " + c);
      }
    }
  }
}
