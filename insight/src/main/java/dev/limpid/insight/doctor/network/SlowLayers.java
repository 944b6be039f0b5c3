package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.LayerHealth;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Layers that hardly move: in the last step of every epoch, theirs is less than a hundredth of what
 * other layers' steps are, over the gradient as of plain descent, over the number of weights as of
 * Adam, and over the weights as of rules that scale by them. An optimizer's formula leaves one of
 * the three alike for all layers.
 */
final class SlowLayers {
  private static final double HUNDREDTH = 0.01;
  private static final int EPOCHS = 2;
  private static final double SOME = 0.15;
  private static final double MUCH = 0.3;

  private SlowLayers() {}

  static Optional<Finding> of(RunRecord run) {
    List<String> slow =
        run.layers().stream()
            .map(RunRecord.LayerFigures::name)
            .filter(name -> run.health().size() >= EPOCHS)
            .filter(name -> run.health().stream().allMatch(epoch -> isSlow(run, epoch, name)))
            .toList();
    if (slow.isEmpty()) {
      return Optional.empty();
    }
    Progress progress = Progress.of(run);
    double share =
        run.health().stream()
            .mapToDouble(epoch -> largestShare(run, epoch, slow))
            .max()
            .orElseThrow();
    List<String> factors =
        run.layers().stream()
            .filter(layer -> slow.contains(layer.name()))
            .filter(layer -> layer.config().get("learningRateMultiplier") instanceof Number)
            .map(RunRecord.LayerFigures::name)
            .toList();
    boolean meant = factors.size() == slow.size();
    return Optional.of(
        Finding.of(
                Names.FROZEN_LAYER,
                severity(progress.remaining(), meant),
                slow.size() == 1
                    ? slow.get(0) + " hardly moves"
                    : slow.size() + " layers hardly move",
                "The steps of "
                    + String.join(", ", slow)
                    + " are less than a hundredth of those of other layers, over their gradients,"
                    + " their weights and their number alike"
                    + (meant
                        ? ": their learning rate is multiplied by a small factor."
                        : ": no optimizer's formula does that by itself."))
            .withEvidence("layers that hardly move", slow.size(), Section.HEALTH)
            .withEvidence(
                "largest step beside the longest of other layers, by the measure that is kindest",
                Figures.percent(share),
                Section.HEALTH)
            .withEvidence(progress.share())
            .withOtherwise("By one of the measures, steps would be about as long in all layers.")
            .withChange(
                meant
                    ? Change.inCode("Layer.learningRateMultiplier", "1, to train " + slow.get(0))
                    : Change.inCode("Optimizer.update", "the same rate for " + slow.get(0)))
            .withConsequences(
                Names.UNDERFITTING,
                Names.STOPPED_EARLY,
                Names.LEARNING_RATE_TOO_LOW,
                Names.NOISY_LABELS));
  }

  private static Severity severity(double remaining, boolean meant) {
    if (!(remaining > SOME)) {
      return Severity.NOTE;
    }
    return meant || !(remaining > MUCH) ? Severity.WARNING : Severity.PROBLEM;
  }

  private static boolean isSlow(RunRecord run, EpochHealth epoch, String name) {
    return epoch.layers().stream()
        .filter(layer -> layer.layer().equals(name))
        .filter(layer -> layer.gradientNorm() > 0 && layer.updateRatio() > 0)
        .anyMatch(layer -> share(run, epoch, layer) < HUNDREDTH);
  }

  private static double largestShare(RunRecord run, EpochHealth epoch, List<String> names) {
    return epoch.layers().stream()
        .filter(layer -> names.contains(layer.layer()))
        .mapToDouble(layer -> share(run, epoch, layer))
        .max()
        .orElse(Double.NaN);
  }

  /** The largest of a layer's three figures, each over the largest of all layers. */
  private static double share(RunRecord run, EpochHealth epoch, LayerHealth layer) {
    Map<String, Long> sizes =
        run.layers().stream()
            .collect(
                Collectors.toMap(
                    RunRecord.LayerFigures::name, RunRecord.LayerFigures::parameters, (a, b) -> a));
    List<ToDoubleFunction<LayerHealth>> measures =
        List.of(
            LayerHealth::updateRatio,
            l -> l.updateRatio() * l.weightNorm() / l.gradientNorm(),
            l -> l.updateRatio() * l.weightNorm() / Math.sqrt(sizes.getOrDefault(l.layer(), 1L)));
    double largest = 0;
    for (ToDoubleFunction<LayerHealth> measure : measures) {
      double most =
          epoch.layers().stream()
              .mapToDouble(measure)
              .filter(Double::isFinite)
              .max()
              .orElse(Double.NaN);
      largest = Math.max(largest, measure.applyAsDouble(layer) / most);
    }
    return largest;
  }
}
