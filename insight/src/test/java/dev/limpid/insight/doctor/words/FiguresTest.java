package dev.limpid.insight.doctor.words;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.insight.gap.Estimate;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers in one notation, with the digits that say something. */
class FiguresTest {
  /** The standard error is known, so that half the interval is 1.96 of it. */
  @ParameterizedTest
  @CsvSource({
    "0.00045, 6.8e-5, 0.000450 +- 0.000068",
    "3.3847, 0.13, 3.38 +- 0.13",
    "0.5731, 0.0998, 0.57 +- 0.10",
    "-0.0621, 0.027, -0.062 +- 0.027",
    "-0.0001, 0.0281, 0.000 +- 0.028",
    "1234.5, 130, 1234 +- 130",
    "-1.4e-10, 4.9e-10, 0.000000 +- 0.000001",
    "0.00001234, 4.9e-10, 0.000012 +- 0.000001",
    "0.5, 0, 0.500",
    "0.5, NaN, 0.500"
  })
  void anIntervalHasTwoDigitsAndItsValueAsManyDecimals(double value, double half, String expected) {
    Estimate estimate = new Estimate(value, half / 1.959964, Double.POSITIVE_INFINITY);
    assertEquals(expected, Figures.interval(estimate));
  }

  @ParameterizedTest
  @CsvSource({
    "26286.2, '26,286'",
    "1.6549, 1.65",
    "0.00096, 0.000960",
    "7.47e-86, 7.47e-86",
    "0, 0.00",
    "NaN, unknown"
  })
  void aNumberHasThreeDigitsOrIsWhole(double value, String expected) {
    assertEquals(expected, Figures.number(value));
  }

  @ParameterizedTest
  @CsvSource({
    "104, 1, 5 rows and 4 pixels",
    "-104, 1, 5 rows and 4 pixels",
    "20, 1, 1 row",
    "3, 3, 1 pixel",
    "64, 3, 64 values"
  })
  void placesInAnImageAreRowsAndPixels(int values, int channels, String expected) {
    assertEquals(expected, Figures.places(values, List.of(28, 20, channels)));
    assertEquals("1 value", Figures.places(1, List.of(12)));
  }

  /** Nobody takes 82.7 steps. */
  @ParameterizedTest
  @CsvSource({
    "82.7, 83",
    "10, 10",
    "0.4, 0",
    "1240.4, '1,240'",
    "12345678, '12,345,678'",
    "NaN, unknown"
  })
  void aCountIsWhole(double count, String expected) {
    assertEquals(expected, Figures.whole(count));
  }

  @ParameterizedTest
  @CsvSource({"-0.004, 0 %", "-0.005, -1 %", "0.004, 0 %", "0.005, 1 %", "-1e-17, 0 %"})
  void nothingIsNotBelowNothing(double share, String expected) {
    assertEquals(expected, Figures.percent(share));
  }

  @ParameterizedTest
  @CsvSource({"0.0005, less than 1 %", "0, 0 %", "0.006, 1 %", "0.94, 94 %", "NaN, unknown"})
  void aLittleIsNotNothing(double share, String expected) {
    assertEquals(expected, Figures.part(share));
  }
}
