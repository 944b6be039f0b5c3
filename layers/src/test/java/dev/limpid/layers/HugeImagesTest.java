package dev.limpid.layers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.layers.resize.BilinearUpSampling2D;
import dev.limpid.layers.resize.UpSampling2D;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a file says of the size of images takes no memory until an image comes. */
class HugeImagesTest {
  private static final int SIDE = 1 << 22;
  private static final int BYTES_OF_A_PARAMETER = 16;
  private static final long FEW_BYTES = 4 << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static List<LayerCase> cases() {
    return LayerCases.all().stream().filter(one -> one.sample(1).rank() == 3).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aLayerIsBuiltInLittleMemoryForHugeImages(LayerCase one) {
    int channels = one.sample(1).dim(2);
    for (Shape huge : List.of(Shape.of(SIDE, 8, channels), Shape.of(8, SIDE, channels))) {
      assertBuiltInLittleMemory(one.layer().get(), huge);
    }
  }

  @Test
  void repeatingMakesNoTableOfTheOutput() {
    assertBuiltInLittleMemory(new UpSampling2D(SIDE, 1), Shape.of(64, 1, 1));
    assertBuiltInLittleMemory(new BilinearUpSampling2D(1, SIDE), Shape.of(1, 64, 1));
    assertBuiltInLittleMemory(new Broadcast(SIDE, 64, 1), Shape.of(1, 64, 1));
    assertBuiltInLittleMemory(new MaxPool2D(1, 1 << 20), Shape.of(1, 1 << 20, 1));
  }

  private static void assertBuiltInLittleMemory(Layer layer, Shape huge) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      layer.build(huge, Rng.of(1), Compute.standard());
    } catch (IllegalArgumentException refused) {
      return;
    }
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    long parameters = layer.parameters().stream().mapToLong(p -> p.value().size()).sum();
    assertTrue(
        bytes <= FEW_BYTES + BYTES_OF_A_PARAMETER * parameters,
        () -> layer + " takes " + bytes + " bytes when built for " + huge);
  }
}
