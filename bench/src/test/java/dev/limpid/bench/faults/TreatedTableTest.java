package dev.limpid.bench.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Setting;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreatedTableTest {
  private static Treated treated(String finding, double before, double after) {
    Change change = new Change(Setting.LEARNING_RATE, 0.001, "smaller steps");
    return new Treated(null, finding, change, before, after);
  }

  @Test
  void saysHowOftenAndOfWhichFindingsProposalsHelped() {
    String text =
        new TreatedTable(
                List.of(
                    treated("dropout", 1, 0.99),
                    treated("momentum-too-high", Double.POSITIVE_INFINITY, 0.5),
                    treated("dropout", 1, 0.5)))
            .markdown();
    assertTrue(text.contains("became lower in 2 of 3 (66.7 %"), text);
    assertTrue(text.contains("| dropout | 1 | 1 |\n| momentum-too-high | 1 | 0 |\n"), text);
  }

  @Test
  void withoutAProposalThereIsNoShare() {
    String text = new TreatedTable(List.of()).markdown();
    assertTrue(text.contains("In no training was a setting found to be wrong."), text);
  }
}
