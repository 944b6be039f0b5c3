package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.health.LayerHealth;
import dev.limpid.insight.health.SlopeCheck;
import dev.limpid.insight.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A layer's trained parameters keep their bits from the first epoch to the last though they have a
 * gradient; or backward gives them none though the loss depends on them, by finite differences of
 * the loss or, for a layer that is not one of the library's, of its own outputs, which show it
 * however little the loss depends on the layer yet (weight decay may move them). Other layers
 * learn. A layer behind which all units are dead has neither gradient nor slope, and is not what is
 * meant. One whose learning rate is multiplied by 0 is meant to stay; that is a note. Layers that
 * hardly move are {@link SlowLayers}.
 */
final class UntrainedLayer implements Cause {
  @Override
  public Optional<Finding> examine(RunRecord run) {
    List<String> frozen = frozen(run);
    if (frozen.isEmpty()) {
      return SlowLayers.of(run).or(() -> held(run));
    }
    String last = frozen.get(frozen.size() - 1);
    double gradient =
        run.health().stream()
            .flatMap(epoch -> epoch.layers().stream())
            .filter(layer -> layer.layer().equals(last))
            .mapToDouble(LayerHealth::gradientNorm)
            .max()
            .orElse(Double.NaN);
    return Optional.of(
        Finding.of(
                Names.FROZEN_LAYER,
                Severity.PROBLEM,
                frozen.size() == 1
                    ? last + " does not learn"
                    : frozen.size() + " layers do not learn",
                "The loss depends on "
                    + String.join(", ", frozen)
                    + ", but no step takes that into account: either backward"
                    + " gives no gradient, or the update leaves them out.")
            .withEvidence(
                "weights of " + last + " that the last epoch left as they were",
                Figures.percent(unchanged(run, last)),
                Section.HEALTH)
            .withEvidence("largest gradient norm of " + last, gradient, Section.HEALTH)
            .withEvidence("layers that do not learn", frozen.size(), Section.HEALTH)
            .withOtherwise("Every layer with a gradient would change in every epoch.")
            .withChange(Change.inCode("Layer.onBackward", "must set the gradients of " + last))
            .withSource("Amazon SageMaker Debugger, rule UnchangedTensor")
            .withConsequences(Consequences.OF_A_BROKEN_NETWORK));
  }

  /** Layers whose learning rate is multiplied by 0 do not learn either, but are meant not to. */
  private static Optional<Finding> held(RunRecord run) {
    List<String> held =
        run.layers().stream()
            .filter(
                layer ->
                    layer.config().get("learningRateMultiplier") instanceof Number factor
                        && factor.doubleValue() == 0)
            .map(RunRecord.LayerFigures::name)
            .toList();
    return held.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.of(
                    Names.FROZEN_LAYER,
                    Severity.NOTE,
                    held.size() == 1
                        ? held.get(0) + " is kept as it is"
                        : held.size() + " layers are kept as they are",
                    "The learning rate of "
                        + String.join(", ", held)
                        + " is multiplied by 0: no step changes a weight there. If that is not meant,"
                        + " a multiplier of 1 trains it.")
                .withEvidence("layers with a multiplier of 0", held.size(), Section.RUN)
                .withChange(Change.inCode("Layer.learningRateMultiplier", "1, to train it")));
  }

  private static double unchanged(RunRecord run, String name) {
    return run.health().get(run.health().size() - 1).layers().stream()
        .filter(layer -> layer.layer().equals(name))
        .mapToDouble(LayerHealth::unchangedShare)
        .findFirst()
        .orElse(Double.NaN);
  }

  /** Whether the loss, or the layer's own output, depends on a parameter that has no gradient. */
  private static boolean lacksGradient(SlopeCheck check) {
    return check.at() == null
        ? check.error() > 0.1
        : check.slope() == 0 && Math.abs(check.numeric()) > 0;
  }

  /** The layers that are frozen, from the input on; none if no layer learns. */
  static List<String> frozen(RunRecord run) {
    if (run.health().isEmpty() || run.start() == null) {
      return List.of();
    }
    List<LayerHealth> last = run.health().get(run.health().size() - 1).layers();
    boolean learns =
        run.health().stream()
            .flatMap(epoch -> epoch.layers().stream())
            .anyMatch(layer -> layer.unchangedShare() < 0.5);
    List<String> frozen = new ArrayList<>();
    for (LayerHealth layer : last) {
      boolean never =
          run.health().stream()
              .flatMap(epoch -> epoch.layers().stream())
              .filter(other -> other.layer().equals(layer.layer()))
              .allMatch(other -> other.unchangedShare() == 1);
      List<SlopeCheck> checks =
          run.start().gradients().stream()
              .filter(check -> check.layer().equals(layer.layer()))
              .filter(check -> !Double.isNaN(layer.unchangedShare())) // it has something to learn
              .toList();
      boolean gradient = checks.stream().anyMatch(check -> check.gradientNorm() > 0);
      boolean slope = checks.stream().anyMatch(UntrainedLayer::lacksGradient);
      if (gradient ? never : slope) {
        frozen.add(layer.layer());
      }
    }
    return learns ? frozen : List.of();
  }
}
