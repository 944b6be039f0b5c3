package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.check.ClassLabels;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.check.LabelChecks;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.run.RunRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The matrix of given and true labels, as confident learning estimates it (Northcutt et al. 2021)
 * from what a network says of images that it has not learnt yet. The epoch is the one in which it
 * was right most often, of those in which it had stopped learning, its errors falling by less than
 * a tenth, knew validation images as well as in the end, and did not know its training images much
 * better than others ({@link Knowledge}). While the network still gets better with validation
 * images, it may tell classes apart later that it takes for each other now, and nothing is said;
 * unless these are three pairs or more that it takes for each other and for nothing else. None
 * counts where a simpler classifier agrees with most labels that the network is wrong about.
 */
final class NoiseMatrix {
  private static final int TWO = 2;
  private static final double NEARLY_ALL = 0.8;

  /** Made-up labels: half of them and more. */
  private static final double ANYWHERE = 0.25;

  private static final int MOST_ENTRIES = 8;

  private NoiseMatrix() {}

  /** What the matrix says: by the network, or else by a linear classifier. */
  static Optional<Sign> sign(RunRecord run) {
    return sign(of(run), "the network", run.data().classes())
        .or(
            () ->
                sign(
                    byLinearClassifier(run),
                    "a linear classifier on coarse features",
                    run.data().classes()));
  }

  private static Optional<Sign> sign(List<Mislabelled> matrix, String who, List<String> names) {
    if (matrix.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Sign.of(
            Severity.PROBLEM,
            "Labels of some classes are wrong however sure "
                + who
                + " is: "
                + matrix.get(0).text(names)
                + (matrix.size() == 1 ? "." : ", and " + (matrix.size() - 1) + " more like that."),
            matrix.stream()
                .limit(MOST_ENTRIES)
                .map(
                    entry ->
                        new Evidence(
                            "labels, by what "
                                + who
                                + " takes images for before it learns from them",
                            entry.text(names),
                            Section.CONFUSION))
                .toList()));
  }

  /** The entries, the largest part first; none if nothing can be said. */
  static List<Mislabelled> of(RunRecord run) {
    return of(run, false);
  }

  /**
   * The entries.
   *
   * @param contradicted whether only those where a linear classifier agrees with the labels
   */
  static List<Mislabelled> of(RunRecord run, boolean contradicted) {
    List<EpochChecks> epochs = run.epochChecks();
    Optional<EpochChecks> epoch =
        IntStream.range(1, epochs.size())
            .filter(i -> Knowledge.isSettled(epochs.get(i - 1), epochs.get(i)))
            .mapToObj(epochs::get)
            .filter(Knowledge::knowsWithoutHavingLearnt)
            .filter(checks -> Knowledge.isAsGoodAsInTheEnd(checks, epochs))
            .max(Comparator.comparingDouble(e -> Knowledge.right(e.classLabels())));
    if (epoch.isEmpty()) {
      return List.of();
    }
    List<ClassLabels> classes = epoch.get().classLabels();
    List<Mislabelled> entries =
        Mislabelled.entries(classes, Knowledge.hasComeToRest(epochs), lieAnywhere(run));
    if (LinearAgreement.contradicts(1 - Knowledge.right(classes), run) != contradicted) {
      return List.of();
    }
    return contradicted
        ? entries
        : entries.stream().filter(entry -> !isOwnMistake(entry, entries, run)).toList();
  }

  /**
   * Whether an entry is of a pair that the network takes for each other, and a linear classifier
   * tells apart where it is sure, by the labels as they are.
   */
  private static boolean isOwnMistake(Mislabelled one, List<Mislabelled> entries, RunRecord run) {
    return entries.stream()
        .filter(two -> two.of() == one.label() && two.label() == one.of())
        .anyMatch(
            two ->
                LinearAgreement.contradicts(
                    Set.of(one.of(), two.of()),
                    (double) (one.wrong() + two.wrong()) / (one.images() + two.images()),
                    run));
  }

  /**
   * Entries of pairs of classes whose labels are exchanged in part, by what a linear classifier on
   * coarse features takes each training image for that has learnt all the others. It can learn no
   * image by heart, and knows what it knows before any training. Two classes that look alike to it
   * are a pair too, but not three such pairs and half of the classes, nor two that make nearly all
   * of what it is wrong about while it is sure; of fewer it says nothing.
   */
  static List<Mislabelled> byLinearClassifier(RunRecord run) {
    LabelChecks labels = run.checks() == null ? null : run.checks().labels();
    if (labels == null) {
      return List.of();
    }
    List<Mislabelled> pairs = Mislabelled.exchanged(labels.classLabels());
    int theirs = pairs.stream().mapToInt(Mislabelled::wrong).sum();
    int all = labels.classLabels().stream().mapToInt(ClassLabels::surerWrong).sum();
    boolean enough =
        Mislabelled.areMany(pairs, labels.classLabels().size())
            || pairs.size() >= 2 * TWO && theirs > NEARLY_ALL * all;
    return enough ? Mislabelled.sorted(pairs.stream()) : List.of();
  }

  /**
   * Whether labels that the network does not guess lie anywhere in its rankings of training images:
   * a quarter at least in the lower half. Wrong labels of a class that are none above all must;
   * what a network takes for several similar classes lies near the top.
   */
  private static boolean lieAnywhere(RunRecord run) {
    Tally all =
        Scatter.asGoodAsTheBest(run.epochChecks()).stream()
            .map(EpochChecks::training)
            .filter(Objects::nonNull)
            .map(side -> Tally.of(side, side.sizes().length))
            .reduce(Tally.NONE, Tally::plus);
    return all.unrelated() >= ANYWHERE * all.wrong();
  }
}
