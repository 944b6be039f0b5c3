package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.ClassLabels;
import dev.limpid.insight.check.Confidence;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.check.LabelChecks;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.doctor.words.ClassNames;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.run.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Images of a class of which a part has the label of another: an entry of the matrix of given and
 * true labels, as confident learning estimates it (Northcutt et al. 2021) from what a network says
 * of images that it has not learnt yet. The epoch is the one in which it was right most often, of
 * those in which it had stopped learning, its errors falling by less than a tenth, knew validation
 * images as well as in the end, and did not know its training images better than others by {@link
 * #BY_HEART}. While the network still gets better with validation images, it may tell classes apart
 * later that it takes for each other now, and nothing is said; unless these are three pairs or more
 * that it takes for each other and for nothing else.
 *
 * <p>An entry counts where the part is above 8 % of the surer half of these images for sure, makes
 * most of what is wrong there, or is far above what other classes have and of labels that lie
 * anywhere in the network's rankings, and does not shrink with confidence as a network's own
 * mistakes do. None counts where a simpler classifier agrees with most labels that the network is
 * wrong about.
 *
 * @param of the class that the images are taken for
 * @param label most of the others' label; -1 if it is none above all
 * @param wrong how many have it
 * @param images of how many
 */
record Mislabelled(int of, int label, int wrong, int images) {
  private static final double BY_HEART = 0.15;
  private static final double HARDLY = 0.2;
  private static final double KNOWN = 0.5;

  private static final int FEWEST_EPOCHS = 4;

  /**
   * Fall of the errors, or half its standard error if that is more. Of 28 trainings of the
   * development seeds where entries were found, 10 of 13 with wrong labels fall less, and 13 of 15
   * whose labels are right, but whose network takes two classes for each other yet, fall more.
   */
  private static final double LITTLE = 0.05;

  /**
   * Of the same trainings, those with right labels have at most two pairs that are taken for each
   * other while they learn, those with pairs flipped up to six.
   */
  private static final int MANY_PAIRS = 3;

  private static final int TWO = 2;
  private static final int MOST_ENTRIES = 8;
  private static final double NEARLY_ALL = 0.8;

  private static final double SURER_KNOWN = 0.6;
  private static final double SETTLED = 0.1;
  private static final double SOME = 0.08;

  /** Of normal deviations, for there are as many entries as classes. */
  private static final double SURE = 3.5;

  private static final double MOST = 0.6;

  /** About 1 for wrong labels, 0.1 to 0.4 for a network's own mistakes. */
  private static final double AS_OFTEN = 0.6;

  private static final double FAR_ABOVE = 3;

  /** Made-up labels: half of them and more. */
  private static final double ANYWHERE = 0.25;

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
            .filter(i -> isSettled(epochs.get(i - 1), epochs.get(i)))
            .mapToObj(epochs::get)
            .filter(Mislabelled::knowsWithoutHavingLearnt)
            .filter(checks -> isAsGoodAsInTheEnd(checks, epochs))
            .max(Comparator.comparingDouble(e -> right(e.classLabels())));
    if (epoch.isEmpty()) {
      return List.of();
    }
    List<ClassLabels> classes = epoch.get().classLabels();
    List<Mislabelled> entries = entries(classes, hasComeToRest(epochs), lieAnywhere(run));
    if (LinearAgreement.contradicts(1 - right(classes), run) != contradicted) {
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
        .filter(two -> two.of == one.label && two.label == one.of)
        .anyMatch(
            two ->
                LinearAgreement.contradicts(
                    Set.of(one.of, two.of),
                    (double) (one.wrong + two.wrong) / (one.images + two.images),
                    run));
  }

  /**
   * Entries of pairs of classes whose labels are exchanged in part, by what a linear classifier on
   * coarse features takes each training image for that has learnt all the others. It can learn no
   * image by heart, and knows what it knows before any training. Two classes that look alike to it
   * are a pair too, but not three such pairs, nor two that make nearly all of what it is wrong
   * about while it is sure; of fewer it says nothing.
   */
  static List<Mislabelled> byLinearClassifier(RunRecord run) {
    LabelChecks labels = run.checks() == null ? null : run.checks().labels();
    if (labels == null) {
      return List.of();
    }
    List<Mislabelled> pairs = exchanged(labels.classLabels());
    int theirs = pairs.stream().mapToInt(Mislabelled::wrong).sum();
    int all = labels.classLabels().stream().mapToInt(ClassLabels::surerWrong).sum();
    boolean enough =
        pairs.size() >= 2 * MANY_PAIRS || pairs.size() >= 2 * TWO && theirs > NEARLY_ALL * all;
    return enough ? sorted(pairs.stream()) : List.of();
  }

  private static List<Mislabelled> entries(
      List<ClassLabels> classes, boolean rested, boolean anywhere) {
    List<Mislabelled> exchanged = exchanged(classes);
    if (!rested) {
      return exchanged.size() < 2 * MANY_PAIRS ? List.of() : sorted(exchanged.stream());
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

  private static List<Mislabelled> sorted(Stream<Mislabelled> entries) {
    return entries
        .sorted(Comparator.comparingDouble((Mislabelled entry) -> -entry.share()))
        .toList();
  }

  /** Pairs of classes, each of which has the label of the other, counted together. */
  private static List<Mislabelled> exchanged(List<ClassLabels> classes) {
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

  /** Whether validation errors of the last quarter of the epochs are those of the third. */
  private static boolean hasComeToRest(List<EpochChecks> epochs) {
    int n = epochs.size();
    if (n < FEWEST_EPOCHS) {
      return false;
    }
    List<Agreement> third = answers(epochs.subList(n / 2, 3 * n / 4));
    List<Agreement> last = answers(epochs.subList(3 * n / 4, n));
    double before = wrong(third);
    double variance = before * (1 - before) * (1 / images(third) + 1 / images(last));
    return before - wrong(last) <= Math.max(LITTLE * before, Math.sqrt(variance) / 2);
  }

  /** Whether it knew validation images, within two standard errors, as in the last quarter. */
  private static boolean isAsGoodAsInTheEnd(EpochChecks checks, List<EpochChecks> epochs) {
    int n = epochs.size();
    List<Agreement> own = answers(List.of(checks));
    List<Agreement> last = answers(epochs.subList(3 * n / 4, n));
    double wrong = wrong(last);
    double variance = wrong * (1 - wrong) * (1 / images(own) + 1 / images(last));
    return wrong(own) - wrong <= 2 * Math.sqrt(variance);
  }

  /** About validation images; without them about training images. */
  private static List<Agreement> answers(List<EpochChecks> epochs) {
    return epochs.stream()
        .map(epoch -> epoch.validation() == null ? epoch.training() : epoch.validation())
        .map(Confidence::answers)
        .toList();
  }

  private static double images(List<Agreement> answers) {
    return answers.stream().mapToInt(Agreement::images).sum();
  }

  private static double wrong(List<Agreement> answers) {
    return 1 - answers.stream().mapToInt(Agreement::right).sum() / images(answers);
  }

  /** Whether the network has stopped learning: what it is wrong about then, labels may be. */
  private static boolean isSettled(EpochChecks before, EpochChecks epoch) {
    double error = 1 - right(before.classLabels());
    return error - (1 - right(epoch.classLabels())) < SETTLED * error;
  }

  private static boolean knowsWithoutHavingLearnt(EpochChecks epoch) {
    return !epoch.classLabels().isEmpty()
        && right(epoch.classLabels()) > KNOWN
        && surerRight(epoch.classLabels()) > SURER_KNOWN
        && !knowsBetter(epoch, BY_HEART);
  }

  /** Whether it is right about training images more often than about others, by this much. */
  private static boolean knowsBetter(EpochChecks epoch, double by) {
    return epoch.validation() != null
        && epoch.training().answers().share() - epoch.validation().answers().share() >= by;
  }

  /**
   * Whether in some epoch it knew validation images as well as in the end, and its training images
   * hardly better: what it is wrong about in validation it had then learnt so.
   */
  static boolean isWrongAboutBothSides(RunRecord run) {
    return run.epochChecks().stream()
        .anyMatch(
            epoch -> !knowsBetter(epoch, HARDLY) && isAsGoodAsInTheEnd(epoch, run.epochChecks()));
  }

  /** Share of all images whose label is what they were taken for. */
  private static double right(List<ClassLabels> classes) {
    double all = classes.stream().mapToInt(c -> c.surer() + c.rest()).sum();
    return 1 - classes.stream().mapToInt(c -> c.surerWrong() + c.restWrong()).sum() / all;
  }

  private static double surerRight(List<ClassLabels> classes) {
    double all = classes.stream().mapToInt(ClassLabels::surer).sum();
    return 1 - classes.stream().mapToInt(ClassLabels::surerWrong).sum() / all;
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

  double share() {
    return (double) wrong / images;
  }

  /** A share with its 95 % interval by Wilson, such as {@code 31 % (22 % to 41 %)}. */
  static String part(int wrong, int images) {
    double high = 1 - Tails.wilsonLow(images - wrong, images, 1.96);
    return Figures.percent((double) wrong / images)
        + " ("
        + Figures.percent(Tails.wilsonLow(wrong, images, 1.96))
        + " to "
        + Figures.percent(high)
        + ")";
  }

  /** What it says, such as {@code 31 % (22 to 41 %) of what looks like A is labelled B}. */
  String text(List<String> names) {
    return part(wrong, images)
        + " of what looks like "
        + ClassNames.of(of, names)
        + " is labelled "
        + (label < 0 ? "otherwise" : ClassNames.of(label, names));
  }
}
