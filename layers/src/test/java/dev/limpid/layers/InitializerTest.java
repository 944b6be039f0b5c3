package dev.limpid.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InitializerTest {
  @ParameterizedTest
  @CsvSource({
    // kernel 3x5x20x40: fan in 300, fan out 600
    "GLOROT_UNIFORM, 0.08164966, 0.04714045",
    "GLOROT_NORMAL, 0.10718598, 0.04714045",
    "HE_UNIFORM, 0.14142136, 0.08164966",
    "HE_NORMAL, 0.18565155, 0.08164966",
  })
  void limitAndDeviationFollowTheFansOfAConvolutionKernel(
      Initializer initializer, double limit, double deviation) {
    Tensor kernel = Tensor.zeros(3, 5, 20, 40);
    initializer.fill(kernel, Rng.of(5));
    double greatest = 0;
    double sum = 0;
    double squares = 0;
    for (float value : kernel.data()) {
      greatest = Math.max(greatest, Math.abs(value));
      sum += value;
      squares += (double) value * value;
    }
    int n = kernel.size();
    assertTrue(greatest <= limit * (1 + 1e-6), "greatest " + greatest);
    assertTrue(greatest > 0.99 * limit, "greatest " + greatest);
    assertEquals(0, sum / n, 5 * deviation / Math.sqrt(n), "mean, seed 5");
    assertEquals(deviation, Math.sqrt(squares / n), 0.03 * deviation, "deviation, seed 5");
  }

  @ParameterizedTest
  @EnumSource(Initializer.class)
  void theSameSeedGivesTheSameBitsAndTheNameIsFoundAgain(Initializer initializer) {
    Tensor one = Tensor.zeros(7, 11);
    Tensor other = Tensor.zeros(7, 11);
    initializer.fill(one, Rng.of(3));
    Initializer.named(initializer.toString()).fill(other, Rng.of(3));
    assertArrayEquals(one.data(), other.data());
  }

  @Test
  void constantsAreConstant() {
    Tensor kernel = Tensor.of(Tensor.zeros(2, 1).shape(), 5, 6);
    Initializer.ONES.fill(kernel, Rng.of(1));
    assertArrayEquals(new float[] {1, 1}, kernel.data());
    Initializer.ZEROS.fill(kernel, Rng.of(1));
    assertArrayEquals(new float[] {0, 0}, kernel.data());
  }

  @Test
  void anUnknownNameIsRefusedWithThoseThatThereAre() {
    var error = assertThrows(IllegalArgumentException.class, () -> Initializer.named("xavier"));
    assertTrue(error.getMessage().contains("'xavier'"), error.getMessage());
    assertTrue(error.getMessage().contains("glorot_uniform"), error.getMessage());
  }
}
