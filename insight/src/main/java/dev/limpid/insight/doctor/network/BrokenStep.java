package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.health.Breach;
import dev.limpid.insight.run.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A step or a pass broke a {@linkplain Breach rule} that every training keeps. */
final class BrokenStep implements Cause {
  private static final int MOST = 8;

  /** Of what guessing loses. */
  private static final double MUCH = 0.3;

  /** What figures of validation tell of, if it matters there. */
  private static final Set<Breach.Rule> TOLD_OF_VALIDATION =
      Set.of(Breach.Rule.INFERENCE_RANDOM, Breach.Rule.INFERENCE_OF_BATCH);

  @Override
  public Optional<Finding> examine(RunRecord run) {
    List<Breach> breaches = breaches(run);
    if (breaches.isEmpty()) {
      return Optional.empty();
    }
    Breach first = breaches.get(0);
    Finding found =
        Finding.of(
                Names.BROKEN_STEP,
                severity(first, run),
                title(first, run),
                text(first, run)
                    + " No exception tells of it, and a training may look as if it went well.")
            .withEvidence("step in which it was seen", first.step(), Section.HEALTH)
            .withEvidence(size(first.rule()), first.size(), Section.HEALTH);
    if (breaches.size() > 1) {
      found =
          found.withEvidence(
              "rules that were broken",
              String.join(
                  ", ",
                  breaches.stream().limit(MOST).map(b -> b.rule() + " " + b.parameter()).toList()),
              Section.HEALTH);
    }
    return Optional.of(
        found
            .withOtherwise(otherwise(first.rule()))
            .withChange(change(first))
            .withSource("Jiang et al., TrainCheck, 2025, arXiv:2506.14813")
            .withConsequences(consequences(first.rule())));
  }

  /** Gradients that were added up, or are of training alone, look wrong, but one sees why. */
  private static String[] consequences(Breach.Rule rule) {
    if (rule == Breach.Rule.OFF_FORMULA || rule == Breach.Rule.MOVES_OUTSIDE) {
      return Stream.concat(
              Stream.of(Names.NO_BIAS_CORRECTION, Names.WEIGHT_DECAY_TOO_STRONG),
              Stream.of(Consequences.OF_A_BROKEN_NETWORK))
          .toArray(String[]::new);
    }
    return rule == Breach.Rule.GRADIENT_ADDS || rule == Breach.Rule.INFERENCE_DIFFERS
        ? Stream.concat(
                Stream.of(Names.WRONG_GRADIENT), Stream.of(Consequences.OF_A_BROKEN_NETWORK))
            .toArray(String[]::new)
        : Consequences.OF_A_BROKEN_NETWORK;
  }

  /** Each rule of each parameter once, where it was seen first. */
  private static List<Breach> breaches(RunRecord run) {
    List<Breach> breaches = new ArrayList<>();
    Stream.concat(
            Stream.ofNullable(run.start()).flatMap(start -> start.breaches().stream()),
            run.health().stream().flatMap(epoch -> epoch.breaches().stream()))
        .filter(breach -> !TOLD_OF_VALIDATION.contains(breach.rule()))
        .filter(
            breach ->
                breaches.stream()
                    .noneMatch(
                        b -> b.rule() == breach.rule() && b.parameter().equals(breach.parameter())))
        .forEach(breaches::add);
    // what stays may do so because of what is changed
    breaches.sort(Comparator.comparing(breach -> breach.rule() == Breach.Rule.STAYS));
    return breaches;
  }

  /** A constraint of one's own is as bad as what the training can't learn with it. */
  private static Severity severity(Breach breach, RunRecord run) {
    boolean meant =
        breach.rule() == Breach.Rule.MOVES_OUTSIDE
            || breach.rule() == Breach.Rule.NO_GRADIENT
            || breach.rule() == Breach.Rule.STAYS_IN_PART
            || breach.rule() == Breach.Rule.OFF_FORMULA && isKnown(run);
    return meant && !(Progress.of(run).remaining() > MUCH) ? Severity.WARNING : Severity.PROBLEM;
  }

