package dev.limpid.bench.faults;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.bench.faults.score.Share;
import org.junit.jupiter.api.Test;

class RequiredShareTest {
  @Test
  void noHarmfulFaultAtAllDoesNotReachWhatIsRequired() {
    assertFalse(FaultBenchCommand.reaches(new Share(0, 0), 70));
    assertTrue(FaultBenchCommand.reaches(new Share(0, 0), 0));
  }

  @Test
  void theShareItselfIsEnough() {
    assertTrue(FaultBenchCommand.reaches(new Share(7, 10), 70));
    assertFalse(FaultBenchCommand.reaches(new Share(6, 10), 70));
  }
}
