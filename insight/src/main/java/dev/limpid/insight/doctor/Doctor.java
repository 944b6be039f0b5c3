package dev.limpid.insight.doctor;

import dev.limpid.insight.doctor.data.DataCauses;
import dev.limpid.insight.doctor.data.WeightedLoss;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.gap.GapCauses;
import dev.limpid.insight.doctor.network.NetworkCauses;
import dev.limpid.insight.doctor.optimisation.OptimisationCauses;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.trial.SettingCause;
import dev.limpid.insight.doctor.trial.Trials;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.trial.Trial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names what is wrong with a training, the most important first.
 *
 * <pre>{@code
 * List<Finding> findings = new Doctor().diagnose(RunFiles.read(folder));
 * }</pre>
 *
 * <p>That nothing of what is looked for is wrong is a finding, with the list of it, and so is that
 * there isn't enough to tell by.
 */
public final class Doctor {
  /** Of what guessing loses: a training that has come to rest with more is no good one. */
  private static final double POOR = 0.25;

  /** Notes that may say why little was learnt. */
  private static final Set<String> WHY_NOT_LEARNT =
      Set.of(
          Names.UNDERFITTING,
          Names.STOPPED_EARLY,
          Names.LEARNING_RATE_TOO_LOW,
          Names.LEARNING_RATE_TOO_HIGH,
          Names.WEIGHT_DECAY_TOO_STRONG,
          Names.MOMENTUM_TOO_HIGH,
          Names.GRADIENT_NOISE,
          Names.AUGMENTATION,
          Names.DROPOUT);

  private final List<Cause> causes;

  /** Creates a doctor who knows the {@linkplain #standardCauses standard causes}. */
  public Doctor() {
    this(standardCauses().values());
  }

  /** Creates a doctor who knows these causes, your own among them; the most direct first. */
  public Doctor(Collection<Cause> causes) {
    this.causes = List.copyOf(causes);
  }

  /**
   * Returns the causes that the library knows, by the names of their findings, the most direct
   * first; a new map, to be added to or left out from:
   *
   * <pre>{@code
   * Map<String, Cause> causes = Doctor.standardCauses();
   * causes.remove("averaging");
   * causes.put("too-dark", new TooDark());
   * List<Finding> findings = new Doctor(causes.values()).diagnose(run);
   * }</pre>
   */
  public static Map<String, Cause> standardCauses() {
    Map<String, Cause> causes = new LinkedHashMap<>(DataCauses.all());
    causes.putAll(NetworkCauses.all());
    causes.putAll(OptimisationCauses.all());
    causes.putAll(GapCauses.all());
    return causes;
  }

  /**
   * Examines a run, finished or not.
   *
   * @return at least one finding, in the order of {@link Ranking}
   */
  public List<Finding> diagnose(RunRecord run) {
    PresentSettings present = new PresentSettings(run);
    Set<String> silent = CrossEntropyCauses.silent(run);
    List<Finding> found = new ArrayList<>();
    Map<String, Trial> trials = new HashMap<>();
    for (Cause cause : causes) {
      cause
          .examine(run, Collections.unmodifiableList(found))
          .filter(finding -> !silent.contains(finding.name()))
          .filter(finding -> !Symptoms.comeTooEarly(finding, run))
          .map(present::without)
          .ifPresent(
              finding -> {
                found.add(finding);
                if (cause instanceof SettingCause ofSetting) {
                  trials.put(finding.name(), ofSetting.trial());
                }
              });
    }
    List<Finding> ranked = Ranking.of(found);
    List<Finding> findings =
        Proposals.withoutContradictions(
            Ranking.withoutContradictions(Trials.withoutUnsupported(ranked, trials, run)));
    boolean wrong = findings.stream().anyMatch(f -> f.severity().compareTo(Severity.NOTE) < 0);
    if (run.gaps().isEmpty()) {
      findings.add(notEnough(run));
    } else if (!wrong) {
      findings.add(0, allWell(run, findings, silent));
    }
    return List.copyOf(findings);
  }

