package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.check.Confidence;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.AugmentedOnly;
import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.doctor.words.ClassNames;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.doctor.words.Remedies;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A part of the labels is wrong. Seven signs:
 *
 * <ul>
 *   <li>Labels of several classes were overwritten with that of one ({@link Overwritten}).
 *   <li>Labels of some classes are wrong, or flipped between two: the matrix of label noise has
 *       entries ({@link Mislabelled}), by the network or by a linear classifier.
 *   <li>Pairs of classes are taken for each other in validation and for nothing else, or two whose
 *       counts say that images were moved from one to the other ({@link Muddled}).
 *   <li>Of the images that the network is surest of (three tenths), some have labels that it holds
 *       for unlikely: in the lower half of its ranking of the classes. A network that is itself
 *       wrong takes an image for a similar one, and its label is near the top. They are above 3 %
 *       of these images, sure to 99.9 %, and a quarter or more of the errors. Counted over the
 *       epochs in which the network knows the classes: it gives its guesses for the surest tenth a
 *       probability of 0.6 or more, and is right about 60 % of the surer half of training images,
 *       or about 70 % of all validation images, for one that has learnt its training images by
 *       heart is sure and wrong about others; and knows validation images nearly as well as ever,
 *       for wrong labels stay wrong when it knows more, and its own mistakes do not. Epochs that
 *       ask about the same images count once.
 *   <li>Labels of validation images lie in the network's rankings as if some were made up, however
 *       many they are: see {@link Scatter}.
 *   <li>Validation images, 50 at least, have a lower loss than training images at the same weights
 *       and in the same mode, in two epochs or more, by more than a tenth of the loss and beyond
 *       what other images would make of it, sure to 99.9 %: the labels of validation are right,
 *       those of training are not all. Images that are easier by chance are so in every epoch, so
 *       that a second one is no further evidence, and one training of forty would have them by a 95
 *       % interval.
 * </ul>
 *
 * <p>What a network is wrong about speaks of no labels where a linear classifier agrees with these
 * ({@link LinearAgreement}), or where it knows them {@linkplain AugmentedOnly only as augmented}.
 */
final class NoisyLabels implements Cause {
  private static final int SUREST = 3;
  private static final int FEW = 50;
  private static final double KNOWN = 0.6;
  private static final double SOME = 0.03;
  private static final double SURE = 3.09;
  private static final double QUARTER = 0.25;
  private static final double TENTH = 0.1;
  private static final int MOST_ENTRIES = 8;

