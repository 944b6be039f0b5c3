package dev.limpid.train.data;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A way to prepare pixels for a network: which values stand for black and white, and which channel
 * comes first.
 *
 * <p>A pixel {@code x} in 0 to 1, red, green, blue, becomes {@code (scale x - mean_c) /
 * deviation_c} for each channel {@code c}, with the channels in their order or in reverse.
 */
public final class Preprocessing {
  /** 0 to 1, as data sets have them here; Keras's {@code Rescaling(1/255)}. */
  public static final Preprocessing UNIT = of("unit", "pixels from 0 to 1", 1, false, 0, 1);

  /** 0 to 255, as they are in files. */
  public static final Preprocessing BYTES = of("bytes", "pixels from 0 to 255", 255, false, 0, 1);

  /** -1 to 1; Keras's {@code preprocess_input} in its mode {@code tf}. */
  public static final Preprocessing SIGNED = of("signed", "pixels from -1 to 1", 2, false, 1, 1);

  /** 1 to 0: black for white. */
  public static final Preprocessing INVERTED =
      of("inverted", "pixels from 0 to 1, black for white", -1, false, -1, 1);

  private static final Preprocessing UNIT_BGR =
      of("unit-bgr", "pixels from 0 to 1, channels blue, green, red", 1, true, 0, 1);
  private static final Preprocessing BYTES_BGR =
      of("bytes-bgr", "pixels from 0 to 255, channels blue, green, red", 255, true, 0, 1);

  /** Keras's {@code preprocess_input} in its mode {@code torch}, torchvision's normalisation. */
  private static final Preprocessing TORCH =
      new Preprocessing(
          "torch",
          "pixels from 0 to 1 less the mean of ImageNet, over its deviation",
          1,
          false,
          new double[] {0.485, 0.456, 0.406},
          new double[] {0.229, 0.224, 0.225});

  /** Keras's {@code preprocess_input} in its mode {@code caffe}. */
  private static final Preprocessing CAFFE =
      new Preprocessing(
          "caffe",
          "pixels from 0 to 255 less the mean of ImageNet, channels blue, green, red",
          255,
          true,
          new double[] {103.939, 116.779, 123.68},
          new double[] {1, 1, 1});

  /** The normalisation of PyTorch's example for MNIST. */
  private static final Preprocessing MNIST =
      of("mnist", "pixels less 0.1307, over 0.3081", 1, false, 0.1307, 0.3081);

  private static final List<Preprocessing> ALL =
      List.of(UNIT, BYTES, SIGNED, INVERTED, MNIST, UNIT_BGR, BYTES_BGR, TORCH, CAFFE);

  private static final double ROUNDING = 1e-3;

  private final String name;
  private final String words;
  private final double scale;
  private final boolean reversed;
  private final double[] means;
  private final double[] deviations;

  private Preprocessing(
      String name,
      String words,
      double scale,
      boolean reversed,
      double[] means,
      double[] deviations) {
    this.name = name;
    this.words = words;
    this.scale = scale;
    this.reversed = reversed;
    this.means = means;
    this.deviations = deviations;
  }

  private static Preprocessing of(
      String name, String words, double scale, boolean reversed, double mean, double deviation) {
    return new Preprocessing(
        name, words, scale, reversed, new double[] {mean}, new double[] {deviation});
  }

  /** Returns the usual ways to prepare images of so many channels, {@link #UNIT} first. */
  public static List<Preprocessing> usual(int channels) {
    return ALL.stream().filter(each -> each.suits(channels)).toList();
  }

  private boolean suits(int channels) {
    return this == MNIST
        ? channels == 1
        : channels == 3 || !reversed && (means.length == 1 || means.length == channels);
  }

  /**
   * Finds one of the usual ways by its name.
   *
   * @throws IllegalArgumentException if there is none of that name; says which there are
   */
  public static Preprocessing named(String name) {
    return ALL.stream()
        .filter(each -> each.name.equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no preprocessing '" + name + "'; there are " + names()));
  }

  private static String names() {
    return ALL.stream().map(Preprocessing::name).collect(Collectors.joining(", "));
  }

  /**
   * Tells by the range of the values how the images of a data set were prepared: 0 to 255, 0 to 1
   * or -1 to 1.
   *
   * @param images how many of them are looked at, evenly
   * @return nothing where the range is none of these, as that of standardised images
   */
  public static Optional<Preprocessing> of(Dataset data, int images) {
    float[] values = new float[data.sampleShape().size()];
    int count = Math.min(images, data.size());
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      data.read((int) ((long) i * data.size() / count), values, 0);
      for (float value : values) {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
    }
    if (least >= 0 && greatest <= 1 + ROUNDING) {
      return Optional.of(UNIT);
    }
    if (least >= -1 - ROUNDING && greatest <= 1 + ROUNDING) {
      return Optional.of(SIGNED);
    }
    return least >= 0 && greatest > 2 && greatest <= 255 ? Optional.of(BYTES) : Optional.empty();
  }

  /**
   * Prepares images in this way; a view.
   *
   * @param from how they were prepared before, in the order red, green, blue
   * @throws IllegalArgumentException if that is not the order, or the number of channels does not
   *     suit
   */
  public Dataset prepare(Dataset data, Preprocessing from) {
    int channels = data.sampleShape().dim(data.sampleShape().rank() - 1);
    if (from.reversed || !suits(channels)) {
      throw new IllegalArgumentException(
          "images of "
              + data.sampleShape()
              + ", "
              + from.words
              + ", can't be prepared as '"
              + name
              + "'");
    }
    return from == this ? data : new Prepared(data, from, this);
  }

  /**
   * Prepares one image of pixels from 0 to 1 in place.
   *
   * @param image modified: its values, row by row with the channels innermost
   * @param channels how many, in the order red, green, blue
   */
  public void apply(float[] image, int channels) {
    apply(image, 0, image.length, channels, UNIT);
  }

  private void apply(float[] values, int from, int to, int channels, Preprocessing before) {
    double[] pixel = new double[channels];
    for (int i = from; i < to; i += channels) {
      for (int c = 0; c < channels; c++) {
        pixel[c] = before.unit(values[i + c], c);
      }
      for (int c = 0; c < channels; c++) {
        double unit = reversed ? pixel[channels - 1 - c] : pixel[c];
        values[i + c] = (float) prepared(unit, c);
      }
    }
  }

  /** Returns the name, such as {@code bytes}. */
  public String name() {
    return name;
  }

  /** Returns the name. */
  @Override
  public String toString() {
    return name;
  }

  /** Returns what it does in words, such as {@code pixels from 0 to 255}. */
  public String words() {
    return words;
  }

  private double unit(double value, int channel) {
    int c = Math.min(channel, means.length - 1);
    return (value * deviations[c] + means[c]) / scale;
  }

  private double prepared(double unit, int channel) {
    int c = Math.min(channel, means.length - 1);
    return (scale * unit - means[c]) / deviations[c];
  }

  /** The images of another data set, prepared anew. */
  private static final class Prepared extends DatasetView {
    private final Preprocessing from;
    private final Preprocessing to;
    private final int channels;

    Prepared(Dataset data, Preprocessing from, Preprocessing to) {
      super(data);
      this.from = from;
      this.to = to;
      this.channels = data.sampleShape().dim(data.sampleShape().rank() - 1);
    }

    @Override
    public void read(int index, float[] target, int offset) {
      super.read(index, target, offset);
      to.apply(target, offset, offset + sampleShape().size(), channels, from);
    }

    @Override
    public String toString() {
      return viewed() + ", " + to.words;
    }
  }
}
