package dev.limpid.insight.run;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.gap.EpochGap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A {@code run.json} that was edited or comes from elsewhere is refused in one line, or it is read,
 * and then the doctor examines it. Some hundred mutants; {@code -Dlimpid.mutants=5000} for more.
 */
class RunMutantsTest {
  private static final int MUTANTS = Integer.getInteger("limpid.mutants", 400);

  @TempDir Path folder;

  @Test
  void everyMutantIsRefusedInOneLineOrExamined() throws IOException {
    RunMutants mutants = new RunMutants(folder);
    int read = 0;
    for (int i = 0; i < MUTANTS; i++) {
      mutants.write(i, folder);
      read += isRead(i) ? 1 : 0;
    }
    assertTrue(read > MUTANTS / 20, "too few are read to say anything: " + read);
  }

  private boolean isRead(int seed) {
    RunRecord run;
    try {
      run = RunFiles.read(folder);
    } catch (RunException e) {
      assertFalse(e.getMessage().contains("\n"), "mutant " + seed + ": " + e.getMessage());
      for (String word : List.of("gson", "Exception", "JsonReader", "BEGIN_", "http")) {
        assertFalse(e.getMessage().contains(word), "mutant " + seed + ": " + e.getMessage());
      }
      assertTrue(e.getMessage().length() < 600, "mutant " + seed + ": " + e.getMessage());
      return false;
    } catch (RuntimeException | Error e) {
      return fail("reading mutant " + seed, e);
    }
    try {
      assertFalse(new Doctor().diagnose(run).isEmpty());
      run.gaps().forEach(EpochGap::line);
      RunFiles.gapsAsCsv(run.gaps());
      return true;
    } catch (RuntimeException | Error e) {
      return fail("examining mutant " + seed, e);
    }
  }
}
