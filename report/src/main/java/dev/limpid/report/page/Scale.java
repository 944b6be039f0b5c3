package dev.limpid.report.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Maps numbers to pixels, linearly or by logarithm.
 *
 * @param low the number at {@code from}
 * @param high the number at {@code to}
 * @param logarithmic by logarithm; both numbers are above 0
 * @param from pixel of the low number
 * @param to pixel of the high number
 */
public record Scale(double low, double high, boolean logarithmic, double from, double to) {
  private static final double LOGARITHMIC_FROM = 60;

  /** A linear scale from 0, or from below it, that has room for the numbers; NaNs don't count. */
  static Scale linear(DoubleStream numbers, double from, double to) {
    double[] finite = numbers.filter(Double::isFinite).toArray();
    double low = Math.min(0, DoubleStream.of(finite).min().orElse(0));
    double high = Math.max(0, DoubleStream.of(finite).max().orElse(1));
    if (high - low < 1e-12) {
      high = low + 1;
    }
    double step = step(high - low, 6);
    // a hair over a tick is no reason for another one
    double lowest = step * Math.floor(low / step + 0.02);
    double highest = step * Math.ceil(high / step - 0.02);
    // up to the next tick, unless that is far
    double room = 0.06 * (high - low);
    lowest = low == 0 ? 0 : Math.max(lowest, low - room);
    highest = high == 0 ? 0 : Math.min(highest, high + room);
    return new Scale(Math.min(low, lowest), Math.max(high, highest), false, from, to);
  }

  /**
   * A logarithmic scale if all numbers are above 0 and the largest is so much larger that a linear
   * one would hide the small ones; otherwise a linear one.
   */
  static Scale fitting(double[] numbers, double from, double to) {
    double low = DoubleStream.of(numbers).filter(Double::isFinite).min().orElse(0);
    double high = DoubleStream.of(numbers).filter(Double::isFinite).max().orElse(1);
    if (low <= 0 || high / low < LOGARITHMIC_FROM) {
      return linear(DoubleStream.of(numbers), from, to);
    }
    return new Scale(low / 1.15, high * 1.15, true, from, to);
  }

  /** Where a number is. */
  double at(double number) {
    double share =
        logarithmic ? Math.log(number / low) / Math.log(high / low) : (number - low) / (high - low);
    return from + share * (to - from);
  }

  /** Round numbers along the scale, about as many as asked for. */
  List<Double> ticks(int about) {
    return logarithmic ? logarithmicTicks(about) : linearTicks(about);
  }

  private List<Double> linearTicks(int about) {
    double step = step(high - low, about);
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  private List<Double> logarithmicTicks(int about) {
    double decades = Math.log10(high / low);
    double[] within = decades > about ? new double[] {1} : new double[] {1, 2, 5};
    int every = Math.max(1, (int) Math.ceil(decades / (2.0 * about)));
    List<Double> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(low)); Math.pow(10, power) <= high; power++) {
      for (double digit : within) {
        double tick = digit * Math.pow(10, power);
        if (tick >= low && tick <= high && Math.floorMod(power, every) == 0) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  /** 1, 2 or 5 times a power of ten. */
  static double step(double range, int about) {
    double rough = range / about;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double digit = rough / power;
    return power * (digit > 5 ? 10 : digit > 2 ? 5 : digit > 1 ? 2 : 1);
  }

  /** A tick as it is shown, without the digits of rounding: 0.3, not 0.30000000000000004. */
  public static String label(double tick) {
    BigDecimal rounded = new BigDecimal(tick).round(new MathContext(6)).stripTrailingZeros();
    boolean plain = tick == 0 || Math.abs(tick) < 1e6 && Math.abs(tick) >= 1e-4;
    if (!plain) {
      int exponent = rounded.precision() - rounded.scale() - 1;
      String digits = rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString();
      return (digits + "e" + exponent).replace('-', '\u2212');
    }
    return rounded.toPlainString().replace('-', '\u2212');
  }
}
