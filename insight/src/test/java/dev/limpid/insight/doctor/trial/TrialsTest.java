package dev.limpid.insight.doctor.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.trial.Suspicion.Stands;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.health.StartHealth;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import dev.limpid.insight.trial.Trial;
import dev.limpid.insight.trial.TrialOutcome;
import dev.limpid.insight.trial.TriedLosses;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a finding by what was tried. */
class TrialsTest {
  private static final Finding TOO_HIGH =
      Finding.of("learning-rate-too-high", Severity.PROBLEM, "Too high", "It is too high.");
  private static final Finding TOO_LOW =
      Finding.of("learning-rate-too-low", Severity.WARNING, "Too low", "It is too low.");

  private static final Map<String, Trial> TRIALS =
      Map.of(
          TOO_HIGH.name(),
          Trial.LOWER_RATE,
          TOO_LOW.name(),
          Trial.HIGHER_RATE,
          "dropout",
          Trial.NO_DROPOUT,
          "augmentation",
          Trial.NO_AUGMENTATION);

  @TempDir private Path folder;

  @Test
  void whatIsSupportedHasTheFiguresOfTheTrial() {
    Finding judged = judge(TOO_HIGH, tried(Trial.LOWER_RATE, 2, 2.5, 1, 0.1)).orElseThrow();
    assertEquals(Severity.PROBLEM, judged.severity());
    assertTrue(
        judged.evidence().get(0).name().contains("with a tenth of the learning rate"),
        judged.evidence().toString());
    assertEquals("2.00, 2.50, 1.00", judged.evidence().get(0).value());
  }

  @Test
  void whatIsContradictedIsDropped() {
    assertEquals(Optional.empty(), judge(TOO_HIGH, tried(Trial.LOWER_RATE, 2, 1, 1.8, 0.1)));
    assertEquals(Optional.empty(), judge(TOO_HIGH, tried(Trial.LOWER_RATE, 2, 1, 1, 0.001)));
    double thrownAway = Double.POSITIVE_INFINITY;
    assertEquals(Optional.empty(), judge(TOO_LOW, tried(Trial.HIGHER_RATE, 2, 1, thrownAway, 0)));
  }

  @Test
  void whatTheTrialCouldNotTellIsANote() {
    Finding judged = judge(TOO_LOW, tried(Trial.HIGHER_RATE, 2, 1.5, 0.4, 1)).orElseThrow();
    assertEquals(Severity.NOTE, judged.severity());
    assertEquals(2, judged.evidence().size());
  }

  @Test
  void whatWasNotTriedIsANoteThatProposesNothing() {
    Finding tooLow = TOO_LOW.withChange(Setting.LEARNING_RATE, 0.1, "longer steps");
    Finding judged = judge(tooLow, tried(Trial.LOWER_RATE, 2, 1, 0.5, 0.1)).orElseThrow();
    assertEquals(List.of(), judged.changes());
    assertEquals(tooLow.changes(), judged.alternatives());
    assertEquals(Severity.NOTE, judged.severity());
    assertEquals(List.of(), judged.evidence());
  }

  @Test
  void whatAMilderChangeSupportsIsSupported() {
    TrialOutcome tooShort = tried(Trial.LOWER_RATE, 2, 1.9, 1.85, 0.1);
    TrialOutcome milder = tried(Trial.THIRD_OF_RATE, 2, 1.9, 1.5, 0.1);
    Finding judged = judge(TOO_HIGH, tooShort, milder).orElseThrow();
    assertTrue(
        judged.evidence().get(0).name().contains("with a third of the learning rate"),
        judged.evidence().toString());
  }

