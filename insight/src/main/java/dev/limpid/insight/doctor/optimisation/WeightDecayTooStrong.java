package dev.limpid.insight.doctor.optimisation;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.OptimizerWords;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.trial.SettingCause;
import dev.limpid.insight.doctor.trial.Suspicion;
import dev.limpid.insight.doctor.trial.Suspicion.Stands;
import dev.limpid.insight.doctor.trial.Trials;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.health.LayerHealth;
import dev.limpid.insight.health.LayerStart;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.trial.Trial;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Weights are held down: in the median layer they are less than four fifths as large as they began,
 * and more than a tenth of what guessing loses is left in training. Gradients make weights grow, at
 * right angles to them as noise is; what makes them smaller than the first ones, which are about as
 * large as signals need, is decay. (Of 50 trainings of the development seeds without a strong
 * decay, with a fault or not, none has less than 0.94.) Layers whose size a normalisation behind
 * them makes up for don't count, unless all are such. Or a trial says so: without decay, the same
 * steps lower the loss further. AdamW makes weights smaller by rate times decay in each step; where
 * that is less than a twentieth over the whole training, it can't be why. A penalty on the size of
 * weights is a decay too.
 *
 * <p>Decay shows after one over rate times decay steps (Kosson, Messmer and Jaggi, 2024,
 * arXiv:2305.17212), later than a trial ends.
 */
final class WeightDecayTooStrong implements SettingCause {
  private static final double SHRUNK = 0.8;
  private static final double HIGH = 0.1;
  private static final double LITTLE = 0.05;

  @Override
  public Trial trial() {
    return Trial.NO_WEIGHT_DECAY;
  }

  @Override
  public Optional<Suspicion> suspect(RunRecord run) {
    Progress progress = Progress.of(run);
    double ratio = ratio(run);
    boolean held = ratio < SHRUNK && progress.remaining() > HIGH;
    if (isWeak(run, progress) || !held && !Trials.support(run, Trial.NO_WEIGHT_DECAY)) {
      return Optional.empty();
    }
    Finding found =
        Finding.of(
            Names.WEIGHT_DECAY_TOO_STRONG,
            progress.remaining() > 0.5 ? Severity.PROBLEM : Severity.WARNING,
            "Weight decay is too strong",
            held
                ? "Weights are held down to "
                    + Figures.percent(ratio)
                    + " of their first size, and so signals and outputs are small: training loss"
                    + " has stayed high."
                : "Weights are held down: without weight decay, the same steps lower the loss"
                    + " further.");
    return Optional.of(
        new Suspicion(
            (Double.isNaN(ratio)
                    ? found
                    : found.withEvidence(
                        "size of the weights over that of the first ones, median layer",
                        ratio,
                        Section.HEALTH))
                .withEvidence(progress.share())
                .withOtherwise("Without weight decay the loss would be no lower.")
                .withChange(weaker(run))
                .withSource(
                    "Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019,"
                        + " arXiv:1711.05101")
                .withConsequences(
                    Names.UNDERFITTING,
                    Names.LOSS_NOT_DECREASING,
                    Names.LEARNING_RATE_TOO_LOW,
                    Names.LEARNING_RATE_TOO_HIGH,
                    Names.VANISHING_GRADIENTS,
                    Names.DEAD_UNITS,
                    Names.STOPPED_EARLY,
                    Names.NOISY_LABELS,
                    Names.GRADIENT_NOISE,
                    Names.MOMENTUM_TOO_HIGH,
                    Names.SMALL_VALIDATION_SET,
                    Names.BATCHNORM_LAG),
            Stands.ALWAYS));
  }

  /**
   * Whether there is no decay, or all steps together hold down weights by little; false where that
   * is not known, as where each weight's steps have a length of their own.
   */
  private static boolean isWeak(RunRecord run, Progress progress) {
    String optimizer = run.start() == null ? null : run.start().optimizer();
    if (optimizer == null || !optimizer.contains("(")) {
      return false;
    }
    if (isPenalised(run)) {
      return false;
    }
    double decay = OptimizerWords.number(run, "weight decay").orElse(0);
    double steps = LearningRates.of(run) * progress.steps();
    return decay == 0
        || optimizer.startsWith("AdamW") && steps * decay < LITTLE
        || optimizer.startsWith("Sgd")
            && steps * decay / (1 - OptimizerWords.number(run, "momentum").orElse(0)) < LITTLE;
  }

