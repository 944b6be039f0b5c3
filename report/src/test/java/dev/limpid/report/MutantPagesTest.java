package dev.limpid.report;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.run.RunException;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunMutants;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of runs whose {@code run.json} was edited, where it can still be read. */
class MutantPagesTest {
  private static final int MUTANTS = Integer.getInteger("limpid.mutants", 200);

  @TempDir Path folder;

  @Test
  void whatIsReadIsShownAndCompared() throws IOException {
    RunRecord other = SampleRuns.typical(3);
    RunMutants mutants = new RunMutants(folder);
    int shown = 0;
    for (int i = 0; i < MUTANTS; i++) {
      mutants.write(i, folder);
      try {
        RunRecord run = RunFiles.readTrained(folder);
        HtmlReport.html(run, new Doctor().diagnose(run));
        Comparison.html(Map.of("a", run, "b", other));
        shown++;
      } catch (RunException e) {
        // refused: a test of the file says how
      } catch (RuntimeException | Error e) {
        fail("pages of mutant " + i, e);
      }
    }
    assertTrue(shown > MUTANTS / 20, "too few are read to say anything: " + shown);
  }
}
