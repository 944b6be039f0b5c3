package dev.limpid.train.doctor.data;

import dev.limpid.train.check.Agreement;
import dev.limpid.train.check.EpochChecks;
import dev.limpid.train.check.LabelChecks;
import dev.limpid.train.doctor.finding.Cause;
import dev.limpid.train.doctor.finding.Figures;
import dev.limpid.train.doctor.finding.Finding;
import dev.limpid.train.doctor.finding.Severity;
import dev.limpid.train.run.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * Labels of the training set have nothing to do with its images. Neither does a simple classifier
 * learn anything from them (not better than chance by 4 standard deviations, on either side, with
 * labels as they are or moved), nor does the network tell validation images better than chance in
 * any epoch, with batch statistics so that no lag of BatchNorm hides it.
 */
final class RandomLabels implements Cause {
  private static final double CLEAR = 4;
  private static final int FEWEST = 200;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.checks() == null || run.epochChecks().isEmpty() || run.checks().validation() == null) {
      return Optional.empty();
    }
    LabelChecks labels = run.checks().labels();
    if (labels.training().isEmpty() || labels.training().get(labels.offset()).images() < FEWEST) {
      return Optional.empty();
    }
    double best = Math.max(best(labels.training()), best(labels.across()));
    double network = 0;
    for (EpochChecks epoch : run.epochChecks()) {
      network =
          Math.max(network, Math.max(epoch.validation().answers().z(), best(epoch.answers())));
    }
    if (best >= CLEAR || network >= CLEAR) {
      return Optional.empty();
    }
    Agreement simple = labels.training().get(labels.offset());
    EpochChecks last = run.epochChecks().get(run.epochChecks().size() - 1);
    boolean byHeart =
        last.training().answers().share() > 2 * last.validation().answers().share() + 0.1;
    return new Draft(
            "random-labels",
            byHeart || run.epochChecks().size() > 1 ? Severity.PROBLEM : Severity.WARNING,
            "Labels have nothing to do with the images",
            "Nothing that is learnt from the training labels helps with other images"
                + (byHeart
                    ? "; the network learns them by heart, which it can with any labels."
                    : "."))
        .evidence(
            "a simple classifier, left-out training images, right and by chance",
            Figures.percent(simple.share()) + " and " + Figures.percent(simple.chance()),
            "images")
        .evidence(
            "the network, training images of the last epoch",
            Figures.percent(last.training().answers().share()),
            "curves")
        .evidence(
            "validation images", Figures.percent(last.validation().answers().share()), "curves")
        .change("Dataset.label", null, "check how names of files or rows are joined to labels")
        .otherwise(
            "Either would do better than chance on images that were left out.",
            "Zhang et al., Understanding Deep Learning Requires Rethinking Generalization, 2017,"
                + " arXiv:1611.03530",
            "overfitting",
            "noisy-labels",
            "loss-not-decreasing",
            "learning-rate-too-low",
            "learning-rate-too-high",
            "underfitting",
            "gradient-noise",
            "too-few-samples",
            "small-validation-set",
            "stopped-early",
            "batchnorm-lag",
            "poor-initialisation");
  }

  private static double best(List<Agreement> agreements) {
    return agreements.stream().mapToDouble(Agreement::z).max().orElse(0);
  }
}