  /** Whether the optimizer is the library's, whose formula holds. */
  private static boolean isKnown(RunRecord run) {
    return run.start() != null
        && run.start().optimizer() != null
        && run.start().optimizer().matches("(?s)(Adam|AdamW|Sgd|RMSprop)\\(.*");
  }

  private static String title(Breach breach, RunRecord run) {
    return switch (breach.rule()) {
      case STAYS -> breach.parameter() + " never moves";
      case FROZEN_MOVES -> breach.parameter() + " moves though it is not trained";
      case INFERENCE_CHANGES -> "Inference changes " + breach.parameter();
      case INFERENCE_DIFFERS ->
          breach.parameter() + " computes something else in inference than in training";
      case INFERENCE_RANDOM -> breach.parameter() + " is random in inference";
      case INFERENCE_OF_BATCH -> breach.parameter() + " looks at other samples in inference";
      case MEASURING_CHANGES -> "A pass without updates changes " + breach.parameter();
      case MOVES_OUTSIDE -> breach.parameter() + " moves between the optimizer's steps";
      case GRADIENT_ADDS -> "The gradient of " + breach.parameter() + " is not cleared";
      case OTHER_LOSS -> "The same images have another loss the next time";
      case OTHER_MEAN -> "The loss of a batch is not the mean of its images' losses";
      case UPHILL -> "The optimizer goes uphill";
      case OFF_FORMULA ->
          isKnown(run)
              ? breach.parameter() + " is changed by something else than the optimizer"
              : breach.parameter() + " does not move by the optimizer's formula";
      case NO_GRADIENT -> "Most steps have no gradient for " + breach.parameter();
      case SAVED_DIFFERS -> "What is saved is not what is evaluated";
      case STAYS_IN_PART ->
          "Only "
              + Figures.part(breach.size())
              + " of the weights of "
              + breach.parameter()
              + " move";
    };
  }

  private static String text(Breach breach, RunRecord run) {
    String name = breach.parameter();
    return switch (breach.rule()) {
      case STAYS ->
          "It has a gradient and others move, but up to step "
              + breach.step()
              + " no step had changed a bit of "
              + name
              + ".";
      case FROZEN_MOVES ->
          "Its layer is not trained, and yet the steps up to "
              + breach.step()
              + " have changed "
              + name
              + ".";
      case INFERENCE_CHANGES ->
          "A pass in inference mode has changed "
              + name
              + ": what validates the network also changes it.";
      case INFERENCE_DIFFERS ->
          "Given the same values in both modes, "
              + name
              + " gives other outputs, though neither chance nor the other samples of the batch take"
              + " part in training: what is validated, and what users get, is another function than"
              + " the one that is trained.";
      case INFERENCE_RANDOM -> "The same values have other outputs each time.";
      case INFERENCE_OF_BATCH -> "Its outputs of a sample depend on the others of the batch.";
      case MEASURING_CHANGES ->
          "A pass that was asked to update nothing has changed "
              + name
              + ": its layer does not heed the mode.";
      case MOVES_OUTSIDE ->
          "After a step, or when it was validated, it had other values than before the next one:"
              + " something else than the optimizer writes into "
              + name
              + ", such as a listener.";
      case GRADIENT_ADDS ->
          "Computed twice of the same images at the same weights, its gradient is another the"
              + " second time: what was there before is added, or left.";
      case OTHER_LOSS ->
          "Computed twice at the same weights, without dropout, the loss of the same images"
              + " differs: something random in a layer does not say so, or heeds no mode.";
      case OTHER_MEAN ->
          "The loss that a batch is given is another number than the mean of what its images lose:"
              + " with batches of another size it would be another again.";
      case UPHILL ->
          "The first step went along the gradient and not against it: the loss rises by what the"
              + " optimizer does.";
      case OFF_FORMULA ->
          "In step "
              + breach.step()
              + " some weights of "
              + name
              + " changed by something else than what the optimizer's formula gives for their"
              + " gradients, computed again in float64"
              + (isKnown(run)
                  ? ": a listener or a layer writes into them, or into the gradients once the"
                      + " optimizer has them."
                  : ".");
      case NO_GRADIENT ->
          "In "
              + Figures.percent(breach.size())
              + " of the steps of an epoch the gradient was 0 throughout, though the loss was not:"
              + " what these batches say is lost, to a mask, a gate, or a sum over batches that"
              + " isn't kept.";
      case SAVED_DIFFERS ->
          "The network was written into a file and read again, and says something else of the same"
              + " images: a layer's config lacks an option, or its parameters a tensor.";
      case STAYS_IN_PART ->
          "Up to step "
              + breach.step()
              + " no step had changed a bit of the other weights, though they have gradients that"
              + " ask for steps as long: the optimizer's update leaves them out.";
    };
  }

