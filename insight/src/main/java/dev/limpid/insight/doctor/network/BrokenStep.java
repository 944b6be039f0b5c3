package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.health.Breach;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Optional;

/** The first steps broke a {@linkplain Breach rule} that every training keeps. */
final class BrokenStep implements Cause {
  @Override
  public Optional<Finding> examine(RunRecord run) {
    List<Breach> breaches = run.start() == null ? List.of() : run.start().breaches();
    if (breaches.isEmpty()) {
      return Optional.empty();
    }
    Breach first = breaches.get(0);
    Finding found =
        Finding.of(
                Names.BROKEN_STEP,
                Severity.PROBLEM,
                title(first),
                text(first)
                    + " No exception tells of it, and a training may look as if it went well.")
            .withEvidence("step in which it was seen", first.step(), Section.HEALTH)
            .withEvidence(
                first.rule() == Breach.Rule.STAYS
                    ? "largest step that its gradient asked for, over its values"
                    : "how far it moved",
                first.size(),
                Section.HEALTH);
    if (breaches.size() > 1) {
      found =
          found.withEvidence(
              "rules that were broken",
              String.join(
                  ", ", breaches.stream().map(b -> b.rule() + " " + b.parameter()).toList()),
              Section.HEALTH);
    }
    return Optional.of(
        found
            .withOtherwise(otherwise(first.rule()))
            .withChange(Change.inCode("Layer.onForward", "of the layer of " + first.parameter()))
            .withSource("Jiang et al., TrainCheck, 2025, arXiv:2506.14813")
            .withConsequences(Consequences.OF_A_BROKEN_NETWORK));
  }

  private static String title(Breach breach) {
    return switch (breach.rule()) {
      case STAYS -> breach.parameter() + " never moves";
      case FROZEN_MOVES -> breach.parameter() + " moves though it is not trained";
      case INFERENCE_CHANGES -> "Inference changes " + breach.parameter();
    };
  }

  private static String text(Breach breach) {
    String name = breach.parameter();
    return switch (breach.rule()) {
      case STAYS ->
          "It has a gradient, others move, and before each of the first "
              + breach.step()
              + " steps "
              + name
              + " had the bits that it had before the first.";
      case FROZEN_MOVES ->
          "Its layer is not trained, and yet the first "
              + breach.step()
              + " steps have changed "
              + name
              + ".";
      case INFERENCE_CHANGES ->
          "A pass in inference mode has changed "
              + name
              + ": what validates the network also changes it.";
    };
  }

  private static String otherwise(Breach.Rule rule) {
    return switch (rule) {
      case STAYS -> "Every trained parameter with a gradient would move.";
      case FROZEN_MOVES -> "It would keep its bits.";
      case INFERENCE_CHANGES -> "All parameters would keep their bits.";
    };
  }
}
