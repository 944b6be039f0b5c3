package dev.limpid.report;

import dev.limpid.insight.check.CheckListener;
import dev.limpid.insight.check.DataChecks;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.GapFile;
import dev.limpid.insight.gap.GapListener;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.HealthListener;
import dev.limpid.insight.health.StartHealth;
import dev.limpid.insight.run.RunCollector;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.Runs;
import dev.limpid.train.Epoch;
import dev.limpid.train.History;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Writes the report of a training into a folder, after every epoch: {@code report.html} to look at,
 * {@code gap.csv} where gaps are told, and {@code run.json} for other programs.
 *
 * <pre>{@code
 * RunReport.into(Path.of("run"), Map.of("optimizer", "adam")).observe(trainer);
 * trainer.fit(training, validation, 20);
 * }</pre>
 *
 * <p>To leave something out or set its options, add the listeners yourself, those that measure
 * before the report:
 *
 * <pre>{@code
 * RunReport report = RunReport.into(Path.of("run"), Map.of());
 * trainer
 *     .listen(new GapListener().share(0.02).onGap(report::onGap))
 *     .listen(report);
 * }</pre>
 */
public final class RunReport implements TrainingListener {
  /** The name of the page. */
  public static final String PAGE = "report.html";

  /** The name of the file of gaps. */
  public static final String GAPS = "gap.csv";

  private final Path folder;
  private final RunCollector collector;
  private Function<RunRecord, List<Finding>> findings = new Doctor()::diagnose;
  private RunRecord last;

  private RunReport(Path folder, Map<String, Object> settings) {
    this.folder = Objects.requireNonNull(folder, "folder");
    this.collector = new RunCollector(settings, this::write);
  }

  /**
   * A report that is written into this folder, which is made if need be.
   *
   * @param settings of the user, by name, to be shown: text, numbers, booleans
   */
  public static RunReport into(Path folder, Map<String, Object> settings) {
    return new RunReport(folder, settings);
  }

  /** Sets who finds out what stands at the top of the page; a {@link Doctor} by default. */
  public RunReport findings(Function<RunRecord, List<Finding>> newFindings) {
    findings = Objects.requireNonNull(newFindings, "findings");
    return this;
  }

  /**
   * Adds to a trainer all that measures, with its defaults, and this report behind it.
   *
   * @return this report
   */
  public RunReport observe(Trainer trainer) {
    trainer
        .listen(new CheckListener().onChecks(this::onChecks).onEpochChecks(this::onEpochChecks))
        .listen(new GapListener().onGap(this::onGap))
        .listen(new HealthListener().onStartHealth(this::onStartHealth).onHealth(this::onHealth))
        .listen(this);
    return this;
  }

  /** Takes an epoch's gap. */
  public void onGap(EpochGap gap) {
    collector.onGap(gap);
  }

  /** Takes an epoch's signals of health. */
  public void onHealth(EpochHealth health) {
    collector.onHealth(health);
  }

  /** Takes how the training set out. */
  public void onStartHealth(StartHealth health) {
    collector.onStartHealth(health);
  }

  /** Takes what was measured on the images. */
  public void onChecks(DataChecks checks) {
    collector.onChecks(checks);
  }

  /** Takes an epoch's figures, computed anew. */
  public void onEpochChecks(EpochChecks checks) {
    collector.onEpochChecks(checks);
  }

  /** The record so far; null before the training starts. */
  public RunRecord record() {
    return last;
  }

  @Override
  public void onStart(Plan plan) {
    collector.onStart(plan);
  }

  @Override
  public void onStep(Step step) {
    collector.onStep(step);
  }

  @Override
  public void onEpoch(Epoch epoch) {
    collector.onEpoch(epoch);
  }

  @Override
  public void onEnd(History history) {
    collector.onEnd(history);
  }

  @Override
  public void onFailure(Throwable problem) {
    collector.onFailure(problem);
  }

  private void write(RunRecord run) {
    last = run;
    Runs.write(run, folder);
    try {
      if (run.gaps().isEmpty()) {
        Files.deleteIfExists(folder.resolve(GAPS)); // of an earlier run
      } else {
        GapFile.write(run.gaps(), folder.resolve(GAPS));
      }
      HtmlReport.write(run, findings.apply(run), folder.resolve(PAGE));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write into " + folder + ": " + e.getMessage(), e);
    }
  }
}
