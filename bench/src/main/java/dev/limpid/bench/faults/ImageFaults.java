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
            (t, severe) -> t.changeAllImages(data -> times(data, severe ? 255 : 100))),
        // The generator of validation images lacks the training's rescaling or centring
        Fault.of(
            "validation scaled otherwise",
            "preprocessing-differs",
            Harm.MISREPORT,
            c -> !c.standardised(),
            (t, severe) -> {
              if (severe) {
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
            (t, severe) ->
                t.validation =
                    Views.changed(
                        t.validation,
                        0,
                        (x, shape, rng) -> {
                          reverseChannels(x, shape);
                          if (severe) {
                            transpose(x, shape);
                          }
                        })),
        // Validation images come from another camera
        Fault.of(
            "validation from another source",
            "covariate-shift",
            Harm.MISREPORT,
            c -> !c.standardised(),
            (t, severe) ->
                t.validation =
                    augmented(
                        t.validation,
                        severe
                            ? Augmentation.of(
                                Augmentation.affine(0.15, 30, 0.3), Augmentation.noise(0.25))
                            : Augmentation.of(
                                Augmentation.affine(0.08, 15, 0.15), Augmentation.noise(0.12)))),
        // Channels were lost when the training images were exported
        Fault.of(
            "constant channel",
            "broken-channel",
            Harm.LOSS,
            c -> isColour(c) && !c.standardised(),
            (t, severe) -> {
              t.training = withoutChannels(t.training, severe ? 2 : 1);
              t.validation = withoutChannels(t.validation, severe ? 2 : 1);
            }),
        // Files that could not be read came out black
        Fault.of(
            "black images",
            "broken-images",
            Harm.MISREPORT,
            c -> true,
            (t, severe) -> {
              t.training = partlyBlack(t.training, severe ? 0.4 : 0.15);
              t.validation = partlyBlack(t.validation, severe ? 0.4 : 0.15);
            }),
        // Half read files end in grey
        Fault.of(
            "truncated images",
            "broken-images",
            Harm.LOSS,
            c -> true,
            (t, severe) -> {
              t.training = truncated(t.training, severe ? 0.6 : 0.3);
              t.validation = truncated(t.validation, severe ? 0.6 : 0.3);
            }));
  }

  private static boolean isColour(Configuration configuration) {
    return configuration.images().generate(1, 1).sampleShape().dim(2) == 3;
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
