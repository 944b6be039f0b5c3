package dev.limpid.insight.measure.check;

import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.ClassLabels;
import dev.limpid.insight.check.LabelChecks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Measures what labels have to do with images; see {@link LabelChecks}. */
final class LabelMeter {
  private static final int OFFSET = 2;

  /** Images of a side that are learnt from or asked at most. */
  private static final int MOST = 2048;

  /** Fewer say nothing. */
  private static final int FEWEST = 20;

  /** Standard deviations above chance from which on other offsets need not be tried. */
  private static final double CLEAR = 10;

  private LabelMeter() {}

  /** Measures; validation may be null. */
  static LabelChecks measure(Side training, Side validation, int classes) {
    int[] t = some(training);
    int[] v = validation == null ? new int[0] : some(validation);
    if (t.length < FEWEST) {
      return new LabelChecks(
          OFFSET,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Agreement.NONE,
          Agreement.NONE,
          List.of(),
          List.of(),
          List.of());
    }
    float[][] ofTraining = features(training, t);
    Ridge byTraining = new Ridge(ofTraining);
    List<Agreement> alone = leftOut(byTraining, training, t, classes);
    List<Agreement> late = late(byTraining, training, t, classes);
    List<ClassLabels> taken = classLabels(byTraining, labels(training, t, 0), classes);
    if (v.length < FEWEST) {
      return new LabelChecks(
          OFFSET,
          alone,
          List.of(),
          List.of(),
          List.of(),
          Agreement.NONE,
          Agreement.NONE,
          late,
          taken,
          List.of());
    }
    float[][] ofValidation = features(validation, v);
    Ridge byValidation = new Ridge(ofValidation);
    int[] across = byTraining.fit(labels(training, t, 0), classes).answers(ofValidation);
    Ridge.Fit fitOfValidation = byValidation.fit(labels(validation, v, 0), classes);
    int[] back = fitOfValidation.answers(ofTraining);
    int[] half = Arrays.copyOf(t, t.length / 2);
    for (int i = 0; i < half.length; i++) {
      half[i] = t[2 * i];
    }
    int[] ofHalf =
        new Ridge(features(training, half))
            .fit(labels(training, half, 0), classes)
            .answers(ofValidation);
    return new LabelChecks(
        OFFSET,
        alone,
        leftOut(byValidation, validation, v, classes),
        atOffsets(across, validation, v, classes),
        atOffsets(back, training, t, classes),
        renamed(across, labels(validation, v, 0), classes),
        agreement(ofHalf, labels(validation, v, 0), classes),
        late,
        taken,
        classes < 2
            ? List.of()
            : ClassLabelsMeter.counts(
                labels(training, t, 0),
                back,
                fitOfValidation.margins(ofTraining),
                t.length,
                classes));
  }

  /** Evenly spread positions of the examined images. */
  private static int[] some(Side side) {
    int count = Math.min(MOST, side.size());
    int[] some = new int[count];
    for (int i = 0; i < count; i++) {
      some[i] = (int) ((long) i * side.size() / count);
    }
    return some;
  }

  private static float[][] features(Side side, int[] some) {
    return Arrays.stream(some).mapToObj(i -> side.images()[i].features()).toArray(float[][]::new);
  }

  private static int[] labels(Side side, int[] some, int places) {
    return Arrays.stream(some).map(i -> side.label(i, places)).toArray();
  }

  private static List<Agreement> leftOut(Ridge ridge, Side side, int[] some, int classes) {
    Agreement asTheyAre = leftOut(ridge, side, some, 0, classes);
    List<Agreement> list = new ArrayList<>();
    for (int places = -OFFSET; places <= OFFSET; places++) {
      list.add(
          places == 0
              ? asTheyAre
              : asTheyAre.z() > CLEAR
                  ? Agreement.NONE
                  : leftOut(ridge, side, some, places, classes));
    }
    return list;
  }

  private static Agreement leftOut(Ridge ridge, Side side, int[] some, int places, int classes) {
    int[] labels = labels(side, some, places);
    return agreement(ridge.fit(labels, classes).leftOut(), labels, classes);
  }

  /** What labels the images have that are taken for a class, the surer by its score's margin. */
  private static List<ClassLabels> classLabels(Ridge ridge, int[] labels, int classes) {
    if (classes < 2) {
      return List.of();
    }
    Ridge.Fit fit = ridge.fit(labels, classes);
    return ClassLabelsMeter.counts(labels, fit.leftOut(), fit.margins(), labels.length, classes);
  }

  /** The last third, by what is learnt of all but the image itself. */
  private static List<Agreement> late(Ridge ridge, Side side, int[] some, int classes) {
    int from = some.length - some.length / 3;
    if (some.length - from < FEWEST) {
      return List.of();
    }
    int[] answers = ridge.fit(labels(side, some, 0), classes).leftOut();
    return atOffsets(
        Arrays.copyOfRange(answers, from, answers.length),
        side,
        Arrays.copyOfRange(some, from, some.length),
        classes);
  }

  private static List<Agreement> atOffsets(int[] answers, Side side, int[] some, int classes) {
    List<Agreement> list = new ArrayList<>();
    for (int places = -OFFSET; places <= OFFSET; places++) {
      list.add(agreement(answers, labels(side, some, places), classes));
    }
    return list;
  }

  static Agreement agreement(int[] answers, int[] labels, int classes) {
    double[] named = new double[classes];
    double[] actual = new double[classes];
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      named[answers[i]] += 1.0 / labels.length;
      actual[labels[i]] += 1.0 / labels.length;
      right += answers[i] == labels[i] ? 1 : 0;
    }
    double chance = 0;
    for (int c = 0; c < classes; c++) {
      chance += named[c] * actual[c];
    }
    return new Agreement(right, labels.length, chance);
  }

  /** Names are given by the even images to the odd ones, and the other way round. */
  private static Agreement renamed(int[] answers, int[] labels, int classes) {
    int[] other = new int[answers.length];
    for (int half = 0; half < 2; half++) {
      int[] names = names(answers, labels, classes, 1 - half);
      for (int i = half; i < answers.length; i += 2) {
        other[i] = names[answers[i]];
      }
    }
    return agreement(other, labels, classes);
  }

  /** A new name for each answer, the most frequent pairs first. */
  static int[] names(int[] answers, int[] labels, int classes, int half) {
    Map<Long, Integer> counts = new TreeMap<>(); // a table of all pairs would be too large
    for (int i = half; i < answers.length; i += 2) {
      counts.merge((long) answers[i] * classes + labels[i], 1, Integer::sum);
    }
    List<Long> pairs = new ArrayList<>(counts.keySet());
    pairs.sort((a, b) -> counts.get(b) - counts.get(a));
    int[] names = new int[classes];
    Arrays.fill(names, -1);
    boolean[] taken = new boolean[classes];
    for (long pair : pairs) {
      int answer = (int) (pair / classes);
      int label = (int) (pair % classes);
      if (names[answer] < 0 && !taken[label]) {
        names[answer] = label;
        taken[label] = true;
      }
    }
    int free = 0;
    for (int answer = 0; answer < classes; answer++) {
      if (names[answer] < 0) {
        while (taken[free]) {
          free++;
        }
        names[answer] = free;
        taken[free] = true;
      }
    }
    return names;
  }
}
