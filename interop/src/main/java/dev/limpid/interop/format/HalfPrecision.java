package dev.limpid.interop.format;

/** Numbers of 16 bits: IEEE 754's binary16, and bfloat16, the upper half of a float32. */
public final class HalfPrecision {
  private HalfPrecision() {}

  /** The value of a binary16: 1 bit sign, 5 bits exponent, 10 bits mantissa; exact. */
  public static float fromHalf(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = half >> 10 & 0x1f;
    int mantissa = half & 0x3ff;
    if (exponent == 0) {
      float value = mantissa * 0x1p-24f;
      return sign == 0 ? value : -value;
    }
    int biased = exponent == 0x1f ? 0xff : exponent + 112;
    return Float.intBitsToFloat(sign | biased << 23 | mantissa << 13);
  }

  /** The binary16 that is nearest, to even where two are; infinite from 65,520 on. */
  public static short toHalf(float value) {
    int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    double size = Math.abs((double) value);
    if (size >= 65520) {
      return (short) (sign | 0x7c00);
    }
    int exponent = Math.max(-14, Math.getExponent(size));
    int steps = (int) Math.rint(Math.scalb(size, 10 - exponent));
    // The leading bit of the mantissa, 1024 steps, adds one to the exponent by itself.
    return (short) (sign | (exponent + 14 << 10) + steps);
  }

  /** The bfloat16 that is nearest, to even where two are. */
  public static short toBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
  }
}
