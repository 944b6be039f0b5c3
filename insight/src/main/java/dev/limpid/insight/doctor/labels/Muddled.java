package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.check.ClassLabels;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.check.LabelChecks;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.doctor.words.ClassNames;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Two classes whose labels are muddled, as the last validation shows it: images that no network has
 * learnt by heart.
 *
 * <ul>
 *   <li>Pairs: most images are of two pairs of classes or more that are taken for each other, in
 *       more than 8 % of their images for sure, and nearly all mistakes are these; on training
 *       images too, before they were learnt by heart. Classes that look alike come in a pair or two
 *       among many others.
 *   <li>A class is short of as many training images as another has more than the rest, and these
 *       two are taken for each other: a part of the one has the label of the other. Counts of
 *       images that were drawn at random differ by their square root, so three times that is no
 *       chance; and all other classes must be alike, or frequencies say nothing.
 * </ul>
 *
 * <p>Of 785 trainings of the development seeds without wrong labels, healthy or not, no one has
 * either sign; of 27 with a part of a class mislabelled 20 have the second, of 18 with pairs
 * confused 15 the first.
 *
 * @param one the class that is short of images, of a pair the first
 * @param two the other
 * @param wrong images of both that are taken for the other in validation
 * @param images of both that are taken for either
 */
record Muddled(int one, int two, int wrong, int images) {
  private static final double SURE = 3;
  private static final double SOME = 0.08;

  /** More would be classes that are exchanged, not muddled. */
  private static final double AT_MOST = 0.65;

  private static final double MOST_IMAGES = 0.7;
  private static final double NEARLY_ALL_MISTAKES = 0.8;

  /** Of three pairs or more, which is no chance. */
  private static final double MOST_MISTAKES = 0.7;

  private static final double DEVIATIONS = 3;
  private static final double DEVIATIONS_OF_OTHERS = 3.5;
  private static final double MANY_MISTAKES = 0.3;
  private static final double HALF = 0.5;
  private static final int MOST_PAIRS = 8;
  private static final double SURE_OF_ONE = 2.33;
  private static final double SOME_OF_ONE = 0.03;

  /** Pairs of classes that are taken for each other and for nothing else; none if they are few. */
  static List<Muddled> pairs(RunRecord run) {
    if (run.validation() == null || !Knowledge.isWrongAboutBothSides(run)) {
      return List.of();
    }
    int[][] confusion = run.validation().confusion();
    double all = Arrays.stream(confusion).flatMapToInt(Arrays::stream).sum();
    List<Muddled> pairs = pairs(confusion);
    double images = pairs.stream().mapToInt(Muddled::images).sum();
    Set<Integer> classes = new HashSet<>();
    pairs.forEach(pair -> classes.addAll(List.of(pair.one, pair.two)));
    return LinearAgreement.contradicts(mistakes(confusion) / all, run)
            || LinearAgreement.contradicts(
                classes, pairs.stream().mapToInt(Muddled::wrong).sum() / images, run)
        ? List.of()
        : pairs;
  }

  /** By {@code confusion[actual][predicted]}. */
  static List<Muddled> pairs(int[][] confusion) {
    List<Muddled> pairs = new ArrayList<>();
    for (int one = 0; one < confusion.length; one++) {
      int two = nearest(confusion, one);
      if (one < two && nearest(confusion, two) == one) {
        Muddled pair = of(confusion, one, two);
        if (Tails.wilsonLow(pair.wrong, pair.images, SURE) > SOME
            && pair.wrong <= AT_MOST * pair.images) {
          pairs.add(pair);
        }
      }
    }
    int all = Arrays.stream(confusion).flatMapToInt(Arrays::stream).sum();
    int images = pairs.stream().mapToInt(Muddled::images).sum();
    int wrong = pairs.stream().mapToInt(Muddled::wrong).sum();
    return pairs.size() > 1
            && images >= MOST_IMAGES * all
            && wrong
                >= (pairs.size() > 2 ? MOST_MISTAKES : NEARLY_ALL_MISTAKES) * mistakes(confusion)
        ? pairs
        : List.of();
  }

  /** A class of which a part has the label of another. */
  static Optional<Muddled> moved(RunRecord run) {
    return run.validation() == null
        ? Optional.empty()
        : moved(run.data().training(), run.validation().confusion())
            .or(() -> movedByTraining(run, run.validation().confusion()));
  }

  /**
   * The same by training images, of which there are more, and more of that class: most that still
   * have its label are taken for the other class, as images are that were moved; or a good part of
   * what is taken for it has the label of the other.
   */
  private static Optional<Muddled> movedByTraining(RunRecord run, int[][] confusion) {
    int[] counts = run.data().training();
    int fewest = least(counts);
    int most = greatest(counts);
    boolean moved =
        counts.length >= 3
            && confusion.length >= counts.length
            && fewest != most
            && isMoved(counts, fewest, most)
            && classLabels(run).anyMatch(c -> tells(c, fewest, most, counts[fewest]));
    return moved ? Optional.of(of(confusion, fewest, most)) : Optional.empty();
  }

