package dev.limpid.train.doctor.data;

import dev.limpid.train.check.Confidence;
import dev.limpid.train.check.EpochChecks;
import dev.limpid.train.doctor.finding.Cause;
import dev.limpid.train.doctor.finding.Figures;
import dev.limpid.train.doctor.finding.Finding;
import dev.limpid.train.doctor.finding.Severity;
import dev.limpid.train.doctor.statistics.Binomial;
import dev.limpid.train.gap.EpochGap;
import dev.limpid.train.gap.Estimate;
import dev.limpid.train.gap.Term;
import dev.limpid.train.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of the labels is wrong. Two signs:
 *
 * <ul>
 *   <li>The network is right about most of the images that it is surest of (the upper half), but
 *       some of their labels are ones that it holds for unlikely: in the lower half of its ranking
 *       of the classes. A network that is itself wrong takes an image for a similar one, and its
 *       label is near the top. Counted over the epochs in which the upper half is right in 60 % or
 *       more: above 1.5 % of these images, sure to 99.9 %, and a quarter or more of the errors.
 *   <li>Validation images have a lower loss than training images at the same weights and in the
 *       same mode, in two epochs or more, by more than a tenth of the loss and beyond the interval
 *       for other images: the labels of validation are right, those of training are not all.
 * </ul>
 */
final class NoisyLabels implements Cause {
  private static final double RIGHT = 0.6;
  private static final double SOME = 0.015;
  private static final double SURE = 3.09;
  private static final double QUARTER = 0.25;
  private static final double TENTH = 0.1;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    Count training = Count.of(run, EpochChecks::training);
    Count validation = Count.of(run, EpochChecks::validation);
    List<EpochGap> easier = run.gaps().stream().filter(NoisyLabels::validationIsEasier).toList();
    if (!training.noisy() && !validation.noisy() && easier.size() < 2) {
      return Optional.empty();
    }
    boolean oneSide = !validation.noisy() && validation.images() > 0;
    double share = 2 * Math.max(training.share(), validation.share());
    List<String> texts = new ArrayList<>();
    if (training.noisy() || validation.noisy()) {
      texts.add(
          "Of the images that the network is surest of, and mostly right about, some have labels"
              + " that it holds for unlikely; about "
              + Figures.percent(share)
              + " of the labels may be wrong.");
    }
    if (easier.size() >= 2) {
      texts.add(
          "Validation images have a lower loss than training images at the same weights: labels are"
              + " wrong in training alone.");
    }
    Draft draft =
        new Draft(
            "noisy-labels",
            share > TENTH || easier.size() >= 2 ? Severity.PROBLEM : Severity.WARNING,
            oneSide ? "Some training labels are wrong" : "Some labels are wrong",
            String.join(" ", texts));
    training.describe(draft, "training");
    validation.describe(draft, "validation");
    if (!easier.isEmpty()) {
      Estimate term = easier.get(0).generalisationOnNewImages();
      draft.evidence(
          "generalisation in epoch " + easier.get(0).epoch(),
          Figures.number(term.value()) + " +- " + Figures.number(term.halfWidth()),
          "gap");
    }
    return draft
        .change("Dataset.label", null, "look at the most confident errors, and correct labels")
        .change("--early-stopping", "3", "stop before wrong labels are learnt by heart")
        .otherwise(
            "Labels of images that the network is sure of would be among its first guesses, and"
                + " training images would have no higher loss than validation images.",
            "Northcutt, Jiang and Chuang, Confident Learning, 2021, arXiv:1911.00068; El-Yaniv and"
                + " Wiener, On the Foundations of Noise-free Selective Classification, 2010",
            "overfitting",
            "small-validation-set",
            "too-few-samples",
            "underfitting",
            "gradient-noise",
            "loss-not-decreasing");
  }

  private static boolean validationIsEasier(EpochGap gap) {
    Estimate term = gap.generalisationOnNewImages();
    Optional<Estimate> here = gap.loss().of(Term.GENERALISATION);
    return term != null
        && here.isPresent()
        && term.high() < 0
        && -term.value() > TENTH * gap.loss().running();
  }

  /**
   * Images of the upper half by confidence, over the epochs in which most of them are right.
   *
   * @param unrelated whose label the network holds for unlikely
   */
  private record Count(int images, int wrong, int unrelated) {
    static Count of(RunRecord run, Function<EpochChecks, Confidence> side) {
      int images = 0;
      int wrong = 0;
      int unrelated = 0;
      for (EpochChecks epoch : run.epochChecks()) {
        Confidence confidence = side.apply(epoch);
        if (confidence == null) {
          continue;
        }
        int ofEpoch = 0;
        int wrongOfEpoch = 0;
        int unrelatedOfEpoch = 0;
        for (int part = 0; part < confidence.sizes().length / 2; part++) {
          ofEpoch += confidence.sizes()[part];
          wrongOfEpoch += confidence.wrong()[part];
          unrelatedOfEpoch += confidence.unrelated()[part];
        }
        if (wrongOfEpoch <= (1 - RIGHT) * ofEpoch) {
          images += ofEpoch;
          wrong += wrongOfEpoch;
          unrelated += unrelatedOfEpoch;
        }
      }
      return new Count(images, wrong, unrelated);
    }

    double share() {
      return images == 0 ? 0 : (double) unrelated / images;
    }

    boolean noisy() {
      return images > 0
          && unrelated > QUARTER * wrong
          && Binomial.low(unrelated, images, SURE) > SOME;
    }

    void describe(Draft draft, String side) {
      if (images > 0) {
        draft.evidence(
            side + " images that the network is surest of: label unlikely, wrong, of",
            unrelated + ", " + wrong + ", " + images,
            "confusion");
      }
    }
  }
}
