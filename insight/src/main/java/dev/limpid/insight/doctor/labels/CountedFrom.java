package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.check.ClassLabels;
import dev.limpid.insight.check.LabelChecks;
import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Training images of which a part has the label one further on, or one before: labels that were
 * counted from one in some files and from zero in others. In the matrix of given and true labels
 * that is one diagonal beside the main one: in every class but one, the label that is most frequent
 * among those that differ is the next. Classes that look alike are a pair here and there, and
 * classes in an order, such as ages, are taken for both neighbours.
 *
 * <p>Read from what a linear classifier takes images for that has learnt validation images, and
 * where that says nothing from one that has learnt the other training images: the first can't take
 * half of the images for their wrong label.
 *
 * @param places 1 where labels are one too high, -1 where they are one too low
 * @param wrong images with such a label, of those that the classifier is surer of
 * @param images of how many
 * @param byValidation whether it has learnt validation images
 */
record CountedFrom(int places, int wrong, int images, boolean byValidation) {
  /** Of fewer classes, most may be taken for the next by chance. */
  private static final int FEWEST_CLASSES = 4;

  /** Of a class that are looked at; fewer don't count. */
  private static final int FEWEST_IMAGES = 8;

  /** Of the classes; the last one has no next label, unless it is the first. */
  private static final double OTHERS = 0.125;

  private static final double SOME = 0.08;
  private static final double SURE = 3.5;

  /** Of what differs at all. */
  private static final double MOST = 0.6;

  /** About 1 for wrong labels, less for a classifier's own mistakes. */
  private static final double AS_OFTEN = 0.6;

  /** What is so, if anything is. */
  static Optional<CountedFrom> of(RunRecord run) {
    LabelChecks labels = run.checks() == null ? null : run.checks().labels();
    if (labels == null || run.otherLoss().isPresent()) {
      return Optional.empty();
    }
    return Stream.of(true, false)
        .flatMap(
            byValidation ->
                Stream.of(1, -1)
                    .flatMap(
                        places ->
                            of(
                                byValidation ? labels.classLabelsBack() : labels.classLabels(),
                                places,
                                byValidation)
                                .stream()))
        .findFirst();
  }

  private static Optional<CountedFrom> of(
      List<ClassLabels> classes, int places, boolean byValidation) {
    List<ClassLabels> some = classes.stream().filter(c -> c.surer() >= FEWEST_IMAGES).toList();
    int most = classes.stream().mapToInt(c -> Math.max(c.taken(), c.other())).max().orElse(0) + 1;
    List<ClassLabels> next =
        some.stream().filter(c -> c.other() == Math.floorMod(c.taken() + places, most)).toList();
    int others = some.size() - next.size();
    if (some.size() < FEWEST_CLASSES || others > Math.max(1, OTHERS * some.size())) {
      return Optional.empty();
    }
    int surer = some.stream().mapToInt(ClassLabels::surer).sum();
    int rest = some.stream().mapToInt(ClassLabels::rest).sum();
    int wrong = next.stream().mapToInt(ClassLabels::surerOther).sum();
    int differ = some.stream().mapToInt(ClassLabels::surerWrong).sum();
    double share = (double) wrong / surer;
    double among = (double) next.stream().mapToInt(ClassLabels::restOther).sum() / rest;
    return wrong >= MOST * differ
            && share >= AS_OFTEN * among
            && Tails.wilsonLow(wrong, surer, SURE) > SOME
        ? Optional.of(new CountedFrom(places, wrong, surer, byValidation))
        : Optional.empty();
  }

  double share() {
    return (double) wrong / images;
  }
}
