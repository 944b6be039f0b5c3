package dev.limpid.insight.measure.check;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.SplitChecks;
import dev.limpid.insight.check.SplitChecks.FeatureShift;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Compares the images of the two sides; see {@link SplitChecks}. */
final class SplitMeter {
  /** Images of a side that are compared at most, and the fewest that say anything. */
  private static final int MOST = 2048;

  private static final int FEWEST = 30;

  private SplitMeter() {}

  static SplitChecks measure(
      Side training, Side validation, int classes, Rng rng, Parallel parallel) {
    CopyMeter.Copies copies = CopyMeter.measure(training, validation, parallel);
    int[] t = rng.split("training").permutation(training.size());
    int[] v = rng.split("validation").permutation(validation.size());
    List<ImageFigures> ofTraining = new ArrayList<>();
    List<ImageFigures> ofValidation = new ArrayList<>();
    match(training, t, validation, v, classes, ofTraining, ofValidation);
    boolean enough = ofTraining.size() >= FEWEST;
    return new SplitChecks(
        copies.exact(),
        copies.near(),
        copies.otherLabel(),
        copies.examples(),
        ofTraining.size(),
        enough ? shifts(training.layout(), ofTraining, ofValidation) : List.of(),
        enough ? toldApart(ofTraining, ofValidation) : Agreement.NONE,
        RollMeter.measure(training, validation),
        StrangerMeter.measure(training, validation, parallel));
  }

  /** As many of each class from both sides. */
  private static void match(
      Side training,
      int[] t,
      Side validation,
      int[] v,
      int classes,
      List<ImageFigures> ofTraining,
      List<ImageFigures> ofValidation) {
    List<List<Integer>> byClass = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      byClass.add(new ArrayList<>());
    }
    for (int i : t) {
      byClass.get(training.label(i)).add(i);
    }
    for (int i : v) {
      List<Integer> partners = byClass.get(validation.label(i));
      if (!partners.isEmpty() && ofTraining.size() < MOST) {
        ofTraining.add(training.images()[partners.remove(partners.size() - 1)]);
        ofValidation.add(validation.images()[i]);
      }
    }
  }

  private static List<FeatureShift> shifts(
      Layout layout, List<ImageFigures> training, List<ImageFigures> validation) {
    List<FeatureShift> shifts = new ArrayList<>();
    for (int c = 0; c < layout.channels(); c++) {
      int channel = c;
      String of = layout.channels() == 1 ? "" : " of channel " + (c + 1);
      shifts.add(shift("brightness" + of, training, validation, i -> i.mean()[channel]));
      shifts.add(shift("contrast" + of, training, validation, i -> i.deviation()[channel]));
    }
    if (layout.image()) {
      shifts.add(shift("roughness", training, validation, ImageFigures::meanRoughness));
      for (int k = 0; k < training.get(0).orientations().length; k++) {
        int at = k;
        shifts.add(
            shift(
                edges(k, training.get(0).orientations().length),
                training,
                validation,
                i -> i.orientations()[at]));
      }
    }
    for (int k = 0; k < training.get(0).brightness().length; k++) {
      int at = k;
      shifts.add(
          shift(
              "brightness " + part(layout, k, training.get(0).brightness().length),
              training,
              validation,
              i -> i.brightness()[at]));
    }
    return shifts;
  }

  /** Such as {@code edges that lie about 11 degrees from upright, clockwise}. */
  private static String edges(int direction, int directions) {
    return String.format(
        Locale.ROOT,
        "edges that lie about %.0f degrees from upright, clockwise",
        180.0 * (direction + 0.5) / directions);
  }

  /** Where a cell is, such as {@code in row 2, column 4 of 4 x 4 parts}. */
  private static String part(Layout layout, int cell, int cells) {
    if (!layout.image()) {
      return "of part " + (cell + 1) + " of " + cells;
    }
    int rows = Math.min(ImageMeter.GRID, layout.height());
    int columns = cells / rows;
    return String.format(
        Locale.ROOT,
        "in row %d, column %d of %d x %d parts",
        cell / columns + 1,
        cell % columns + 1,
        rows,
        columns);
  }

  private static FeatureShift shift(
      String name,
      List<ImageFigures> training,
      List<ImageFigures> validation,
      ToDoubleFunction<ImageFigures> feature) {
    double[] a = values(training, feature);
    double[] b = values(validation, feature);
    return new FeatureShift(
        name,
        distance(a, b),
        Arrays.stream(a).average().orElse(Double.NaN),
        Arrays.stream(b).average().orElse(Double.NaN));
  }

  private static double[] values(
      List<ImageFigures> images, ToDoubleFunction<ImageFigures> feature) {
    return images.stream().mapToDouble(feature).filter(Double::isFinite).sorted().toArray();
  }

  /** Kolmogorov and Smirnov's distance of two sorted samples; 0 if one is empty. */
  static double distance(double[] a, double[] b) {
    double largest = 0;
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      double at = Math.min(a[i], b[j]);
      while (i < a.length && a[i] == at) {
        i++;
      }
      while (j < b.length && b[j] == at) {
        j++;
      }
      largest = Math.max(largest, Math.abs((double) i / a.length - (double) j / b.length));
    }
    return largest;
  }

  private static Agreement toldApart(List<ImageFigures> training, List<ImageFigures> validation) {
    float[][] both = new float[2 * training.size()][];
    int[] labels = new int[both.length];
    for (int i = 0; i < training.size(); i++) {
      both[2 * i] = training.get(i).features();
      both[2 * i + 1] = validation.get(i).features();
      labels[2 * i + 1] = 1;
    }
    return LabelMeter.agreement(new Ridge(both).fit(labels, 2).leftOut(), labels, 2);
  }
}