  private static String size(Breach.Rule rule) {
    return switch (rule) {
      case STAYS -> "largest step that its gradient asked for, over its values";
      case FROZEN_MOVES, INFERENCE_CHANGES, MEASURING_CHANGES, MOVES_OUTSIDE -> "how far it moved";
      case INFERENCE_DIFFERS -> "difference of the outputs, over those of training";
      case INFERENCE_RANDOM, INFERENCE_OF_BATCH -> "difference of the outputs, over the first";
      case GRADIENT_ADDS -> "difference of the two gradients, over the first";
      case OTHER_LOSS -> "difference of the two losses, over the first";
      case OTHER_MEAN -> "difference from the mean, over the mean";
      case UPHILL -> "cosine of the first update and the gradient";
      case OFF_FORMULA -> "difference from the formula's change, over that";
      case NO_GRADIENT -> "share of an epoch's steps";
      case SAVED_DIFFERS -> "difference of the outputs, over those of the network";
      case STAYS_IN_PART -> "share of the weights with gradients that move";
    };
  }

  private static String otherwise(Breach.Rule rule) {
    return switch (rule) {
      case STAYS -> "Every trained parameter with a gradient would move.";
      case FROZEN_MOVES, MOVES_OUTSIDE -> "It would keep its bits.";
      case INFERENCE_CHANGES, MEASURING_CHANGES -> "All parameters would keep their bits.";
      case INFERENCE_DIFFERS, INFERENCE_RANDOM, INFERENCE_OF_BATCH ->
          "Outputs would be the same, to rounding.";
      case GRADIENT_ADDS -> "Both gradients would be the same.";
      case OTHER_LOSS -> "Both losses would be the same, to the bit.";
      case OTHER_MEAN -> "The two would be the same.";
      case UPHILL -> "The cosine would be below 0.";
      case OFF_FORMULA -> "It would change by that, to a thousandth.";
      case NO_GRADIENT -> "Every step with a loss would have a gradient.";
      case SAVED_DIFFERS -> "Both networks would say the same.";
      case STAYS_IN_PART -> "All weights with gradients would move.";
    };
  }

  private static Change change(Breach breach) {
    String layer = "of the layer of " + breach.parameter();
    return switch (breach.rule()) {
      case GRADIENT_ADDS ->
          Change.inCode("Layer.onBackward", "must set gradients, not add to them, " + layer);
      case MOVES_OUTSIDE ->
          Change.inCode("Optimizer.step", "is all that may change " + breach.parameter());
      case OTHER_LOSS -> Change.inCode("Layer.isRandom", "and Mode.dropout in a layer of your own");
      case INFERENCE_DIFFERS, INFERENCE_RANDOM, INFERENCE_OF_BATCH ->
          Change.inCode(
              "Layer.onForward", "must compute the same in each Mode, in " + breach.parameter());
      case OTHER_MEAN -> Change.inCode("Loss.forward", "must return the mean");
      case UPHILL -> Change.inCode("Optimizer.update", "must subtract what lowers the loss");
      case OFF_FORMULA ->
          Change.inCode(
              "Optimizer.update",
              "must compute its formula, and be all that changes a step's weights");
      case NO_GRADIENT ->
          Change.inCode("Trainer.accumulate", "sums over batches; no gradient is to be set to 0");
      case STAYS_IN_PART -> Change.inCode("Optimizer.update", "must update all of its range");
      case SAVED_DIFFERS -> Change.inCode("Layer.config", "all options of a layer of your own");
      default -> Change.inCode("Layer.onForward", layer);
    };
  }
}
