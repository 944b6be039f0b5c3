package dev.limpid.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.insight.gap.Estimate;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Scales, ticks, numbers, and where charts put them. */
class ChartTest {
  @Test
  void aScaleHoldsItsNumbersAndTicksAreRound() {
    for (int seed = 0; seed < 300; seed++) {
      Rng rng = Rng.of(seed);
      double size = Math.pow(10, 12 * rng.nextDouble() - 6);
      double[] numbers =
          IntStream.range(0, 9).mapToDouble(i -> size * (rng.nextDouble() - 0.3)).toArray();
      Scale scale = Scale.linear(DoubleStream.of(numbers), 100, 0);
      for (double number : numbers) {
        double at = scale.at(number);
        assertTrue(at >= -1e-6 && at <= 100 + 1e-6, "seed " + seed + ": " + number + " at " + at);
      }
      List<Double> ticks = scale.ticks(5);
      assertTrue(ticks.size() >= 2 && ticks.size() <= 7, "seed " + seed + ": " + ticks);
      for (double tick : ticks) {
        assertTrue(Scale.label(tick).length() <= 9, "seed " + seed + ": " + Scale.label(tick));
      }
    }
  }

  @Test
  void aWideRangeAboveZeroIsLogarithmic() {
    Scale scale = Scale.fitting(new double[] {0.001, 14, Double.NaN}, 100, 0);
    assertTrue(scale.logarithmic());
    assertTrue(scale.at(0.001) < 100 && scale.at(14) > 0);
    assertTrue(scale.ticks(5).contains(0.1));
    assertFalse(Scale.fitting(new double[] {0.5, 14}, 100, 0).logarithmic());
    assertFalse(Scale.fitting(new double[] {0, 14}, 100, 0).logarithmic());
    assertFalse(Scale.fitting(new double[] {}, 100, 0).logarithmic());
  }

  @Test
  void ticksAreWrittenWithoutTheDigitsOfRounding() {
    assertEquals("0.3", Scale.label(0.1 + 0.2));
    assertEquals("\u22120.5", Scale.label(-0.5));
    assertEquals("20", Scale.label(20));
    assertEquals("1e9", Scale.label(1e9));
    assertEquals("1e\u22126", Scale.label(1e-6));
    assertEquals("\u22122.5e\u221212", Scale.label(-2.5e-12));
    assertEquals("0", Scale.label(0));
  }

  @Test
  void numbersHaveThreeOrFourDigits() {
    assertEquals("2.795", Numbers.number(2.79512));
    assertEquals("0.0123", Numbers.number(0.01234));
    assertEquals("\u22121.2e\u22125", Numbers.number(-1.23e-5));
    assertEquals("1.0e6", Numbers.number(1e6));
    assertEquals(Numbers.NONE, Numbers.number(Double.NaN));
    assertEquals("\u221e", Numbers.number(Double.POSITIVE_INFINITY));
    assertEquals("6.1\u00a0%", Numbers.percent(0.0608));
    Estimate estimate = new Estimate(2.2101, 0.05, Double.POSITIVE_INFINITY);
    assertEquals("+2.210\u00a0\u00b1\u00a00.098", Numbers.interval(estimate));
    assertEquals("+0.500", Numbers.interval(Estimate.exact(0.5)));
  }

  @Test
  void stackedPartsEndAtTheirSum() {
    Series up = part("up", 3, -1);
    Series more = part("more", 2, 4);
    StackedChart chart =
        new StackedChart(
            "about", "unit", List.of(1, 2), List.of(up, more), new double[] {5, 3}, 300);
    String svg = chart.svg(900);
    List<double[]> bars = rectangles(svg);
    assertEquals(4, bars.size());
    assertEquals(bars.get(0)[1], bars.get(1)[1] + bars.get(1)[3], 0.11, "stacked upward");
    assertTrue(bars.get(2)[1] > bars.get(3)[1], "a negative part is below a positive one");
    Matcher sum = Pattern.compile("class=\"sum\"[^>]*y1=\"([0-9.]+)\"").matcher(svg);
    assertTrue(sum.find());
    assertEquals(bars.get(1)[1], Double.parseDouble(sum.group(1)), 0.11, "the mark is at the sum");
  }