  @Test
  void theRateThatDidBestInTheLatestStepsIsProposed() {
    TrialOutcome tenth = tried(Trial.LOWER_RATE, 2, 2.5, 1.5, 0.1);
    TrialOutcome third = tried(Trial.THIRD_OF_RATE, 2, 2.5, 1.2, 0.1);
    assertEquals(1.0 / 3, Trials.rateFactor(with(tenth, third), Trial.LOWER_RATE));
    assertEquals(0.1, Trials.rateFactor(with(tenth), Trial.LOWER_RATE));
    assertEquals(10, Trials.rateFactor(with(tenth, third), Trial.HIGHER_RATE));
    TrialOutcome later = new TrialOutcome(Trial.LOWER_RATE, 4, 5, 10, 32, tenth.training(), null);
    assertEquals(0.1, Trials.rateFactor(with(third, later), Trial.LOWER_RATE));
  }

  /** The loss of a rate of 1e-8 does not fall far with 1e-7 either. */
  @Test
  void whereTenTimesTheRateHardlyHelpsSoManyTimesMoreAreProposedAsTheTrainingNeeds() {
    RunRecord steep = with(tried(Trial.HIGHER_RATE, 2, 1.99, 1.8, 0.01));
    assertEquals(10, Trials.rateFactor(steep, Trial.HIGHER_RATE));
    double steps = (double) steep.plan().epochs() * steep.plan().stepsPerEpoch();
    double fall = 1e-3;
    double wanted = Progress.of(steep).guessing() / 2;
    int tens = (int) Math.ceil(Math.log10(wanted / (fall * steps / 10)));
    RunRecord flat = with(tried(Trial.HIGHER_RATE, 2, 2 - fall / 10, 2 - fall, 1e-6));
    assertTrue(tens > 0, "tens " + tens);
    assertEquals(10 * Math.pow(10, tens), Trials.rateFactor(flat, Trial.HIGHER_RATE));
  }

  /** The inputs are to be scaled first; then the rate may be right. */
  @Test
  void whatAnotherFindingBringsAboutProposesNothingUnlessATrialSupportsIt() {
    Finding tooHigh = TOO_HIGH.withChange(Setting.LEARNING_RATE, 0.1, "smaller steps");
    Finding root =
        Finding.of("inputs-not-scaled", Severity.PROBLEM, "Not scaled", "They are not scaled.")
            .withConsequences("learning-rate-too-high");
    RunRecord open = with(tried(Trial.LOWER_RATE, 2, 1.5, 1.4, 1));
    RunRecord supported = with(tried(Trial.LOWER_RATE, 2, 2.5, 1, 0.1));
    Finding left = Trials.withoutUnsupported(List.of(root, tooHigh), TRIALS, open).get(1);
    assertEquals(List.of(), left.changes());
    assertEquals(tooHigh.changes(), left.alternatives());
    assertEquals(Severity.PROBLEM, left.severity());
    List<Finding> both = List.of(root, tooHigh);
    assertEquals(both, Trials.withoutUnsupported(both, TRIALS, supported));
    List<Finding> alone = List.of(tooHigh, root);
    assertEquals(
        alone, Trials.withoutUnsupported(alone, TRIALS, open), "what stands first is proposed");
  }

  /** Larger batches are fewer steps: too few for many a training that is noisy. */
  @Test
  void ofGradientsThatAreNoiseOnlyWhatATrialSupportsIsProposed() {
    TrialOutcome larger = tried(Trial.LARGER_BATCHES, 2, 2.1, 1.5, 0.1);
    TrialOutcome notLarger = tried(Trial.LARGER_BATCHES, 2, 1.9, 1.95, 0.1);
    TrialOutcome smaller = tried(Trial.THIRD_OF_RATE, 2, 2.1, 1.5, 0.1);
    assertEquals(List.of(), proposedAgainstNoise());
    assertEquals(List.of(), proposedAgainstNoise(notLarger));
    assertEquals(List.of(Setting.BATCH_SIZE), proposedAgainstNoise(larger, smaller));
    assertEquals(List.of(Setting.LEARNING_RATE), proposedAgainstNoise(notLarger, smaller));
  }

