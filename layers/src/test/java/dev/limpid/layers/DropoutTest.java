package dev.limpid.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DropoutTest {
  private static final Mode NO_DROPOUT =
      new Mode(Mode.Statistics.BATCH, Mode.Update.NONE, false, true);

  private static Dropout built(double rate, long seed) {
    Dropout layer = new Dropout(rate);
    layer.build(Shape.of(1000), Rng.of(seed), Compute.standard());
    return layer;
  }

  private static Tensor ones() {
    Tensor x = Tensor.zeros(100, 1000);
    x.fill(1);
    return x;
  }

  @Test
  void thatPartIsDroppedAndTheRestIsScaled() {
    for (Mode mode : new Mode[] {Mode.TRAIN, Mode.TRAIN_FROZEN}) {
      Tensor y = built(0.2, 3).forward(ones(), mode);
      int dropped = 0;
      for (float value : y.data()) {
        assertTrue(value == 0 || value == 1.25f, "value " + value);
        dropped += value == 0 ? 1 : 0;
      }
      assertEquals(20_000, dropped, 5 * Math.sqrt(100_000 * 0.2 * 0.8), mode + ", seed 3");
    }
  }

  @Test
  void everyPassAndEveryPieceAndEverySeedHasItsOwnMask() {
    Dropout layer = built(0.5, 3);
    float[] first = layer.forward(ones(), Mode.TRAIN).data();
    float[] second = layer.forward(ones(), Mode.TRAIN).data();
    float[] frozen = layer.forward(ones(), Mode.TRAIN_FROZEN).data();
    float[] nextFrozen = layer.forward(ones(), Mode.TRAIN_FROZEN).data();
    float[] otherSeed = built(0.5, 4).forward(ones(), Mode.TRAIN).data();
    assertFalse(Arrays.equals(first, second));
    assertFalse(Arrays.equals(first, frozen));
    assertFalse(Arrays.equals(frozen, nextFrozen));
    assertFalse(Arrays.equals(first, otherSeed));
    int grain = Layer.GRAIN;
    assertFalse(Arrays.equals(first, 0, grain, first, grain, 2 * grain));
  }

  @Test
  void passesWithoutBackwardDoNotChangeTheMasksOfTraining() {
    Dropout disturbed = built(0.5, 3);
    Dropout undisturbed = built(0.5, 3);
    for (int step = 0; step < 3; step++) {
      disturbed.forward(ones(), Mode.TRAIN_FROZEN);
      disturbed.forward(ones(), Mode.INFERENCE);
      assertArrayEquals(
          undisturbed.forward(ones(), Mode.TRAIN).data(),
          disturbed.forward(ones(), Mode.TRAIN).data(),
          "step " + step);
    }
  }

  @Test
  void withoutDropoutBothPassesAreTheIdentity() {
    Dropout layer = built(0.5, 3);
    layer.forward(ones(), Mode.TRAIN); // leaves a mask that must not be used
    assertArrayEquals(ones().data(), layer.forward(ones(), Mode.INFERENCE).data());
    assertArrayEquals(ones().data(), layer.forward(ones(), NO_DROPOUT).data());
    assertArrayEquals(ones().data(), layer.backward(ones()).data());
  }

  @Test
  void aRateOutOfRangeIsRefused() {
    for (double rate : new double[] {-0.1, 1, Double.NaN}) {
      var error = assertThrows(IllegalArgumentException.class, () -> new Dropout(rate));
      assertTrue(error.getMessage().contains("[0, 1), but is " + rate), error.getMessage());
    }
  }
}
