package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.health.LayerStart;
import dev.limpid.insight.health.StartHealth;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * Before it has learnt anything, the network is certain of what it says: the loss at the first
 * weights is more than five times that of guessing. (Usual first weights in a network without
 * BatchNorm give up to three times.) A network that knows nothing loses what guessing loses; a
 * saturated softmax has gradients only where it is wrong, and large ones there.
 */
final class SaturatedOutputs implements Cause {
  private static final double FACTOR = 5;
  private static final double TENTH = 0.1;

  /** Of the usual deviation of first weights, with what a draw of few makes of it. */
  private static final double USUAL = 1.3;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    StartHealth start = run.start();
    if (start == null) {
      return Optional.empty();
    }
    Progress progress = Progress.of(run);
    double times = progress.above(start.loss()) / progress.guessing();
    if (!(times > FACTOR)) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
                Names.SATURATED_OUTPUTS,
                progress.remaining() > TENTH ? Severity.PROBLEM : Severity.WARNING,
                "The network is certain before it knows anything",
                "Before any step the loss is "
                    + Figures.number(times)
                    + " times that of guessing: the scores that enter the softmax are too far"
                    + " apart, and the first epochs go by bringing them together.")
            .withEvidence("loss at the first weights", start.loss(), Section.CURVES)
            .withEvidence(progress.ofGuessing())
            .withEvidence(
                "images with a probability above 0.999 there",
                Figures.percent(start.saturatedShare()),
                Section.HEALTH)
            .withOtherwise(
                "The first loss would be about that of guessing, and no image saturated.")
            .withChange(smallerScores(run))
            .withSource(
                "Karpathy, A Recipe for Training Neural Networks, 2019: verify the loss at init")
            .withConsequences(
                Names.DEAD_UNITS,
                Names.LEARNING_RATE_TOO_HIGH,
                Names.MOMENTUM_TOO_HIGH,
                Names.EXPLODING_GRADIENTS,
                Names.STOPPED_EARLY,
                Names.AVERAGING,
                Names.UNDERFITTING,
                Names.OVERFITTING,
                Names.LOSS_NOT_DECREASING));
  }

  /** What makes scores smaller: the last weights, what comes behind them, or what enters them. */
  private static Change smallerScores(RunRecord run) {
    List<LayerStart> kernels =
        run.start().layers().stream().filter(layer -> layer.kernelDeviation() > 0).toList();
    if (kernels.isEmpty()) {
      return Change.inCode("the last layer", "smaller first weights");
    }
    LayerStart last = kernels.get(kernels.size() - 1);
    if (last.kernelDeviation() > USUAL * last.usualDeviation()) {
      return Change.inCode(
          last.type() + ".initializer GLOROT_UNIFORM", "small weights of " + last.layer());
    }
    return run.layers().stream()
        .dropWhile(layer -> !layer.name().equals(last.layer()))
        .skip(1)
        .filter(layer -> !layer.type().equals("Softmax"))
        .findFirst()
        .map(layer -> Change.inCode(layer.name(), "it must not enlarge the scores"))
        .orElseGet(
            () ->
                Change.inCode(
                    "a BatchNorm or LayerNorm before " + last.layer(),
                    "its first weights are small: what enters it is too large"));
  }
}
