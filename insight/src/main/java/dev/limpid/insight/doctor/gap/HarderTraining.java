package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.AugmentedOnly;
import dev.limpid.insight.doctor.progress.LinearClassifier;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.trial.SettingCause;
import dev.limpid.insight.doctor.trial.Suspicion;
import dev.limpid.insight.doctor.trial.Suspicion.Stands;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.health.LayerStart;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.trial.Trial;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Dropout or augmentation makes training harder than validation, and so the training loss looks
 * worse than the network is, by more than 10 %. It is meant to be so; a warning where it keeps the
 * network from learning: in the end a quarter of what guessing loses is left, without it as well.
 *
 * <p>Behind the last weights dropout drops scores, that of the right class too, and each image that
 * it hits has nothing to learn by: there a tenth is enough to be left.
 *
 * <p>Augmentation that every image gets may leave a network that knows no others ({@link
 * AugmentedOnly}): then it is what is wrong, and what is seen of images as they are comes of it.
 *
 * <p>Where dropout of more than half of the units (UMLAUT's limit) has kept a network from learning
 * anything, its rate counts: what such a network loses without dropout says nothing, and what is
 * large with it, losses and gradients, is large because few units stand for many; and a few steps
 * without it tell nothing.
 */
final class HarderTraining implements SettingCause {
  private static final double MUCH = 0.25;
  private static final double HALF = 0.5;
  private static final double TENTH = 0.1;

  /** What comes of it that training images are of another kind than those of validation. */
  static final String[] OF_OTHER_IMAGES = {
    Names.UNDERFITTING,
    Names.LOSS_NOT_DECREASING,
    Names.LEARNING_RATE_TOO_HIGH,
    Names.LEARNING_RATE_TOO_LOW,
    Names.MOMENTUM_TOO_HIGH,
    Names.WEIGHT_DECAY_TOO_STRONG,
    Names.OVERFITTING,
    Names.COVARIATE_SHIFT,
    Names.BATCHNORM_LAG,
    Names.SMALL_VALIDATION_SET,
    Names.NOISY_LABELS,
    Names.DEAD_UNITS,
    Names.AVERAGING,
    Names.STOPPED_EARLY,
    Names.GRADIENT_NOISE
  };

  private final Term term;

  /** For {@link Term#DROPOUT} or {@link Term#AUGMENTATION}. */
  HarderTraining(Term term) {
    this.term = term;
  }

  private Change weaker(RunRecord run) {
    Optional<String> scores = dropsScores(run);
    if (scores.isPresent()) {
      return Change.inCode(scores.get(), "before the last layer with weights, not behind it");
    }
    if (term == Term.DROPOUT) {
      return new Change(Setting.DROPOUT, 0.2, "drop less");
    }
    return notAugmented(run);
  }

  /** No augmentation by a setting, or what a program does about it. */
  private static Change notAugmented(RunRecord run, String inCode) {
    return run.settings().get(Setting.AUGMENT.option()) == null
        ? Change.inCode("Trainer.augment", inCode)
        : new Change(Setting.AUGMENT, false, "images as they are");
  }

  /** Against an augmentation that changes images too much. */
  static Change notAugmented(RunRecord run) {
    return notAugmented(run, "without it, or with smaller changes of the images");
  }

  /** Against an augmentation that all images get. */
  static Change notOnOneSide(RunRecord run) {
    return notAugmented(run, "without what all images get: it belongs on both sides, or on none");
  }

  @Override
  public Trial trial() {
    return term == Term.DROPOUT ? Trial.NO_DROPOUT : Trial.NO_AUGMENTATION;
  }

  /** What is measured at the same weights need only be leant to by a trial. */
  private Stands stands(RunRecord run) {
    return term == Term.AUGMENTATION ? DestructiveAugmentation.stands(run) : Stands.WITH_A_SIGN;
  }

  /** Whether training is kept from learning: even as they are, training images lose much. */
  private boolean strong(RunRecord run, TermHistory history) {
    double much = dropsScores(run).isPresent() ? TENTH : MUCH;
    return history.lately() && Progress.of(run).remaining() > much;
  }

  /** A dropout behind the last layer that has a kernel. */
  private Optional<String> dropsScores(RunRecord run) {
    if (term != Term.DROPOUT || run.start() == null) {
      return Optional.empty();
    }
    Set<String> kernels =
        run.start().layers().stream()
            .filter(layer -> !Double.isNaN(layer.kernelDeviation()))
            .map(LayerStart::layer)
            .collect(Collectors.toSet());
    String dropout = null;
    for (RunRecord.LayerFigures layer : run.layers()) {
      if (kernels.contains(layer.name())) {
        dropout = null;
      } else if (layer.type().equals("Dropout")) {
        dropout = layer.name();
      }
    }
    return Optional.ofNullable(dropout);
  }

  @Override
  public Optional<Suspicion> suspect(RunRecord run) {
    double rate = term == Term.DROPOUT ? highestRate(run) : 0;
    if (rate > HALF && Progress.of(run).learntNothing()) {
      return Optional.of(new Suspicion(nothingLearnt(run, rate), Stands.ALWAYS));
    }
    Optional<Suspicion> rescaling =
        term == Term.AUGMENTATION ? RescalingAugmentation.of(run) : Optional.empty();
    if (rescaling.isPresent()) {
      return rescaling;
    }
    Optional<AugmentedOnly> only =
        term == Term.AUGMENTATION ? AugmentedOnly.of(run) : Optional.empty();
    if (only.isPresent()) {
      return Optional.of(new Suspicion(augmentedOnly(run, only.get()), Stands.ALWAYS));
    }
    TermHistory history = TermHistory.of(run, term, -1);
    Optional<Suspicion> destructive =
        term == Term.AUGMENTATION
            ? DestructiveAugmentation.of(run, history.exists())
            : Optional.empty();
    if (destructive.isPresent()) {
      return destructive;
    }
    if (history.epochs() == 0) {
      return Optional.empty();
    }
    String name = term.label().toLowerCase(Locale.ROOT);
    boolean strong = strong(run, history);
    return Optional.of(
        new Suspicion(
            Finding.of(
                    name,
                    strong ? Severity.WARNING : Severity.NOTE,
                    dropsScores(run)
                        .filter(layer -> strong)
                        .map(layer -> layer + " drops scores of classes")
                        .orElse("Training looks worse than it is because of " + name),
                    "Training losses are taken with "
                        + name
                        + " and validation losses without; this explains "
                        + Figures.part(history.explained())
                        + " of the gap"
                        + history.overAllEpochs()
                        + ". It is meant to be so"
                        + (!strong
                            ? "."
                            : dropsScores(run).isPresent()
                                ? " within a network; behind its last weights scores are dropped, that"
                                    + " of the right class too."
                                : ", but it is so strong that it keeps the network from learning."))
                .withExplained(history.explained())
                .withEvidence(history.largest())
                .withEvidence(history.often())
                .withOtherwise("Without " + name + ", training images would have the same loss.")
                .withChange(strong ? List.of(weaker(run)) : List.of())
                .withSource(
                    "Keras FAQ, \"Why is my training loss much higher than my testing loss?\"")
                .withConsequences(
                    Names.UNDERFITTING,
                    Names.LOSS_NOT_DECREASING,
                    Names.SMALL_VALIDATION_SET, // shares near a half have the widest intervals
                    Names.DEAD_UNITS,
                    Names.NOISY_LABELS, // of a network that knows little, mistakes look like those
                    Names.LEARNING_RATE_TOO_LOW, // of images that differ more, steps go less far
                    Names.AVERAGING,
                    Names.STOPPED_EARLY,
                    Names.MOMENTUM_TOO_HIGH,
                    Names.GRADIENT_NOISE),
            stands(run)));
  }

  private static Finding augmentedOnly(RunRecord run, AugmentedOnly only) {
    String asTheyAre = Figures.number(only.asTheyAre());
    return Finding.of(
            Names.AUGMENTATION,
            only.validation() > HALF * only.guessing() ? Severity.PROBLEM : Severity.WARNING,
            "The network knows images only as augmentation changes them",
            "At the same weights training images lose "
                + Figures.number(only.augmented())
                + " with augmentation and "
                + asTheyAre
                + " as they are, and validation images, which are not augmented, "
                + Figures.number(only.validation())
                + ": it changes all images, or nearly all, by something that validation does not"
                + " have, such as another scale of pixels.")
        .withEvidence(
            "training loss at the last weights, with augmentation and without",
            Figures.number(only.augmented()) + " and " + asTheyAre,
            Section.GAP)
        .withEvidence(
            DestructiveAugmentation.linearKnowsMore(run).map(LinearClassifier::evidence).stream()
                .toList())
        .withOtherwise("Training images as they are would lose no more than with augmentation.")
        .withChange(notOnOneSide(run))
        .withSource("Shorten and Khoshgoftaar, A Survey on Image Data Augmentation, 2019")
        .withConsequences(OF_OTHER_IMAGES);
  }

  private static double highestRate(RunRecord run) {
    return run.layers().stream()
        .filter(layer -> layer.type().equals("Dropout"))
        .map(layer -> layer.config().get("rate"))
        .filter(Number.class::isInstance)
        .mapToDouble(rate -> ((Number) rate).doubleValue())
        .max()
        .orElse(0);
  }

  private Finding nothingLearnt(RunRecord run, double rate) {
    return Finding.of(
            Names.DROPOUT,
            Severity.PROBLEM,
            "Dropout keeps the network from learning",
            "It drops up to "
                + Figures.percent(rate)
                + " of the units, those that are left count as many times as much, and the network"
                + " has learnt nothing.")
        .withEvidence("highest rate of a dropout layer", rate, Section.RUN)
        .withEvidence(Progress.of(run).share())
        .withOtherwise(
            "The network would learn something, and lose more with dropout than without.")
        .withChange(weaker(run))
        .withSource("Schoop, Huang and Hartmann, UMLAUT, 2021")
        .withConsequences(
            Names.UNDERFITTING,
            Names.LOSS_NOT_DECREASING,
            Names.DEAD_UNITS,
            Names.AVERAGING,
            Names.EXPLODING_GRADIENTS,
            Names.LEARNING_RATE_TOO_HIGH,
            Names.LEARNING_RATE_TOO_LOW,
            Names.GRADIENT_NOISE);
  }
}
