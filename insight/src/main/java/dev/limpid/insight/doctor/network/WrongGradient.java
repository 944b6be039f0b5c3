package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.health.SlopeCheck;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * Backward does not give the derivative of the loss: finite differences at several steps and images
 * say something else by more than a quarter, beyond what they can be wrong by. An error in one
 * layer's gradient by its input spoils all layers before it, so the one nearest the output is
 * named.
 *
 * <p>A quarter: the errors that people make (a sign, a factor, a forgotten term) are larger, and
 * float32 with kinks stays well below (largest on the benchmark's healthy runs: 0.05).
 *
 * <p>A layer that is not one of the library's was also checked by itself, exactly: any mistake that
 * was found there is named before all others.
 */
final class WrongGradient implements Cause {
  private static final double LARGE = 0.25;

  private static final String SOURCE =
      "Baydin et al., Automatic Differentiation in Machine Learning: a Survey, 2018,"
          + " arXiv:1502.05767";

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.start() == null) {
      return Optional.empty();
    }
    Optional<SlopeCheck> found =
        run.start().gradients().stream()
            .filter(check -> check.at() != null)
            .filter(check -> !UntrainedLayer.frozen(run).contains(check.layer()))
            .findFirst();
    if (found.isPresent()) {
      return found.map(WrongGradient::ofLayer);
    }
    List<SlopeCheck> checks = run.start().gradients();
    List<SlopeCheck> wrong =
        checks.stream()
            .filter(check -> check.error() > LARGE)
            .filter(check -> !UntrainedLayer.frozen(run).contains(check.layer()))
            .toList();
    if (wrong.isEmpty()) {
      return Optional.empty();
    }
    SlopeCheck nearest = wrong.get(wrong.size() - 1);
    boolean all =
        checks.subList(0, checks.indexOf(nearest)).stream()
            .allMatch(check -> check.error() > LARGE);
    String text =
        "The gradient of "
            + nearest.parameter()
            + " is not the derivative of the loss."
            + (all && wrong.size() > 1
                ? " All parameters before it are wrong as well, so the error may lie in what a layer"
                    + " behind it gives back as the gradient by its input."
                : "");
    return Optional.of(
        Finding.of(
                Names.WRONG_GRADIENT,
                Severity.PROBLEM,
                "The gradient of " + nearest.layer() + " is wrong",
                text)
            .withEvidence(
                "slope of the loss by backward, " + nearest.parameter(),
                nearest.slope(),
                Section.HEALTH)
            .withEvidence("the same by finite differences", nearest.numeric(), Section.HEALTH)
            .withEvidence(
                "parameters with a wrong gradient",
                wrong.size() + " of " + checks.size(),
                Section.HEALTH)
            .withOtherwise("Backward and finite differences would agree, to a few per cent.")
            .withChange(
                Change.inCode("Layer.onBackward", "of " + nearest.layer() + " or behind it"))
            .withSource(SOURCE)
            .withConsequences(Consequences.OF_A_BROKEN_NETWORK));
  }

  /** What the layer does by itself, in its own forward pass, says it exactly. */
  private static Finding ofLayer(SlopeCheck check) {
    return Finding.of(
            Names.WRONG_GRADIENT,
            Severity.PROBLEM,
            "The gradient of " + check.layer() + " by " + check.parameter() + " is wrong",
            "Backward of "
                + check.layer()
                + " does not give the derivative of what its forward pass computes by "
                + check.parameter()
                + ". It is farthest off at "
                + check.at()
                + ".")
        .withEvidence("slope by backward", check.slope(), Section.HEALTH)
        .withEvidence("the same by finite differences", check.numeric(), Section.HEALTH)
        .withOtherwise("Both would agree, to a part in a thousand.")
        .withChange(
            Change.inCode("Layer.onBackward", "of " + check.layer() + ", held by GradientCheck.of"))
        .withSource(SOURCE)
        .withConsequences(Consequences.OF_A_BROKEN_NETWORK);
  }
}