  private static Finding notEnough(RunRecord run) {
    String missing =
        run.epochs().isEmpty()
            ? "No epoch is done yet."
            : "The gap between training and validation was not taken apart, and so its causes can't"
                + " be told from each other.";
    Finding found =
        Finding.of(Names.NOT_ENOUGH_EVIDENCE, Severity.NOTE, "Not enough to tell by", missing)
            .withEvidence("epochs done", run.epochs().size(), Section.CURVES);
    return run.epochs().isEmpty()
        ? found
        : found.withChange(Setting.GAP_SHARE, 0.08, "measure the gap, with a validation set");
  }

  private Finding allWell(RunRecord run, List<Finding> notes, Set<String> silent) {
    List<String> lookedFor = new ArrayList<>(names());
    int causesLookedFor = causes.size() - (int) lookedFor.stream().filter(silent::contains).count();
    lookedFor.removeAll(silent);
    notes.forEach(note -> lookedFor.remove(note.name()));
    Progress progress = Progress.of(run);
    boolean poor =
        run.state() == RunRecord.State.FINISHED
            && run.otherLoss().isEmpty()
            && !WeightedLoss.isAnother(run)
            && progress.remaining() > POOR;
    List<String> likely =
        notes.stream().filter(n -> isLikely(n, progress, poor)).map(Finding::title).toList();
    return Finding.of(
            Names.NOTHING_WRONG,
            Severity.FINE,
            likely.isEmpty() ? "Nothing that is looked for is wrong" : "Nothing is surely wrong",
            "None of the "
                + causesLookedFor
                + (silent.isEmpty()
                    ? " causes that are looked for "
                    : " causes that can be looked for where the loss is such a one ")
                + verdict(run, progress, likely, poor)
                + " What is said besides is good to know.")
        .withEvidence("epochs looked at", run.gaps().size(), Section.GAP)
        .withEvidence(
            new Evidence("looked for, and not found", String.join(", ", lookedFor), null));
  }

  private static String verdict(
      RunRecord run, Progress progress, List<String> likely, boolean poor) {
    String loses =
        poor && !CrossEntropyCauses.isSmoothedAway(run)
            ? "training images still lose "
                + Figures.percent(progress.remaining())
                + " of what guessing loses"
            : "";
    if (CrossEntropyCauses.isSmoothedAway(run)) {
      return "was found, but smoothed labels make "
          + Figures.percent(progress.unavoidable())
          + " of what guessing loses, whatever the network learns: losses say next to nothing.";
    }
    if (!likely.isEmpty()) {
      return "is sure, but "
          + (poor ? loses : "validation images lose much more than training images")
          + ". Most likely: "
          + String.join("; ", likely)
          + ".";
    }
    return poor
        ? "was found, but "
            + loses
            + ": either they don't tell more, or something else is in the way."
        : "costs the training anything; something else may.";
  }

  /**
   * Whether a note says why: of a training that has not learnt much, what is no matter of the gap
   * alone, and else what makes validation images lose a good part of what guessing loses.
   */
  private static boolean isLikely(Finding note, Progress progress, boolean poor) {
    if (poor) {
      return WHY_NOT_LEARNT.contains(note.name());
    }
    return note.name().equals(Names.OVERFITTING)
        && progress.epochs() > 0
        && progress.validation(progress.epochs() - 1) - progress.last()
            > POOR * progress.guessing();
  }

  /** What the causes are called; one of the user's own by its class. */
  private List<String> names() {
    Map<Class<?>, List<String>> standard = new HashMap<>();
    standardCauses()
        .forEach(
            (name, cause) ->
                standard.computeIfAbsent(cause.getClass(), c -> new ArrayList<>()).add(name));
    return causes.stream()
        .map(Object::getClass)
        .flatMap(c -> standard.getOrDefault(c, List.of(c.getSimpleName())).stream())
        .distinct()
        .toList();
  }
}
