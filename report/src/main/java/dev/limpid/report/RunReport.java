package dev.limpid.report;

import dev.limpid.insight.Observation;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.io.FileFailure;
import dev.limpid.train.Trainer;
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
 * RunReport.into(Path.of("run")).observe(trainer, Map.of("optimizer", "adam"));
 * trainer.fit(training, validation, 20);
 * }</pre>
 *
 * <p>To leave something out or set its options, make the {@link Observation} yourself:
 *
 * <pre>{@code
 * RunReport report = RunReport.into(Path.of("run"));
 * trainer.listen(new Observation(settings).gapShare(0.02).onRecord(report::write));
 * }</pre>
 */
public final class RunReport {
  /** The name of the page. */
  public static final String PAGE = "report.html";

  /** The name of the file of gaps. */
  public static final String GAPS = "gap.csv";

  private final Path folder;
  private Function<RunRecord, List<Finding>> findings = new Doctor()::diagnose;

  private RunReport(Path folder) {
    this.folder = Objects.requireNonNull(folder, "folder");
  }

  /** A report that is written into this folder, which is made if need be. */
  public static RunReport into(Path folder) {
    return new RunReport(folder);
  }

  /** Sets who finds out what stands at the top of the page; a {@link Doctor} by default. */
  public RunReport findings(Function<RunRecord, List<Finding>> newFindings) {
    findings = Objects.requireNonNull(newFindings, "findings");
    return this;
  }

  /**
   * Observes a trainer with all that there is to measure, and writes this report of it.
   *
   * @param settings of the user, by name, to be shown: text, numbers, booleans
   * @return the observation, whose record can be asked for
   */
  public Observation observe(Trainer trainer, Map<String, Object> settings) {
    Observation observation = new Observation(settings).onRecord(this::write);
    trainer.listen(observation);
    return observation;
  }

  /** Writes what is known of a run; the files are replaced as a whole. */
  public void write(RunRecord run) {
    RunFiles.write(run, folder);
    try {
      if (run.gaps().isEmpty()) {
        Files.deleteIfExists(folder.resolve(GAPS)); // of an earlier run
      } else {
        RunFiles.writeGaps(run.gaps(), folder.resolve(GAPS));
      }
      HtmlReport.write(run, findings.apply(run), folder.resolve(PAGE));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write into " + folder + ": " + FileFailure.reason(e), e);
    }
  }
}
