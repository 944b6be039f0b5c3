package dev.limpid.insight.measure.check;

import dev.limpid.core.Parallel;
import dev.limpid.insight.check.ChannelChecks;
import dev.limpid.insight.check.ImageFlaws;
import dev.limpid.insight.check.SideChecks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts together what was measured on the images of a side. */
final class SideMeter {
  private static final double BLANK = 0.01;

  /** White noise has a roughness of 1; photos and drawings are mostly below 0.2. */
  private static final double NOISE = 0.8;

  /** Training images that tell what is usual. */
  private static final int ENOUGH = 100;

  /** Of the roughest training image. */
  private static final double ABOVE = 1.1;

  /** White noise of few pixels has less than 1 by so much. */
  private static final double ABOVE_BY_CHANCE = 0.1;

  private static final int EXAMPLES = 8;

  private SideMeter() {}

  /**
   * Measures a side.
   *
   * @param training the training images where these are of validation; null for training images
   */
  static SideChecks measure(
      Side side, Side training, int classes, int batchSize, Parallel parallel) {
    List<ChannelChecks> channels = new ArrayList<>();
    for (int c = 0; c < side.layout().channels(); c++) {
      channels.add(channel(side, c));
    }
    boolean[] blank = blank(side);
    int[] copied = RepeatMeter.copied(side, blank);
    return new SideChecks(
        side.data().size(),
        side.size(),
        channels,
        flaws(side, blank, copied, noiseFrom(side, training)),
        OrderMeter.measure(side.data(), classes, batchSize),
        RepeatMeter.measure(side, blank, copied, classes, parallel));
  }

  private static ChannelChecks channel(Side side, int c) {
    double pixels = side.layout().pixels();
    long nonFinite = 0;
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    int constant = 0;
    double[] means = new double[side.size()];
    double squares = 0;
    double[] roughness = new double[side.size()];
    int rough = 0;
    float[][] some = new float[side.size()][];
    for (int i = 0; i < side.size(); i++) {
      ImageFigures image = side.images()[i];
      nonFinite += image.nonFinite()[c];
      least = Math.min(least, image.least()[c]);
      greatest = Math.max(greatest, image.greatest()[c]);
      constant += image.deviation()[c] == 0 ? 1 : 0;
      means[i] = image.mean()[c];
      squares += image.deviation()[c] * image.deviation()[c];
      if (!Double.isNaN(image.roughness()[c])) {
        roughness[rough++] = image.roughness()[c];
      }
      some[i] = image.someValues()[c];
    }
    double mean = Arrays.stream(means).average().orElse(Double.NaN);
    double between = Arrays.stream(means).map(m -> (m - mean) * (m - mean)).average().orElse(0);
    double[] sorted = joined(some);
    return new ChannelChecks(
        nonFinite / (pixels * side.size()),
        mean,
        least == greatest ? 0 : Math.sqrt(squares / side.size() + between),
        least,
        greatest,
        quantile(sorted, 0.001),
        quantile(sorted, 0.5),
        quantile(sorted, 0.999),
        Math.sqrt(between),
        (double) constant / side.size(),
        rough == 0 ? Double.NaN : median(Arrays.copyOf(roughness, rough)));
  }

  private static double[] joined(float[][] parts) {
    double[] all = new double[parts.length * parts[0].length];
    int filled = 0;
    for (float[] part : parts) {
      for (float value : part) {
        all[filled++] = value;
      }
    }
    Arrays.sort(all);
    return all;
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }

  static double median(double[] values) {
    Arrays.sort(values);
    return quantile(values, 0.5);
  }

  /** Which images are blank: they vary by less than 1 % of what images usually do. */
  static boolean[] blank(Side side) {
    double[] contrasts =
        Arrays.stream(side.images()).mapToDouble(ImageFigures::contrast).sorted().toArray();
    double usual = quantile(contrasts, 0.9); // the rest may be blank
    boolean[] blank = new boolean[side.size()];
    for (int i = 0; i < blank.length; i++) {
      blank[i] = side.images()[i].contrast() <= BLANK * usual;
    }
    return blank;
  }

  /**
   * The roughness above which an image is noise: where most images are smooth. Or where training
   * images have far less: beside these one may know it in rougher ones too.
   */
  private static double noiseFrom(Side side, Side training) {
    double[] own = roughness(side);
    if (!side.layout().image() || own.length == 0) {
      return Double.POSITIVE_INFINITY;
    }
    if (median(own) < NOISE / 2) {
      return NOISE;
    }
    double[] others = training == null ? new double[0] : roughness(training);
    double most = Arrays.stream(others).max().orElse(1);
    return others.length >= ENOUGH && ABOVE * most < 1 - ABOVE_BY_CHANCE
        ? Math.max(NOISE, ABOVE * most)
        : Double.POSITIVE_INFINITY;
  }

  private static double[] roughness(Side side) {
    return Arrays.stream(side.images())
        .mapToDouble(ImageFigures::meanRoughness)
        .filter(Double::isFinite)
        .toArray();
  }

  private static ImageFlaws flaws(Side side, boolean[] blank, int[] copied, double noiseFrom) {
    int quarter = side.layout().height() / 4;
    int[] counts = new int[7];
    List<String> examples = new ArrayList<>();
    for (int i = 0; i < side.size(); i++) {
      ImageFigures image = side.images()[i];
      boolean noise = image.meanRoughness() > noiseFrom;
      boolean below = quarter >= 2 && !blank[i] && image.flatRowsBelow() >= quarter;
      boolean above = quarter >= 2 && !blank[i] && image.flatRowsAbove() >= quarter;
      boolean contradicting = side.label(copied[i]) != side.label(i);
      counts[0] += image.finite() ? 0 : 1;
      counts[1] += blank[i] ? 1 : 0;
      counts[2] += noise ? 1 : 0;
      counts[3] += below && !above ? 1 : 0;
      counts[4] += above && !below ? 1 : 0;
      counts[5] += copied[i] != i ? 1 : 0;
      counts[6] += contradicting ? 1 : 0;
      String flaw =
          !image.finite()
              ? "values that are not finite"
              : blank[i] ? "blank" : noise ? "noise" : contradicting ? "two labels" : null;
      if (flaw != null && examples.size() < EXAMPLES) {
        examples.add(side.name(i) + ": " + flaw);
      }
    }
    return new ImageFlaws(
        counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6], examples);
  }
}