  private static List<Setting> proposedAgainstNoise(TrialOutcome... outcomes) {
    RunRecord run = with(outcomes);
    StartHealth start = run.start();
    double scale = 100.0 * run.plan().batchSize();
    StartHealth noisy =
        new StartHealth(
            start.optimizer(),
            start.loss(),
            start.rootOfSquares(),
            start.saturatedShare(),
            2 * scale,
            scale,
            start.optimizerEpsilonShare(),
            start.batchNormEpsilonShare(),
            start.firstUpdates(),
            start.layers(),
            start.steps(),
            start.gradients(),
            start.breaches());
    Finding finding =
        Doctor.standardCauses()
            .get("gradient-noise")
            .examine(RunCopy.of(run).start(noisy).record())
            .orElseThrow();
    assertTrue(finding.changes().size() + finding.alternatives().size() == 3, finding.toString());
    return finding.changes().stream().map(Change::setting).toList();
  }

  /** That a loss rose by the steps themselves was measured without a trial. */
  @Test
  void tooHighStandsUnlessItIsContradicted() {
    assertEquals(Optional.of(TOO_HIGH), judge(TOO_HIGH, tried(Trial.LOWER_RATE, 2, 1.5, 1.4, 1)));
    assertEquals(Optional.of(TOO_HIGH), judge(TOO_HIGH));
  }

  /** What dropout costs was measured at frozen weights; a few steps need not tell it for sure. */
  @Test
  void dropoutThatIsTooStrongStandsWhereATrialLeansToIt() {
    Finding strong = Finding.of("dropout", Severity.WARNING, "Strong", "It is strong.");
    assertEquals(Optional.of(strong), judge(strong, tried(Trial.NO_DROPOUT, 2, 1.9, 1.8, 1)));
    assertEquals(Severity.NOTE, judge(strong).orElseThrow().severity());
    assertEquals(
        Severity.NOTE,
        judge(strong, tried(Trial.NO_DROPOUT, 2, 1.9, 1.9, 1)).orElseThrow().severity());
  }

  /** Units that are dead come back with no rate; a warm-up shows its last steps alone. */
  @Test
  void whatATrialIsTooShortForStandsWhateverItSays() {
    for (Finding finding : List.of(TOO_HIGH, TOO_LOW)) {
      Trial trial = TRIALS.get(finding.name());
      TrialOutcome against = tried(trial, 3.4, 3.3, 3.29, 0.0001);
      assertEquals(Optional.empty(), judge(finding, against));
      assertEquals(Optional.of(finding), judge(finding, Stands.ALWAYS, against));
      assertEquals(Optional.of(finding), judge(finding, Stands.ALWAYS));
      Finding supported =
          judge(finding, Stands.ALWAYS, tried(trial, 2, 1.97, 1.5, 0.01)).orElseThrow();
      assertEquals(2, supported.evidence().size(), "a trial can support it");
    }
  }

  /** No trial was made, and something else says that it is so. */
  @Test
  void whatStandsUnlessItWasTriedIsANoteWhereItWasTriedInVain() {
    Finding alike = Finding.of("augmentation", Severity.WARNING, "Alike", "They are alike.");
    assertEquals(Optional.of(alike), judge(alike, Stands.UNLESS_TRIED));
    assertEquals(
        Optional.of(alike),
        judge(alike, Stands.UNLESS_TRIED, tried(Trial.NO_AUGMENTATION, 2, 1.9, 1.8, 1)));
    assertEquals(
        Severity.NOTE,
        judge(alike, Stands.UNLESS_TRIED, tried(Trial.NO_AUGMENTATION, 2, 1.9, 1.9, 1))
            .orElseThrow()
            .severity());
  }

  /** Where nothing moves, ten times nothing is nothing. */
  @Test
  void stepsThatDoNothingAreTooShortWhateverTheTrialSays() {
    TrialOutcome still = tried(Trial.HIGHER_RATE, 2, 2, 2, 1e-6);
    assertEquals(Optional.of(TOO_LOW), judge(TOO_LOW, still));
  }

