package dev.limpid.bench.faults;

import dev.limpid.bench.faults.images.Views;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Dataset;
import java.util.Arrays;
import java.util.List;

/** Faults of the images: how they were read and prepared. */
final class ImageFaults {
  private ImageFaults() {}

  static List<Fault> all() {
    return List.of(
        // Bytes as they are, without rescale=1/255; or some other large unit
        Fault.of(
            "inputs not scaled",
            "inputs-not-scaled",
            Harm.LOSS,
            c -> !c.has(BatchNorm.class) && !c.standardised(),
            (t, s) -> t.changeAllImages(data -> times(data, s.ratio(100, 255)))),
        // The generator of validation images lacks the training's rescaling or centring
        Fault.of(
            "validation scaled otherwise",
            "preprocessing-differs",
            Harm.MISREPORT,
            c -> !c.standardised(),
            (t, s) -> {
              if (s.isStrong()) {
                t.validation = times(t.validation, 255);
              } else {
                t.training = centred(t.training);
                t.heldOut = centred(t.heldOut);
              }
            }),
        // One library reads RGB, another BGR; or height and width swapped as well
        new Fault(
            "validation channels in another order",
            List.of("preprocessing-differs", "covariate-shift"),
            Harm.MISREPORT,
            ImageFaults::isColour,
            (t, s) ->
                t.validation =
                    Views.changed(
                        t.validation,
                        0,
                        (x, shape, rng) -> {
                          reverseChannels(x, shape);
                          if (s.isStrong()) {
                            transpose(x, shape);
                          }
                        })),
        // Validation images come from another camera
        Fault.of(
            "validation from another source",
            "covariate-shift",
            Harm.MISREPORT,
            c -> !c.standardised(),
            (t, s) ->
                t.validation =
                    augmented(
                        t.validation,
                        Augmentation.of(
                            Augmentation.affine(
                                s.between(0.08, 0.15), s.between(15, 30), s.between(0.15, 0.3)),
                            Augmentation.noise(s.between(0.12, 0.25))))),
        // The camera held upright: EXIF says so, and one of two programs does not read it
        new Fault(
            "validation turned",
            List.of("preprocessing-differs", "covariate-shift"),
            Harm.MISREPORT,
            c -> true,
            (t, s) -> t.validation = turned(t.validation, s.isStrong() ? 2 : 1, 1)),
        new Fault(
            "part of validation turned",
            List.of("covariate-shift", "preprocessing-differs"),
            Harm.MISREPORT,
            c -> true,
            (t, s) -> t.validation = turned(t.validation, 2, s.between(0.35, 0.65))),
        // The header was read as pixels
        new Fault(
            "validation shifted by bytes",
            List.of("preprocessing-differs", "covariate-shift"),
            Harm.MISREPORT,
            c -> true,
            (t, s) -> t.validation = rolled(t.validation, s.between(0.25, 0.5))),
        // One channel in bytes, the others from 0 to 1
        Fault.of(
            "one channel not scaled",
            "inputs-not-scaled",
            Harm.LOSS,
            c -> isColour(c) && !c.standardised() && !c.has(BatchNorm.class),
            (t, s) -> t.changeAllImages(data -> channelTimes(data, s.ratio(100, 255)))),
        // Channels were lost when the training images were exported
        Fault.of(
            "constant channel",
            "broken-channel",
            Harm.LOSS,
            c -> isColour(c) && !c.standardised(),
            (t, s) -> {
              t.training = withoutChannels(t.training, s.whole(1, 2));
              t.validation = withoutChannels(t.validation, s.whole(1, 2));
            }),
        // Files that could not be read came out black
        Fault.of(
            "black images",
            "broken-images",
            Harm.MISREPORT,
            c -> true,
            (t, s) -> {
              t.training = partlyBlack(t.training, s.between(0.15, 0.4));
              t.validation = partlyBlack(t.validation, s.between(0.15, 0.4));
            }),
        // Half read files end in grey
        Fault.of(
            "truncated images",
            "broken-images",
            Harm.LOSS,
            c -> true,
            (t, s) -> {
              t.training = truncated(t.training, s.between(0.3, 0.6));
              t.validation = truncated(t.validation, s.between(0.3, 0.6));
            }));
  }