  /**
   * Whether weights are held down by a penalty on their size, as L2: as a setting says, or a trial
   * without decay, which is made only where there is something to leave out.
   */
  private static boolean isPenalised(RunRecord run) {
    boolean tried = run.triedOut().stream().anyMatch(t -> t.trial() == Trial.NO_WEIGHT_DECAY);
    boolean ofOptimizer = OptimizerWords.number(run, "weight decay").orElse(0) > 0;
    return Boolean.TRUE.equals(run.settings().get(RunRecord.PENALTY))
        || penalty(run, Setting.L1) > 0
        || penalty(run, Setting.L2) > 0
        || tried && !ofOptimizer;
  }

  /** The penalty that a setting says; 0 if none does. */
  private static double penalty(RunRecord run, Setting kind) {
    return run.settings().get(kind.option()) instanceof Number penalty ? penalty.doubleValue() : 0;
  }

  /** How large weights are over the first ones, in the median layer; NaN where it is not known. */
  private static double ratio(RunRecord run) {
    if (run.start() == null || run.health().isEmpty()) {
      return Double.NaN;
    }
    Set<String> normalised = normalised(run);
    double free = ratio(run, layer -> !normalised.contains(layer.layer()));
    return Double.isNaN(free) ? ratio(run, layer -> true) : free;
  }

  private static double ratio(RunRecord run, Predicate<LayerHealth> which) {
    double[] ratios =
        run.health().get(run.health().size() - 1).layers().stream()
            .filter(which)
            .mapToDouble(layer -> shrunk(run, layer))
            .filter(ratio -> !Double.isNaN(ratio))
            .sorted()
            .toArray();
    return ratios.length == 0 ? Double.NaN : ratios[ratios.length / 2];
  }

  /** The layers that a normalisation follows before the next one with a kernel. */
  private static Set<String> normalised(RunRecord run) {
    Set<String> kernels =
        run.start().layers().stream()
            .filter(layer -> layer.kernelDeviation() > 0)
            .map(LayerStart::layer)
            .collect(Collectors.toSet());
    Set<String> normalised = new HashSet<>();
    String kernel = null;
    for (RunRecord.LayerFigures layer : run.layers()) {
      if (kernels.contains(layer.name())) {
        kernel = layer.name();
      } else if (layer.type().endsWith("Norm") && kernel != null) {
        normalised.add(kernel);
      }
    }
    return normalised;
  }

  /** A layer's root mean square over that of its first kernel; NaN where it has none. */
  private static double shrunk(RunRecord run, LayerHealth layer) {
    double first =
        run.start().layers().stream()
            .filter(start -> start.layer().equals(layer.layer()))
            .mapToDouble(LayerStart::kernelDeviation)
            .findFirst()
            .orElse(Double.NaN);
    long numbers =
        run.layers().stream()
            .filter(figures -> figures.name().equals(layer.layer()))
            .mapToLong(RunRecord.LayerFigures::parameters)
            .sum();
    return first > 0 && numbers > 0 ? layer.weightNorm() / Math.sqrt(numbers) / first : Double.NaN;
  }

  private static Change weaker(RunRecord run) {
    for (Setting kind : List.of(Setting.L2, Setting.L1)) {
      double penalty = penalty(run, kind);
      if (penalty > 0) {
        return new Change(kind, LearningRates.oneDigit(penalty / 100), "a hundredth of it");
      }
    }
    if (isPenalised(run)) {
      return Change.inCode("Trainer.penalty: 0, 0", "no L1 and no L2, to see what they do");
    }
    return run.settings().get("weight-decay") instanceof Number decay && decay.doubleValue() > 0
        ? new Change(
            Setting.WEIGHT_DECAY,
            LearningRates.oneDigit(decay.doubleValue() / 100),
            "a hundredth of it")
        : new Change(Setting.WEIGHT_DECAY, 0.0, "none, to see what it does");
  }
}