  @Test
  void cellsNearZeroAreBlankAndThoseBelowItAreOfTheOtherColour() {
    HeatMap map =
        new HeatMap(
            "about",
            List.of("a"),
            List.of(1, 2, 3, 4),
            new double[][] {{-1e-9, 1e-9, -1, 1}},
            HeatMap.Depth.DIVERGING);
    Matcher cells =
        Pattern.compile("<path class=\"(heat[^\"]*)\" fill-opacity=\"([0-9.]+)\"")
            .matcher(map.svg(900));
    assertTrue(cells.find());
    assertEquals("heat 1.0", cells.group(1) + " " + cells.group(2));
    assertTrue(cells.find());
    assertEquals("heat second 1.0", cells.group(1) + " " + cells.group(2));
    assertFalse(cells.find());
  }

  @Test
  void curvesBreakWhereANumberIsMissing() {
    double[] values = {1, Double.NaN, 2, 3, Double.POSITIVE_INFINITY, 4};
    LineChart chart =
        new LineChart(
            "about",
            "unit",
            List.of(1, 2, 3, 4, 5, 6),
            List.of(Series.of("a", "train", values)),
            300,
            true,
            true);
    Matcher line = Pattern.compile("class=\"line train\" d=\"([^\"]*)\"").matcher(chart.svg(900));
    assertTrue(line.find());
    assertEquals(3, line.group(1).chars().filter(c -> c == 'M').count());
    assertEquals(1, line.group(1).chars().filter(c -> c == 'L').count());
  }

  @Test
  void namesOfCurvesThatEndTogetherAreApart() {
    List<Series> series =
        IntStream.range(0, 7)
            .mapToObj(i -> Series.of("s" + i, "train", new double[] {1, 1 + 0.001 * i}))
            .toList();
    String svg = new LineChart("", "", List.of(1, 2), series, 380, true, true).svg(900);
    Matcher names =
        Pattern.compile("class=\"name train\" x=\"[0-9.]+\" y=\"([0-9.]+)\"").matcher(svg);
    double previous = -100;
    int found = 0;
    while (names.find()) {
      double at = Double.parseDouble(names.group(1));
      assertTrue(at - previous >= 14.9, "names at " + previous + " and " + at);
      previous = at;
      found++;
    }
    assertEquals(7, found);
  }

  @Test
  void theNumberBehindTheLongestBarOfAWaterfallEndsWithinThePicture() {
    int width = 900;
    String svg =
        new Waterfall(
                "from one to the other",
                List.of(
                    new Waterfall.Row("training", "0.0004", "train", 0, 0.0004, 0),
                    new Waterfall.Row(
                        "lag", "+0.00071 \u00b1 0.00035", "val", 0.0004, 0.00111, 0.00035)))
            .svg(width);
    Matcher number = Pattern.compile("class=\"value\" x=\"([0-9.]+)\"[^>]*>([^<]+)<").matcher(svg);
    int numbers = 0;
    while (number.find()) {
      double end = Double.parseDouble(number.group(1)) + 8 * number.group(2).length();
      assertTrue(end <= width, number.group(2) + " ends at " + end);
      numbers++;
    }
    assertEquals(2, numbers);
  }

  private static Series part(String name, double... values) {
    return new Series(name, "term-lag", values, values, values);
  }

  private static List<double[]> rectangles(String svg) {
    return Pattern.compile(
            "<rect class=\"part[^>]*x=\"([0-9.-]+)\" y=\"([0-9.-]+)\" width=\"([0-9.]+)\""
                + " height=\"([0-9.]+)\"")
        .matcher(svg)
        .results()
        .map(
            r ->
                IntStream.rangeClosed(1, 4)
                    .mapToDouble(i -> Double.parseDouble(r.group(i)))
                    .toArray())
        .toList();
  }
}