  /** The network learns letters that are turned into others as well, and no term shows it. */
  @Test
  void augmentationThatKeepsValidationUpIsBlamedByItsTrial() {
    for (boolean helps : new boolean[] {true, false}) {
      RunRecord run = with(tried(Trial.NO_AUGMENTATION, 2, 2, helps ? 1.5 : 2, 0.1));
      List<Finding> found =
          new Doctor()
              .diagnose(run).stream()
                  .filter(f -> f.name().equals("augmentation"))
                  .filter(f -> f.severity() == Severity.WARNING)
                  .toList();
      assertEquals(helps ? 1 : 0, found.size(), found::toString);
      assertTrue(!helps || found.get(0).evidence().get(1).name().startsWith("tried:"));
    }
  }

  @Test
  void oneSupportIsEnough() {
    TrialOutcome against = tried(Trial.LOWER_RATE, 2, 1, 1.8, 0.1);
    TrialOutcome support = tried(Trial.LOWER_RATE, 2, 2.5, 1, 0.1);
    assertEquals(Severity.PROBLEM, judge(TOO_HIGH, against, support).orElseThrow().severity());
  }

  /** Ten times the rate is a little better in many a healthy training. */
  @Test
  void aRateIsTooLowWhereTheLossFallsInProportion() {
    assertEquals(
        Severity.WARNING,
        judge(TOO_LOW, tried(Trial.HIGHER_RATE, 2, 1.97, 1.75, 0.01)).orElseThrow().severity());
    assertEquals(
        Severity.NOTE,
        judge(TOO_LOW, tried(Trial.HIGHER_RATE, 2, 1.8, 1.6, 0.01)).orElseThrow().severity());
  }

  @Test
  void notesAndRecordsWithoutTrialsStayAsTheyAre() {
    Finding note = TOO_HIGH.withSeverity(Severity.NOTE);
    assertEquals(Optional.of(note), judge(note, tried(Trial.LOWER_RATE, 2, 1, 1.8, 0.1)));
    Suspicion suspicion = new Suspicion(TOO_HIGH, Stands.WITH_A_SIGN);
    assertEquals(
        Optional.of(TOO_HIGH), Trials.judge(suspicion, Trial.LOWER_RATE, SampleRuns.typical(3)));
  }

  @Test
  void aRecordKeepsItsTrials() {
    RunRecord run = with(tried(Trial.LOWER_RATE, 2, 1, Double.POSITIVE_INFINITY, 0.1));
    RunFiles.write(run, folder);
    assertEquals(run.trials(), RunFiles.read(folder).trials());
    RunFiles.write(SampleRuns.typical(3), folder);
    assertEquals(null, RunFiles.read(folder).trials());
  }

  private static TrialOutcome tried(
      Trial trial, double before, double asItIs, double changed, double error) {
    return new TrialOutcome(
        trial,
        1,
        2,
        10,
        32,
        new TriedLosses(before, asItIs, changed, new Estimate(changed - asItIs, error, 31)),
        null);
  }

  private static Optional<Finding> judge(Finding finding, TrialOutcome... outcomes) {
    boolean tooHigh = finding.name().equals(TOO_HIGH.name());
    return judge(finding, tooHigh ? Stands.UNLESS_CONTRADICTED : Stands.WITH_A_SIGN, outcomes);
  }

  private static Optional<Finding> judge(Finding finding, Stands stands, TrialOutcome... outcomes) {
    return Trials.judge(new Suspicion(finding, stands), TRIALS.get(finding.name()), with(outcomes));
  }

  private static RunRecord with(TrialOutcome... outcomes) {
    return RunCopy.of(SampleRuns.typical(3)).trials(List.of(outcomes)).record();
  }
}