  private static boolean isColour(Configuration configuration) {
    return configuration.images().channels() == 3;
  }

  private static Dataset times(Dataset data, double factor) {
    return Views.changed(
        data,
        0,
        (x, shape, rng) -> {
          for (int i = 0; i < x.length; i++) {
            x[i] *= (float) factor;
          }
        });
  }

  /** From 0 ... 1 to -1 ... 1. */
  private static Dataset centred(Dataset data) {
    return Views.changed(
        data,
        0,
        (x, shape, rng) -> {
          for (int i = 0; i < x.length; i++) {
            x[i] = 2 * x[i] - 1;
          }
        });
  }

  private static void reverseChannels(float[] x, Shape shape) {
    int channels = shape.dim(2);
    for (int i = 0; i < x.length; i += channels) {
      float first = x[i];
      x[i] = x[i + channels - 1];
      x[i + channels - 1] = first;
    }
  }

  /** Of square images. */
  private static void transpose(float[] x, Shape shape) {
    float[] from = x.clone();
    int side = shape.dim(0);
    int channels = shape.dim(2);
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        System.arraycopy(
            from, (column * side + row) * channels, x, (row * side + column) * channels, channels);
      }
    }
  }

  private static Dataset turned(Dataset data, int quarters, double share) {
    return Views.changed(
        data,
        3,
        (x, shape, rng) -> {
          if (rng.nextDouble() < share) {
            Turning.turn(x, 0, shape, quarters);
          }
        });
  }

  /** By a share of the image, which comes in again at its beginning. */
  private static Dataset rolled(Dataset data, double share) {
    return Views.changed(
        data,
        0,
        (x, shape, rng) -> {
          float[] from = x.clone();
          int by = (int) (share * x.length);
          for (int i = 0; i < x.length; i++) {
            x[(i + by) % x.length] = from[i];
          }
        });
  }

  private static Dataset channelTimes(Dataset data, double factor) {
    return Views.changed(
        data,
        0,
        (x, shape, rng) -> {
          for (int i = 0; i < x.length; i += shape.dim(2)) {
            x[i] *= (float) factor;
          }
        });
  }

  private static Dataset augmented(Dataset data, Augmentation augmentation) {
    return Views.changed(
        data, 7, (x, shape, rng) -> augmentation.apply(x, 0, shape, rng.split("augmented")));
  }

  private static Dataset withoutChannels(Dataset data, int lost) {
    return Views.changed(
        data,
        0,
        (x, shape, rng) -> {
          for (int i = 0; i < x.length; i++) {
            x[i] = i % shape.dim(2) < lost ? 0 : x[i];
          }
        });
  }

  private static Dataset partlyBlack(Dataset data, double share) {
    return Views.changed(
        data,
        11,
        (x, shape, rng) -> {
          if (rng.nextDouble() < share) {
            Arrays.fill(x, darkest(x));
          }
        });
  }

  private static float darkest(float[] x) {
    float darkest = 0;
    for (float value : x) {
      darkest = Math.min(darkest, value);
    }
    return darkest;
  }

  private static Dataset truncated(Dataset data, double share) {
    return Views.changed(
        data,
        13,
        (x, shape, rng) -> {
          if (rng.nextDouble() < share) {
            truncate(x, shape, rng);
          }
        });
  }

  private static void truncate(float[] x, Shape shape, Rng rng) {
    int rows = 1 + rng.nextInt(shape.dim(0) / 3);
    Arrays.fill(x, rows * shape.dim(1) * shape.dim(2), x.length, 0.5f);
  }
}
