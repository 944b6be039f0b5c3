package dev.limpid.train.data.characters;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CharactersTest {
  /** These never change: a result that names seed and difficulty can be had again. */
  @ParameterizedTest
  @CsvSource({"1, 0.0, 452863152", "1, 0.5, 1820689779", "42, 1.0, 2553703101"})
  void theBytesOfASeedNeverChange(long seed, double difficulty, long checksum) {
    for (int threads = 1; threads <= 3; threads++) {
      try (Parallel parallel = Parallel.of(threads)) {
        Dataset data = Characters.generate(seed, 300, difficulty, parallel);
        assertEquals(checksum, checksum(data), threads + " threads");
      }
    }
  }

  @Test
  void aLongerDataSetBeginsWithTheShorterOne() {
    Dataset few = Characters.generate(7, 100);
    Dataset many = Characters.generate(7, 250);
    for (int i = 0; i < few.size(); i++) {
      assertEquals(few.label(i), many.label(i));
      assertArrayEquals(values(few, i), values(many, i));
    }
  }

  @Test
  void everyThirtyImagesHaveEachClassOnceInRandomOrder() {
    Dataset data = Characters.generate(1, 120);
    int[][] blocks = new int[4][30];
    for (int i = 0; i < 120; i++) {
      blocks[i / 30][i % 30] = data.label(i);
    }
    assertFalse(Arrays.equals(blocks[0], blocks[1]));
    int[] sorted = new int[30];
    Arrays.setAll(sorted, i -> i);
    for (int[] block : blocks) {
      assertFalse(Arrays.equals(sorted, block));
      Arrays.sort(block);
      assertArrayEquals(sorted, block);
    }
  }

  @Test
  void thereAreThirtyClassesWithSortedNames() {
    List<String> names = Characters.classNames();
    assertEquals("0123456789ACDEFGHJKLMNPRTUVWXY", String.join("", names));
    assertEquals(names.stream().sorted().toList(), names);
    assertEquals(names, Characters.generate(1, 1).classNames());
    assertEquals(Shape.of(50, 55, 3), Characters.generate(1, 1).sampleShape());
  }

  @Test
  void seedAndDifficultyChangeTheImages() {
    long first = checksum(Characters.generate(1, 30));
    assertNotEquals(first, checksum(Characters.generate(2, 30)));
    assertNotEquals(first, checksum(Characters.generate(1, 30, 0.51, Parallel.serial())));
  }

  @Test
  void noTwoImagesAreTheSame() {
    Dataset data = Characters.generate(1, 600);
    long different =
        IntStream.range(0, 600).mapToLong(i -> Arrays.hashCode(values(data, i))).distinct().count();
    assertEquals(600, different);
  }

  @Test
  void moreDifficultImagesHaveLessOrderInThem() {
    double easy = order(0);
    double usual = order(Characters.DEFAULT_DIFFICULTY);
    double hard = order(1);
    assertTrue(easy > usual && usual > hard, easy + ", " + usual + ", " + hard);
  }

  /** The correlation of neighbouring pixels, the mean over images. */
  private static double order(double difficulty) {
    Dataset data = Characters.generate(1, 300, difficulty, Parallel.serial());
    double sum = 0;
    for (int i = 0; i < data.size(); i++) {
      float[] v = values(data, i);
      double mean = 0;
      for (float value : v) {
        mean += value / v.length;
      }
      double shared = 0;
      double square = 0;
      for (int j = 3; j < v.length; j++) {
        shared += (v[j] - mean) * (v[j - 3] - mean);
        square += (v[j] - mean) * (v[j] - mean);
      }
      sum += shared / square;
    }
    return sum / data.size();
  }

  @Test
  void noImagesAreAnEmptyDataSet() {
    assertEquals(0, Characters.generate(1, 0).size());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, 7, Double.NaN})
  void difficultiesOutOfRangeAreRefused(double difficulty) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Characters.generate(1, 1, difficulty, Parallel.serial()))
            .getMessage();
    assertTrue(message.contains("difficulty must be between 0 and 1"), message);
    assertThrows(IllegalArgumentException.class, () -> Characters.generate(1, -1));
  }

  private static float[] values(Dataset data, int index) {
    float[] values = new float[data.sampleShape().size()];
    data.read(index, values, 0);
    return values;
  }

  private static long checksum(Dataset data) {
    CRC32 crc = new CRC32();
    for (int i = 0; i < data.size(); i++) {
      crc.update(data.label(i));
      for (float value : values(data, i)) {
        crc.update(Math.round(255 * value));
      }
    }
    return crc.getValue();
  }
}