  private static boolean tells(ClassLabels c, int fewest, int most, int left) {
    int other = c.surerOther() + c.restOther();
    return c.taken() == most && c.other() == fewest && Tails.wilsonLow(other, left, SURE) > HALF
        || c.taken() == fewest
            && c.other() == most
            && Tails.wilsonLow(c.surerOther(), c.surer(), SURE) > SOME;
  }

  /** By the network in the last epoch, and by a linear classifier. */
  private static Stream<ClassLabels> classLabels(RunRecord run) {
    List<EpochChecks> epochs = run.epochChecks();
    LabelChecks labels = run.checks() == null ? null : run.checks().labels();
    return Stream.concat(
        epochs.isEmpty() ? Stream.empty() : epochs.get(epochs.size() - 1).classLabels().stream(),
        labels == null ? Stream.empty() : labels.classLabels().stream());
  }

  private static int least(int[] counts) {
    return IntStream.range(0, counts.length)
        .reduce((a, b) -> counts[b] < counts[a] ? b : a)
        .orElse(0);
  }

  private static int greatest(int[] counts) {
    return IntStream.range(0, counts.length)
        .reduce((a, b) -> counts[b] > counts[a] ? b : a)
        .orElse(0);
  }

  /** By the counts of training images, and validation. */
  static Optional<Muddled> moved(int[] counts, int[][] confusion) {
    int fewest = least(counts);
    int most = greatest(counts);
    if (counts.length < 3
        || confusion.length < counts.length
        || fewest == most
        || !isMoved(counts, fewest, most)) {
      return Optional.empty();
    }
    Muddled pair = of(confusion, fewest, most);
    return pair.wrong >= MANY_MISTAKES * mistakes(confusion)
            && Tails.wilsonLow(pair.wrong, pair.images, SURE_OF_ONE) > SOME_OF_ONE
        ? Optional.of(pair)
        : Optional.empty();
  }

  private static boolean isMoved(int[] counts, int fewest, int most) {
    int[] others =
        IntStream.range(0, counts.length)
            .filter(c -> c != fewest && c != most)
            .map(c -> counts[c])
            .sorted()
            .toArray();
    double usual = (others[others.length / 2] + others[(others.length - 1) / 2]) / 2.0;
    double deviation = Math.sqrt(usual);
    return usual - counts[fewest] > DEVIATIONS * deviation
        && counts[most] - usual > DEVIATIONS * deviation
        && Math.abs(counts[fewest] + counts[most] - 2 * usual)
            < DEVIATIONS * Math.sqrt(2) * deviation
        && Arrays.stream(others)
            .allMatch(count -> Math.abs(count - usual) < DEVIATIONS_OF_OTHERS * deviation);
  }

  private static Muddled of(int[][] confusion, int one, int two) {
    int wrong = confusion[one][two] + confusion[two][one];
    return new Muddled(one, two, wrong, wrong + confusion[one][one] + confusion[two][two]);
  }

  /** The class that one is confused with most, either way; -1 if there is none. */
  private static int nearest(int[][] confusion, int one) {
    int nearest = -1;
    int most = 0;
    for (int c = 0; c < confusion.length; c++) {
      int either = confusion[one][c] + confusion[c][one];
      if (c != one && either > most) {
        nearest = c;
        most = either;
      }
    }
    return nearest;
  }

  private static int mistakes(int[][] confusion) {
    int mistakes = 0;
    for (int c = 0; c < confusion.length; c++) {
      mistakes += Arrays.stream(confusion[c]).sum() - confusion[c][c];
    }
    return mistakes;
  }

  /** What both say of a run. */
  static Optional<Sign> sign(RunRecord run) {
    List<Muddled> pairs = pairs(run);
    Optional<Muddled> moved = moved(run);
    if (pairs.isEmpty() && moved.isEmpty()) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    if (!pairs.isEmpty()) {
      texts.add(
          "Nearly all mistakes in validation are between two classes each, which the network takes"
              + " for each other and for nothing else: labels of either may be the other's.");
    }
    moved.ifPresent(pair -> texts.add(pair.howMoved(run)));
    return Optional.of(
        Sign.of(
            pairs.isEmpty() ? Severity.WARNING : Severity.PROBLEM,
            String.join(" ", texts),
            Stream.concat(pairs.stream(), moved.stream())
                .limit(MOST_PAIRS)
                .map(pair -> pair.evidence(run.data().classes()))
                .toList(),
            moved.map(pair -> new String[] {Names.CLASS_IMBALANCE}).orElse(new String[0])));
  }

  private String howMoved(RunRecord run) {
    int[] counts = run.data().training();
    String from = ClassNames.of(one, run.data().classes());
    String to = ClassNames.of(two, run.data().classes());
    return to
        + " has "
        + counts[two]
        + " training images and "
        + from
        + " has "
        + counts[one]
        + ", as many fewer than the other classes, which are alike, as "
        + to
        + " has more; and the network takes these two for each other. A part of "
        + from
        + " may be labelled "
        + to
        + ".";
  }

  /** Such as {@code 12 of 60 images of A and B}. */
  private Evidence evidence(List<String> names) {
    return new Evidence(
        "validation images that are taken for the other class of two",
        wrong
            + " of "
            + images
            + " images of "
            + ClassNames.of(one, names)
            + " and "
            + ClassNames.of(two, names),
        Section.CONFUSION);
  }
}
