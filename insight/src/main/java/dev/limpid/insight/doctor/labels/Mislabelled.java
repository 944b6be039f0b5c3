package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.check.ClassLabels;
import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.doctor.words.ClassNames;
import dev.limpid.insight.doctor.words.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Images of a class of which a part has the label of another: an entry of a {@link NoiseMatrix}.
 *
 * <p>It counts where the part is above 8 % of the surer half of these images for sure, makes most
 * of what is wrong there, or is far above what other classes have and of labels that lie anywhere
 * in the network's rankings, and does not shrink with confidence as a network's own mistakes do.
 *
 * @param of the class that the images are taken for
 * @param label most of the others' label; -1 if it is none above all
 * @param wrong how many have it
 * @param images of how many
 */
record Mislabelled(int of, int label, int wrong, int images) {
  /**
   * Of the same trainings, those with right labels have at most two pairs that are taken for each
   * other while they learn, those with pairs flipped up to six. They have twelve classes at most.
   */
  private static final int MANY_PAIRS = 3;

  private static final double SOME = 0.08;

  /** Of normal deviations, for there are as many entries as classes. */
  private static final double SURE = 3.5;

  private static final double MOST = 0.6;

  /** About 1 for wrong labels, 0.1 to 0.4 for a network's own mistakes. */
  private static final double AS_OFTEN = 0.6;

  private static final double FAR_ABOVE = 3;

  static List<Mislabelled> entries(List<ClassLabels> classes, boolean rested, boolean anywhere) {
    List<Mislabelled> exchanged = exchanged(classes);
    if (!rested) {
      return areMany(exchanged, classes.size()) ? sorted(exchanged.stream()) : List.of();
    }
    double usual = median(classes);
    Stream<Mislabelled> entries =
        classes.stream()
            .filter(c -> exchanged.stream().noneMatch(entry -> entry.of == c.taken()))
            .flatMap(c -> entry(c, usual).stream())
            .filter(entry -> entry.label >= 0 || anywhere);
    return sorted(Stream.concat(exchanged.stream(), entries));
  }

  /**
   * Whether pairs are more than look alike by chance: three, and half of the classes. Of thirty
   * letters and digits, M and N, T and 7, U and J do.
   */
  static boolean areMany(List<Mislabelled> exchanged, int classes) {
    return exchanged.size() >= Math.max(2 * MANY_PAIRS, classes / 2);
  }

  static List<Mislabelled> sorted(Stream<Mislabelled> entries) {
    return entries
        .sorted(Comparator.comparingDouble((Mislabelled entry) -> -entry.share()))
        .toList();
  }

  /** Pairs of classes, each of which has the label of the other, counted together. */
  static List<Mislabelled> exchanged(List<ClassLabels> classes) {
    List<Mislabelled> entries = new ArrayList<>();
    for (ClassLabels one : classes) {
      for (ClassLabels two : classes) {
        boolean each = one.other() == two.taken() && two.other() == one.taken();
        if (each && one.taken() < two.taken() && entry(together(one, two), 0).isPresent()) {
          entries.add(new Mislabelled(one.taken(), one.other(), one.surerOther(), one.surer()));
          entries.add(new Mislabelled(two.taken(), two.other(), two.surerOther(), two.surer()));
        }
      }
    }
    return entries;
  }

  private static ClassLabels together(ClassLabels one, ClassLabels two) {
    return new ClassLabels(
        one.taken(),
        one.other(),
        one.surer() + two.surer(),
        one.surerWrong() + two.surerWrong(),
        one.surerOther() + two.surerOther(),
        one.rest() + two.rest(),
        one.restWrong() + two.restWrong(),
        one.restOther() + two.restOther());
  }

  private static double median(List<ClassLabels> classes) {
    double[] shares =
        classes.stream().mapToDouble(c -> (double) c.surerWrong() / c.surer()).sorted().toArray();
    return shares[shares.length / 2];
  }

  private static Optional<Mislabelled> entry(ClassLabels c, double usual) {
    boolean oneLabel = c.surerOther() >= MOST * c.surerWrong();
    int surer = oneLabel ? c.surerOther() : c.surerWrong();
    int rest = oneLabel ? c.restOther() : c.restWrong();
    double share = (double) surer / c.surer();
    boolean asOften = share >= AS_OFTEN * rest / c.rest();
    boolean sure = Tails.wilsonLow(surer, c.surer(), SURE) > SOME;
    return asOften && sure && (oneLabel || share > FAR_ABOVE * usual)
        ? Optional.of(new Mislabelled(c.taken(), oneLabel ? c.other() : -1, surer, c.surer()))
        : Optional.empty();
  }

  double share() {
    return (double) wrong / images;
  }

  /** What it says, such as {@code 31 % (22 to 41 %) of what looks like A is labelled B}. */
  String text(List<String> names) {
    return Figures.part(wrong, images)
        + " of what looks like "
        + ClassNames.of(of, names)
        + " is labelled "
        + (label < 0 ? "otherwise" : ClassNames.of(label, names));
  }
}
