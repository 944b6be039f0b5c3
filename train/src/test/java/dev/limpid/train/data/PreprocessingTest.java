package dev.limpid.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Shape;
import dev.limpid.train.Toy;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessingTest {
  private static final float[] PIXEL = {0.2f, 0.4f, 1};

  /** Values by Keras's preprocess_input of the pixel 51, 102, 255. */
  @ParameterizedTest
  @CsvSource({
    "unit, 0.2, 0.4, 1",
    "bytes, 51, 102, 255",
    "signed, -0.6, -0.2, 1",
    "inverted, 0.8, 0.6, 0",
    "unit-bgr, 1, 0.4, 0.2",
    "bytes-bgr, 255, 102, 51",
    "torch, -1.2445415, -0.25, 2.64",
    "caffe, 151.061, -14.779, -72.68"
  })
  void pixelsBecomeWhatTheNameSays(String name, float first, float second, float third) {
    Dataset prepared = Preprocessing.named(name).prepare(pixels(), Preprocessing.UNIT);
    float[] values = new float[3];
    prepared.read(0, values, 0);
    assertArrayEquals(new float[] {first, second, third}, values, 1e-4f);
  }

  @Test
  void theRangeTellsHowImagesWerePrepared() {
    for (String name : new String[] {"unit", "bytes", "signed"}) {
      Preprocessing way = Preprocessing.named(name);
      assertEquals(
          Optional.of(way), Preprocessing.of(way.prepare(pixels(), Preprocessing.UNIT), 10));
    }
    Dataset caffe = Preprocessing.named("caffe").prepare(pixels(), Preprocessing.UNIT);
    assertEquals(Optional.empty(), Preprocessing.of(caffe, 10));
  }

  @Test
  void whatIsPreparedSoIsLeftAsItIs() {
    Dataset data = pixels();
    assertSame(data, Preprocessing.UNIT.prepare(data, Preprocessing.UNIT));
  }

  @Test
  void whatDoesNotSuitIsRefused() {
    Dataset grey = Toy.of(Shape.of(1, 1, 1), 2, new float[][] {{0.5f}}, new int[] {0});
    assertThrows(
        IllegalArgumentException.class,
        () -> Preprocessing.named("caffe").prepare(grey, Preprocessing.UNIT));
    assertTrue(
        Preprocessing.usual(1).stream().noneMatch(way -> way.name().endsWith("bgr")),
        () -> Preprocessing.usual(1).toString());
    Exception unknown =
        assertThrows(IllegalArgumentException.class, () -> Preprocessing.named("upside-down"));
    assertTrue(unknown.getMessage().contains("signed"), unknown::getMessage);
  }

  private static Dataset pixels() {
    float[][] samples = {PIXEL.clone(), {0, 0, 0}};
    return Toy.of(Shape.of(1, 1, 3), 2, samples, new int[] {0, 1});
  }
}