  private static final String[] CONSEQUENCES = {
    Names.OVERFITTING,
    Names.SMALL_VALIDATION_SET,
    Names.TOO_FEW_SAMPLES,
    Names.UNDERFITTING,
    Names.GRADIENT_NOISE,
    Names.LOSS_NOT_DECREASING
  };

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (AugmentedOnly.of(run).isPresent()) {
      return Optional.empty();
    }
    int images = Arrays.stream(run.data().training()).sum();
    int validationImages = Arrays.stream(run.data().validation()).sum();
    Tally training = surest(run, EpochChecks::training, 5, 0.6, images);
    Tally validation = surest(run, EpochChecks::validation, 10, 0.7, validationImages);
    List<EpochGap> easier =
        validationImages < FEW
            ? List.of()
            : run.gaps().stream().filter(NoisyLabels::validationIsEasier).toList();
    Scatter scatter = Scatter.of(run);
    boolean madeUp =
        scatter.ofMadeUpLabels(SOME, SURE)
            && !LinearAgreement.contradictsOnBothSides(2 * scatter.all().share(), run);
    boolean noisyTraining =
        isNoisy(training) && !LinearAgreement.contradicts(2 * training.share(), run);
    boolean noisyValidation =
        madeUp
            || isNoisy(validation)
                && !LinearAgreement.contradictsOnBothSides(2 * validation.share(), run);
    Optional<Overwritten> overwritten = Overwritten.of(run);
    List<Mislabelled> ofNetwork = overwritten.isPresent() ? List.of() : Mislabelled.of(run);
    boolean linear = overwritten.isEmpty() && ofNetwork.isEmpty();
    List<Mislabelled> matrix = linear ? Mislabelled.byLinearClassifier(run) : ofNetwork;
    List<Muddled> pairs = matrix.isEmpty() ? Muddled.pairs(run) : List.of();
    Optional<Muddled> moved = matrix.isEmpty() ? Muddled.moved(run) : Optional.empty();
    boolean someClasses =
        overwritten.isPresent() || !matrix.isEmpty() || !pairs.isEmpty() || moved.isPresent();
    Optional<WrongInTraining> alone = WrongInTraining.of(run);
    if (!noisyTraining
        && !noisyValidation
        && easier.size() < 2
        && !someClasses
        && alone.isEmpty()) {
      return Optional.empty();
    }
    boolean oneSide =
        !noisyValidation && (validation.images() > 0 || alone.isPresent()) && !someClasses;
    double share = 2 * Math.max(training.share(), validation.share());
    share = madeUp ? Math.max(share, 2 * scatter.all().share()) : share;
    double shareInAll = Math.max(share, alone.map(WrongInTraining::share).orElse(0.0));
    List<String> texts = new ArrayList<>();
    overwritten.ifPresent(labels -> texts.add(labels.text(run.data().classes())));
    if (!matrix.isEmpty()) {
      String who = linear ? "a linear classifier on coarse features" : "the network";
      texts.add(Mislabelled.text(matrix, run.data().classes(), who));
    }
    if (!pairs.isEmpty()) {
      texts.add(
          "Nearly all mistakes in validation are between two classes each, which the network takes"
              + " for each other and for nothing else: labels of either may be the other's.");
    }
    moved.ifPresent(pair -> texts.add(text(pair, run)));
    if (noisyTraining || noisyValidation) {
      texts.add(
          "Among the images that the network is surest of, and mostly right about, are some whose"
              + " label it ranks in the lower half of the classes: about "
              + Figures.percent(share)
              + " of the labels may be wrong.");
    }
    if (easier.size() >= 2) {
      texts.add(
          "Validation images have a lower loss than training images at the same weights: labels are"
              + " wrong in training alone.");
    }
    alone.ifPresent(labels -> texts.add(labels.text()));
    Finding found =
        Finding.of(
            Names.NOISY_LABELS,
            shareInAll > TENTH
                    || easier.size() >= 2
                    || overwritten.isPresent()
                    || !matrix.isEmpty()
                    || !pairs.isEmpty()
                ? Severity.PROBLEM
                : Severity.WARNING,
            oneSide ? "Some training labels are wrong" : "Some labels are wrong",
            String.join(" ", texts));
    if (overwritten.isPresent()) {
      found =
          found.withEvidence(
              "labelled " + ClassNames.of(overwritten.get().label(), run.data().classes()),
              overwritten.get().part() + " of what looks like others",
              Section.CONFUSION);
    }
    for (Mislabelled entry : matrix.subList(0, Math.min(matrix.size(), MOST_ENTRIES))) {
      found =
          found.withEvidence(
              "labels, by what "
                  + (linear ? "a linear classifier" : "the network")
                  + " takes images for before it learns from them",
              entry.text(run.data().classes()),
              Section.CONFUSION);
    }
    for (Muddled pair :
        Stream.concat(pairs.stream(), moved.stream()).limit(MOST_ENTRIES).toList()) {
      found =
          found.withEvidence(
              "validation images that are taken for the other class of two",
              pair.text(run.data().classes()),
              Section.CONFUSION);
    }
    found = describe(training, found, "training");
    found = describe(validation, found, "validation");
    if (madeUp) {
      found = found.withEvidence("of validation images", scatter.all().text(), Section.CONFUSION);
      found =
          found.withEvidence(
              "of the three tenths that the network is surest of",
              scatter.surest().text(),
              Section.CONFUSION);
    }
    if (alone.isPresent()) {
      found =
          found
              .withEvidence(
                  "labels of validation images that a linear classifier agrees with",
                  WrongInTraining.text(alone.get().validation()),
                  Section.CONFUSION)
              .withEvidence(
                  "of training images, each left out in turn",
                  WrongInTraining.text(alone.get().training()),
                  Section.CONFUSION);
    }
    if (!easier.isEmpty()) {
      Estimate term = easier.get(0).generalisationOnNewImages();
      found =
          found.withEvidence(
              "validation loss above training loss at the same weights, in epoch "
                  + easier.get(0).epoch(),
              Figures.interval(term),
              Section.GAP);
    }
    return Optional.of(
        found
            .withChange(
                Change.inCode(
                    "Dataset.label", "look at the most confident errors, and correct labels"))
            .withChange(Setting.EARLY_STOPPING, 3, "stop before wrong labels are learnt by heart")
            .withOtherwise(
                "Labels of images that the network is sure of would be among its first guesses, and"
                    + " training images would have no higher loss than validation images.")
            .withAlternative(Remedies.FOR_GENERALISATION)
            .withSource(
                "Northcutt, Jiang and Chuang, Confident Learning, 2021, arXiv:1911.00068; El-Yaniv"
                    + " and Wiener, On the Foundations of Noise-free Selective Classification,"
                    + " 2010")
            .withConsequences(
                Stream.of(
                        Stream.of(CONSEQUENCES),
                        moved.stream().map(pair -> Names.CLASS_IMBALANCE),
                        overwritten.stream()
                            .flatMap(labels -> Stream.of(Names.CLASS_IMBALANCE, Names.LABEL_SHIFT)))
                    .flatMap(names -> names)
                    .toArray(String[]::new)));
  }

  private static String text(Muddled moved, RunRecord run) {
    List<String> names = run.data().classes();
    int[] counts = run.data().training();
    String one = ClassNames.of(moved.one(), names);
    String two = ClassNames.of(moved.two(), names);
    return two
        + " has "
        + counts[moved.two()]
        + " training images and "
        + one
        + " has "
        + counts[moved.one()]
        + ", as many fewer than the other classes, which are alike, as "
        + two
        + " has more; and the network takes these two for each other. A part of "
        + one
        + " may be labelled "
        + two
        + ".";
  }

  private static boolean validationIsEasier(EpochGap gap) {
    Estimate term = gap.generalisationOnNewImages();
    Optional<Estimate> here = gap.loss().of(Term.GENERALISATION);
    return term != null
        && here.isPresent()
        && -term.value() > Tails.student(SURE, term.degreesOfFreedom()) * term.standardError()
        && -term.value() > TENTH * gap.loss().running();
  }

  /**
   * The images that the network is surest of, over the epochs in which it knows the classes.
   *
   * @param tenths of the images, the surest first, of which ...
   * @param right ... this share must be right
   * @param of images of that side
   */
  private static Tally surest(
      RunRecord run, Function<EpochChecks, Confidence> side, int tenths, double right, int of) {
    Tally sum = Tally.NONE;
    long asked = 0;
    int epochs = 0;
    for (EpochChecks epoch : Scatter.asGoodAsTheBest(run.epochChecks())) {
      Confidence confidence = side.apply(epoch);
      if (confidence != null
          && Tally.of(confidence, tenths).isRightAbout(right)
          && confidence.confidence()[0] >= KNOWN) {
        sum = sum.plus(Tally.of(confidence, SUREST));
        asked += confidence.answers().images();
        epochs++;
      }
    }
    return sum.ofDistinctImages(asked, epochs, of);
  }

  private static boolean isNoisy(Tally surest) {
    return surest.images() > 0
        && surest.unrelated() > QUARTER * surest.wrong()
        && Tails.wilsonLow(surest.unrelated(), surest.images(), SURE) > SOME;
  }

  private static Finding describe(Tally surest, Finding found, String side) {
    return surest.images() == 0
        ? found
        : found.withEvidence(
            "of the three tenths of " + side + " images that the network is surest of",
            surest.text(),
            Section.CONFUSION);
  }
}
