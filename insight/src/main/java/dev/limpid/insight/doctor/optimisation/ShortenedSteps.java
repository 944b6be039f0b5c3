package dev.limpid.insight.doctor.optimisation;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.progress.Steps;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.health.StepProbe;
import dev.limpid.insight.run.RunRecord;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why steps are shorter than the learning rate says: clipping that leaves a tenth of the gradients
 * or less, or an optimizer whose steps are a fiftieth, over the gradient as of plain descent and
 * over the number of weights as of Adam.
 *
 * @param title of a finding
 * @param text what makes them short
 * @param factor the median step, over learning rate and gradient
 * @param change what would mend it
 */
record ShortenedSteps(String title, String text, double factor, Change change) {
  private static final double TENTH = 0.1;
  private static final double FIFTIETH = 0.02;

  private static final Pattern CLIPPED =
      Pattern.compile("clipping by (global norm|value) ([-+0-9.eE]+)");

  static Optional<ShortenedSteps> of(RunRecord run, Steps steps) {
    String optimizer = run.start() == null ? null : run.start().optimizer();
    double weights = run.layers().stream().mapToLong(RunRecord.LayerFigures::parameters).sum();
    Steps taken = steps.where(step -> step.learningRate() > 0 && step.gradientNorm() > 0);
    double ofGradient =
        taken.median(step -> step.updateNorm() / step.learningRate() / step.gradientNorm());
    double ofNumber =
        taken.median(step -> step.updateNorm() / step.learningRate() / Math.sqrt(weights));
    if (optimizer == null || !(Math.max(ofGradient, ofNumber) < TENTH)) {
      return Optional.empty();
    }
    Matcher clipped = CLIPPED.matcher(optimizer);
    if (clipped.find()) {
      return Optional.of(clipped(clipped.group(1), clipped.group(2), ofGradient, taken));
    }
    return Math.max(ofGradient, ofNumber) < FIFTIETH
        ? Optional.of(
            new ShortenedSteps(
                "Steps are far shorter than the learning rate says",
                "A step moves the weights by "
                    + Figures.part(ofGradient)
                    + " of learning rate times gradient, and by less of the learning rate itself:"
                    + " the optimizer scales steps down.",
                ofGradient,
                Change.inCode(
                    "Optimizer.update", "a step that the learning rate is the length of")))
        : Optional.empty();
  }

  private static ShortenedSteps clipped(String by, String limit, double factor, Steps steps) {
    double norm = steps.median(StepProbe::gradientNorm);
    return new ShortenedSteps(
        "Clipping leaves next to nothing of the gradients",
        "Gradients are clipped by "
            + by
            + " "
            + limit
            + ", while their norm is "
            + Figures.number(norm)
            + " in the median: a step is "
            + Figures.part(factor)
            + " of what the learning rate makes of the gradient.",
        factor,
        by.equals("value")
            ? Change.inCode("Clipping.byValue", "far above " + limit + ", or none")
            : new Change(
                Setting.CLIP_NORM,
                Math.pow(10, Math.ceil(Math.log10(norm))),
                "more than most gradients have"));
  }
}
