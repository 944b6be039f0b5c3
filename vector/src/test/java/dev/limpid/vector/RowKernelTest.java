package dev.limpid.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.compute.Kernels;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvChoice;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.conv.FixedConvolution;
import dev.limpid.core.conv.Padding;
import dev.limpid.core.conv.Window;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A product of one row has the bits that the row has among others. */
class RowKernelTest {
  private static final int CASES = 60;

  @Test
  void aSampleAloneGivesTheBitsThatItGivesInABatch() {
    Kernels kernels = AssumedKernels.vector();
    Window pixel = Window.along(0, 1, 1, 1, 1, Padding.VALID);
    for (int seed = 0; seed < CASES; seed++) {
      Rng rng = Rng.of(seed);
      int inputs = 1 + rng.nextInt(700);
      int outputs = 1 + rng.nextInt(200);
      ConvGeometry geometry = new ConvGeometry(pixel, pixel, inputs, outputs, 1);
      Epilogue epilogue = new Epilogue(random(outputs, rng), seed % 2 == 0, null, null);
      FixedConvolution dense =
          kernels
              .convolution(ConvChoice.IMPLICIT, geometry, Parallel.serial())
              .fixed(random(inputs * outputs, rng), epilogue);
      float[] x = random(3 * inputs, rng);
      float[] batch = new float[3 * outputs];
      dense.forward(x, 3, batch);
      float[] alone = new float[outputs];
      dense.forward(Arrays.copyOf(x, inputs), 1, alone);
      assertArrayEquals(
          Arrays.copyOf(batch, outputs), alone, "seed " + seed + ", " + inputs + " to " + outputs);
    }
  }

  @Test
  void theThreadsShareTheColumnsOfALargeOne() {
    Kernels kernels = AssumedKernels.vector();
    Window pixel = Window.along(0, 1, 1, 1, 1, Padding.VALID);
    int inputs = 600;
    try (Parallel parallel = Parallel.of(3)) {
      for (int outputs : new int[] {500, 512, 1000}) {
        Rng rng = Rng.of(outputs);
        ConvGeometry geometry = new ConvGeometry(pixel, pixel, inputs, outputs, 1);
        float[] bias = random(outputs, rng);
        float[] kernel = random(inputs * outputs, rng);
        float[] x = random(inputs, rng);
        for (Epilogue epilogue :
            new Epilogue[] {
              Epilogue.NONE,
              new Epilogue(bias, true, null, null),
              new Epilogue(bias, true, bias, bias)
            }) {
          ConvAlgorithm product = kernels.convolution(ConvChoice.IMPLICIT, geometry, parallel);
          float[] expected = new float[outputs];
          product.forward(x, 1, kernel, epilogue, expected);
          float[] y = new float[outputs];
          product.fixed(kernel, epilogue).forward(x, 1, y);
          assertArrayEquals(expected, y, "seed " + outputs + ", " + epilogue);
        }
      }
    }
  }

  private static float[] random(int size, Rng rng) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = rng.nextFloat() - 0.5f;
    }
    return values;
  }
}
