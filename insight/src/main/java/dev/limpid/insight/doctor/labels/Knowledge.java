package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.ClassLabels;
import dev.limpid.insight.check.Confidence;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import java.util.List;

/**
 * What a network knows of the classes, epoch by epoch: whether what it is wrong about is its own
 * mistake still, or what labels say.
 */
final class Knowledge {
  private static final double BY_HEART = 0.15;
  private static final double HARDLY = 0.2;
  private static final double KNOWN = 0.5;
  private static final double SURER_KNOWN = 0.6;
  private static final int FEWEST_EPOCHS = 4;

  /**
   * Fall of the errors, or half its standard error if that is more. Of 28 trainings of the
   * development seeds where entries were found, 10 of 13 with wrong labels fall less, and 13 of 15
   * whose labels are right, but whose network takes two classes for each other yet, fall more.
   */
  private static final double LITTLE = 0.05;

  private static final double SETTLED = 0.1;

  /** Of validation loss, in which averages make a network wrong that knows better. */
  private static final double LAG = 0.25;

  private Knowledge() {}

  /**
   * The epochs in which validation asks what the network knows, and not what lagging averages do.
   */
  static List<EpochChecks> withoutLag(RunRecord run) {
    return run.epochChecks().stream().filter(epoch -> !lags(run, epoch.epoch())).toList();
  }

  private static boolean lags(RunRecord run, int epoch) {
    return run.gapOf(epoch)
        .map(EpochGap::loss)
        .filter(
            loss -> loss.of(Term.LAG).map(Estimate::value).orElse(0.0) > LAG * loss.validation())
        .isPresent();
  }

  /** Whether validation errors of the last quarter of the epochs are those of the third. */
  static boolean hasComeToRest(List<EpochChecks> epochs) {
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
  static boolean isAsGoodAsInTheEnd(EpochChecks checks, List<EpochChecks> epochs) {
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
  static boolean isSettled(EpochChecks before, EpochChecks epoch) {
    double error = 1 - right(before.classLabels());
    return error - (1 - right(epoch.classLabels())) < SETTLED * error;
  }

  static boolean knowsWithoutHavingLearnt(EpochChecks epoch) {
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
  static double right(List<ClassLabels> classes) {
    double all = classes.stream().mapToInt(c -> c.surer() + c.rest()).sum();
    return 1 - classes.stream().mapToInt(c -> c.surerWrong() + c.restWrong()).sum() / all;
  }

  private static double surerRight(List<ClassLabels> classes) {
    double all = classes.stream().mapToInt(ClassLabels::surer).sum();
    return 1 - classes.stream().mapToInt(ClassLabels::surerWrong).sum() / all;
  }
}
