package dev.limpid.train.data;

import dev.limpid.core.Scratch;
import dev.limpid.core.Shape;
import java.util.Arrays;

/**
 * The fourteen changes of RandAugment, at a strength of 0 to 1 with the ranges of torchvision's:
 * shears up to 0.3, shifts up to 150/331 of the side, turns up to 30 degrees, factors 0.1 to 1.9 of
 * brightness, colour, contrast and sharpness, 8 down to 4 bits, and a threshold from 1 down to 0.
 */
enum ImageChange {
  NOTHING {
    @Override
    void apply(float[] values, int offset, Shape shape, double strength, double sign) {
      // the image may stay as it is
    }
  },
  SHEAR_ACROSS {
    @Override
    void apply(float[] values, int offset, Shape shape, double strength, double sign) {
      Warp.apply(values, offset, shape, 1, MOST_SHEAR * strength * sign, 0, 1, 0, 0);
    }
  },
  SHEAR_DOWN {
    @Override
    void apply(float[] values, int offset, Shape shape, double strength, double sign) {
      Warp.apply(values, offset, shape, 1, 0, MOST_SHEAR * strength * sign, 1, 0, 0);
    }
  },
  SHIFT_ACROSS {
    @Override
    void apply(float[] values, int offset, Shape shape, double strength, double sign) {
      double columns = MOST_SHIFT * shape.dim(1) * strength * sign;
      Warp.apply(values, offset, shape, 1, 0, 0, 1, columns, 0);
    }
  },
  SHIFT_DOWN {
    @Override
    void apply(float[] values, int offset, Shape shape, double strength, double sign) {
      double rows = MOST_SHIFT * shape.dim(0) * strength * sign;
      Warp.apply(values, offset, shape, 1, 0, 0, 1, 0, rows);
    }
  },
  TURN {
    @Override
    void apply(float[] values, int offset, Shape shape, double strength, double sign) {
      double angle = StrictMath.toRadians(MOST_DEGREES * strength * sign);
      double cos = StrictMath.cos(angle);
      double sin = StrictMath.sin(angle);
      Warp.apply(values, offset, shape, cos, sin, -sin, cos, 0, 0);
    }
  },
  BRIGHTNESS {
    @Override
    void apply(float[] values, int offset, Shape shape, double strength, double sign) {
      float factor = factor(strength, sign);
      for (int i = offset; i < offset + shape.size(); i++) {
        values[i] = Pixels.clamp(factor * values[i]);
      }
    }
  },
  /** Away from grey or towards it; nothing where there are not three channels. */
  COLOUR {
    @Override
    void apply(float[] values, int offset, Shape shape, double strength, double sign) {
      if (shape.dim(2) != 3) {
        return;
      }
      float factor = factor(strength, sign);
      for (int i = offset; i < offset + shape.size(); i += 3) {
        float grey = luma(values, i, 3);
        for (int c = 0; c < 3; c++) {
          values[i + c] = Pixels.clamp(grey + factor * (values[i + c] - grey));
        }
      }
    }
  },
  /** Away from the image's mean luma or towards it. */
  CONTRAST {
    @Override
    void apply(float[] values, int offset, Shape shape, double strength, double sign) {
      float factor = factor(strength, sign);
      int channels = shape.dim(2);
      double sum = 0;
      for (int i = offset; i < offset + shape.size(); i += channels) {
        sum += luma(values, i, channels);
      }
      float mean = (float) (sum * channels / shape.size());
      for (int i = offset; i < offset + shape.size(); i++) {
        values[i] = Pixels.clamp(mean + factor * (values[i] - mean));
      }
    }
  },
  /** Away from the mean of the pixels around, of which the middle counts five times. */
  SHARPNESS {
    @Override
    void apply(float[] values, int offset, Shape shape, double strength, double sign) {
      float factor = factor(strength, sign);
      int channels = shape.dim(2);
      int row = shape.dim(1) * channels;
      float[] source = Scratch.current().atLeast(Scratch.Slot.TRANSFORMED, shape.size());
      System.arraycopy(values, offset, source, 0, shape.size());
      for (int y = 1; y < shape.dim(0) - 1; y++) {
        for (int i = y * row + channels; i < (y + 1) * row - channels; i++) {
          float sum = 4 * source[i];
          for (int dy = -row; dy <= row; dy += row) {
            sum += source[i + dy - channels] + source[i + dy] + source[i + dy + channels];
          }
          float smooth = sum / 13;
          values[offset + i] = Pixels.clamp(smooth + factor * (source[i] - smooth));
        }
      }
    }
  },
  /** Fewer bits a value. */
  POSTERIZE {
    @Override
    void apply(float[] values, int offset, Shape shape, double strength, double sign) {
      int dropped = (int) Math.round(4 * strength);
      if (dropped == 0) {
        return;
      }
      for (int i = offset; i < offset + shape.size(); i++) {
        values[i] = (level(values[i]) >> dropped << dropped) / 255f;
      }
    }
  },
  /** What is brighter than a threshold becomes its negative. */
  SOLARIZE {
    @Override
    void apply(float[] values, int offset, Shape shape, double strength, double sign) {
      float threshold = (float) (1 - strength);
      for (int i = offset; i < offset + shape.size(); i++) {
        values[i] = values[i] > threshold ? 1 - values[i] : values[i];
      }
    }
  },
  /** Each channel stretched from 0 to 1, at any strength. */
  STRETCH {
    @Override
    void apply(float[] values, int offset, Shape shape, double strength, double sign) {
      int channels = shape.dim(2);
      int end = offset + shape.size();
      for (int c = 0; c < channels; c++) {
        float least = 1;
        float most = 0;
        for (int i = offset + c; i < end; i += channels) {
          least = Math.min(least, values[i]);
          most = Math.max(most, values[i]);
        }
        for (int i = offset + c; i < end && least < most; i += channels) {
          values[i] = Pixels.clamp((values[i] - least) / (most - least));
        }
      }
    }
  },
  /** Each channel with its 256 levels equally often, as far as that goes, at any strength. */
  EQUALIZE {
    @Override
    void apply(float[] values, int offset, Shape shape, double strength, double sign) {
      int channels = shape.dim(2);
      int end = offset + shape.size();
      float[] counts = Scratch.current().atLeast(Scratch.Slot.TRANSFORMED, 256);
      for (int c = 0; c < channels; c++) {
        Arrays.fill(counts, 0, 256, 0);
        int brightest = 0;
        for (int i = offset + c; i < end; i += channels) {
          int level = level(values[i]);
          counts[level]++;
          brightest = Math.max(brightest, level);
        }
        int step = (int) (shape.size() / channels - counts[brightest]) / 255;
        if (step == 0) {
          continue;
        }
        int below = step / 2;
        for (int level = 0; level < 256; level++) {
          int here = (int) counts[level];
          counts[level] = Math.min(255, below / step) / 255f;
          below += here;
        }
        for (int i = offset + c; i < end; i += channels) {
          values[i] = counts[level(values[i])];
        }
      }
    }
  };

  private static final double MOST_SHEAR = 0.3;
  private static final double MOST_SHIFT = 150.0 / 331;
  private static final double MOST_DEGREES = 30;
  private static final double MOST_FACTOR = 0.9;

  /**
   * Changes one image in place.
   *
   * @param strength 0 to 1
   * @param sign 1 or -1, for the changes that have two directions
   */
  abstract void apply(float[] values, int offset, Shape shape, double strength, double sign);

  private static float factor(double strength, double sign) {
    return (float) (1 + MOST_FACTOR * strength * sign);
  }

  private static int level(float value) {
    return (int) (255 * Pixels.clamp(value) + 0.5f);
  }

  private static float luma(float[] values, int at, int channels) {
    return channels == 3
        ? 0.299f * values[at] + 0.587f * values[at + 1] + 0.114f * values[at + 2]
        : values[at];
  }
}
