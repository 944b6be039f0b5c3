package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.ClassLabels;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Labels that were overwritten with one class, as a table that is joined fills in what it doesn't
 * find, or a form has a default: of what the network takes for any of several classes a part has
 * the label of that one, however sure the network is, and hardly any another wrong label. It is the
 * most frequent class, by half and more above the median of the others.
 *
 * <p>A network's own mistakes are spread over classes that look alike, and shrink with confidence.
 * That they lead from several classes to one is seen before it has come to rest; but in the epochs
 * alone in which it knew validation images as well as in its best.
 *
 * @param label the class that was written
 * @param classes how many others it was written over
 * @param wrong images taken for these that have its label, of the surer half ...
 * @param images ... of so many
 */
record Overwritten(int label, int classes, int wrong, int images) {
  private static final double MORE_FREQUENT = 1.5;
  private static final int FEWEST_CLASSES = 3;
  private static final double MOST = 0.6;
  private static final double AS_OFTEN = 0.6;
  private static final double SOME = 0.08;
  private static final double SURE = 3.5;

  /** Those labels that were overwritten, by the epoch in which most others were right. */
  static Optional<Overwritten> of(RunRecord run) {
    Optional<Integer> label = frequent(run.data().training());
    return label.flatMap(
        frequent ->
            Scatter.asGoodAsTheBest(run.epochChecks()).stream()
                .map(EpochChecks::classLabels)
                .flatMap(classes -> of(classes, frequent).stream())
                .min(Comparator.comparingDouble(Overwritten::share)));
  }

  /** The most frequent class, if it is far more frequent than the others. */
  private static Optional<Integer> frequent(int[] counts) {
    int most = 0;
    for (int c = 1; c < counts.length; c++) {
      most = counts[c] > counts[most] ? c : most;
    }
    int[] sorted = Arrays.stream(counts).sorted().toArray();
    return counts.length > FEWEST_CLASSES
            && counts[most] > MORE_FREQUENT * sorted[(counts.length - 1) / 2]
        ? Optional.of(most)
        : Optional.empty();
  }

  private static Optional<Overwritten> of(List<ClassLabels> classes, int label) {
    List<ClassLabels> with =
        classes.stream()
            .filter(c -> c.taken() != label && c.other() == label)
            .filter(Overwritten::isPart)
            .toList();
    int wrong = with.stream().mapToInt(ClassLabels::surerOther).sum();
    int images = with.stream().mapToInt(ClassLabels::surer).sum();
    return with.size() >= FEWEST_CLASSES && Tails.wilsonLow(wrong, images, SURE) > SOME
        ? Optional.of(new Overwritten(label, with.size(), wrong, images))
        : Optional.empty();
  }

  /** Whether most is right, nearly all that is wrong has one label, and as often when surer. */
  private static boolean isPart(ClassLabels c) {
    double share = (double) c.surerOther() / c.surer();
    return share > SOME
        && 2 * c.surerWrong() <= c.surer()
        && c.surerOther() >= MOST * c.surerWrong()
        && share >= AS_OFTEN * c.restOther() / c.rest();
  }

  double share() {
    return (double) wrong / images;
  }

  /** In a sentence. */
  String text(List<String> names) {
    return part()
        + " of what looks like any of "
        + classes
        + " other classes is labelled "
        + Muddled.name(label, names)
        + ", however sure the network is: as if labels that were missing had been filled in with it.";
  }

  /** The part with its interval, such as {@code 35 % (29 % to 41 %)}. */
  String part() {
    return Mislabelled.part(wrong, images);
  }
}
