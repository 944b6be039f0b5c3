package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.ImageWeights;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.ClassNames;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Images count for more or less in the loss that is trained. That is a note, for it may be meant,
 * as where rare classes are to count as much as frequent ones; a warning where the loss is another
 * one: less than half as many images that count alike would say as much (Kish's effective sample
 * size), or the mean weight is above 2 or below a half, so that losses, gradients and the steps of
 * SGD have another size, or a class has less than a fifth of the weight that it would have by its
 * frequency in validation and if all classes weighed the same; a problem where it is a tenth of the
 * images. Weights that the loss gives classes count as weights of their images; where they make all
 * classes weigh about the same, which is what they are for, that is a note.
 */
public final class WeightedLoss implements Cause {
  private static final double HALF = 0.5;
  private static final double TENTH = 0.1;
  private static final double FIFTH = 0.2;
  private static final double TWICE = 2;

  /** Classes that are named. */
  private static final int MOST = 4;

  /** Only made by the doctor. */
  WeightedLoss() {}

  /** Whether losses are others than those of images that count alike. */
  public static boolean isAnother(RunRecord run) {
    ImageWeights weights = weights(run);
    return weights != null
        && (weights.effective() < HALF * images(run)
            || weights.mean() > TWICE
            || weights.mean() < HALF
            || neglected(run, weights).isPresent());
  }

  @Override
  public Optional<Finding> examine(RunRecord run) {
    ImageWeights weights = weights(run);
    if (weights == null) {
      return Optional.empty();
    }
    boolean another = isAnother(run);
    Finding found =
        Finding.of(
            Names.WEIGHTED_LOSS,
            !another
                ? Severity.NOTE
                : balances(run, weights)
                    ? Severity.NOTE
                    : weights.effective() < TENTH * images(run)
                        ? Severity.PROBLEM
                        : Severity.WARNING,
            another && weights.ofClasses() != null
                ? "Class weights from "
                    + plain(Arrays.stream(weights.ofClasses()).min().orElse(1))
                    + " to "
                    + plain(Arrays.stream(weights.ofClasses()).max().orElse(1))
                    + " make the loss another one"
                : another
                    ? "The loss that is trained is far from that of images that count alike"
                    : "Images count for more or less in the loss",
            text(run, weights, another));
    found =
        found
            .withEvidence("images of training", images(run), Section.RUN)
            .withEvidence(
                "images that count alike and would say as much (Kish)",
                Figures.number(weights.effective()),
                Section.RUN)
            .withEvidence(
                "weight of an image, mean and greatest",
                Figures.number(weights.mean()) + ", " + Figures.number(weights.greatest()),
                Section.RUN)
            .withEvidence("images that weigh nothing", weights.without(), Section.RUN);
    return Optional.of(
        found
            .withOtherwise("Each image would weigh 1, or about as much as the others.")
            .withChange(
                another && !balances(run, weights)
                    ? List.of(
                        weights.ofClasses() == null
                            ? Change.inCode(
                                "Dataset.weight", "1 for each image, to see what it does")
                            : Change.inCode(
                                "SoftmaxCrossEntropy.classWeights",
                                "images / (classes * images of the class), or none"))
                    : List.of())
            .withSource("Kish, Survey Sampling, 1965, section 8.2")
            .withConsequences(
                Names.OVERFITTING,
                Names.CLASS_IMBALANCE,
                Names.AVERAGING,
                Names.SMALL_VALIDATION_SET,
                Names.BATCHNORM_LAG));
  }

  private static String text(RunRecord run, ImageWeights weights, boolean another) {
    StringBuilder text = new StringBuilder(ofClasses(run, weights));
    text.append("Weights go up to ");
    text.append(Figures.number(weights.greatest())).append(", their mean is ");
    text.append(Figures.number(weights.mean())).append(": the ");
    text.append(String.format(Locale.ROOT, "%,d", images(run)));
    text.append(" training images say as much as about ");
    text.append(Figures.whole(weights.effective())).append(" that count alike.");
    if (another) {
      neglected(run, weights)
          .ifPresent(
              c ->
                  text.append(" Images of ")
                      .append(ClassNames.of(c, run.data().classes()))
                      .append(" have ")
                      .append(Figures.part(share(weights, c)))
                      .append(" of all weight."));
      text.append(" Printed training losses are sums with these weights, and can't be compared");
      text.append(" with those of images that count alike: what is read from losses and from");
      text.append(" mistakes is left out here.");
    }
    return text.toString();
  }

  /** Which classes the loss weighs most. */
  private static String ofClasses(RunRecord run, ImageWeights weights) {
    double[] of = weights.ofClasses();
    if (of == null) {
      return "";
    }
    double most = Arrays.stream(of).max().orElse(1);
    int[] heaviest = IntStream.range(0, of.length).filter(c -> of[c] == most).toArray();
    String named =
        IntStream.of(heaviest)
            .limit(MOST)
            .mapToObj(c -> ClassNames.of(c, run.data().classes()))
            .collect(Collectors.joining(", "));
    return heaviest.length == of.length
        ? "The loss of each image is multiplied by " + plain(most) + ". "
        : "The loss of images of "
            + named
            + (heaviest.length > MOST ? " and " + (heaviest.length - MOST) + " more" : "")
            + " is multiplied by "
            + plain(most)
            + ", that of others by "
            + plain(Arrays.stream(of).min().orElse(1))
            + (Arrays.stream(of).filter(w -> w < most).distinct().count() > 1 ? " or more" : "")
            + ". ";
  }

  private static String plain(double weight) {
    return weight == Math.rint(weight)
        ? String.format(Locale.ROOT, "%.0f", weight)
        : Figures.number(weight);
  }

  /** Whether weights of classes leave none with less than half, or more than twice its share. */
  private static boolean balances(RunRecord run, ImageWeights weights) {
    double classes = Arrays.stream(run.data().training()).filter(n -> n > 0).count();
    return weights.ofClasses() != null
        && weights.mean() <= TWICE
        && weights.mean() >= HALF
        && IntStream.range(0, weights.byClass().length)
            .filter(c -> run.data().training()[c] > 0)
            .mapToDouble(c -> share(weights, c) * classes)
            .allMatch(share -> share >= HALF && share <= TWICE);
  }

  /** The class that has least of what it should weigh, if that is too little. */
  private static Optional<Integer> neglected(RunRecord run, ImageWeights weights) {
    int[] validation = run.data().validation();
    double all = Math.max(1, Arrays.stream(validation).sum());
    double classes = Arrays.stream(run.data().training()).filter(n -> n > 0).count();
    int worst = -1;
    double least = FIFTH;
    for (int c = 0; c < weights.byClass().length && c < validation.length; c++) {
      double fair = Math.min(validation[c] / all, 1 / classes);
      double part = share(weights, c) / fair;
      if (run.data().training()[c] > 0 && fair > 0 && part < least) {
        least = part;
        worst = c;
      }
    }
    return worst < 0 ? Optional.empty() : Optional.of(worst);
  }

  private static double share(ImageWeights weights, int c) {
    return weights.byClass()[c] / Arrays.stream(weights.byClass()).sum();
  }

  private static int images(RunRecord run) {
    return Arrays.stream(run.data().training()).sum();
  }

  private static ImageWeights weights(RunRecord run) {
    return run.checks() == null ? null : run.checks().weights();
  }
}
