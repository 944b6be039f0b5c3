package dev.limpid.insight.doctor.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FewImagesAWorkerTest {
  private static RunRecord run(double dependence, int batchSize, Map<String, Object> settings) {
    GapRuns gaps = new GapRuns();
    for (int epoch = 1; epoch <= 8; epoch++) {
      gaps.dependence(dependence, 0.001).epoch(0.2, 0.05, 0.1, 0, 0.05, 0.01);
    }
    return RunCopy.of(gaps.run()).batchSize(batchSize).settings(settings).record();
  }

  private static RunRecord ofWorkers(double dependence, String statistics) {
    return run(dependence, 16, Map.of(RunRecord.WORKERS, 4, RunRecord.STATISTICS, statistics));
  }

  private static Optional<Finding> examine(RunRecord run) {
    return new FewImagesAWorker().examine(run);
  }

  @Test
  void batchDependenceOfWorkersWithFewImagesIsNamedByHowManyTheyAre() {
    Finding finding = examine(ofWorkers(0.3, RunRecord.LOCAL)).orElseThrow();
    assertEquals("BatchNorm sees 4 images a worker", finding.title());
    assertTrue(finding.text().startsWith("Each of 4 workers"), finding.text());
    assertEquals("syncBatchNorm", finding.changes().get(0).option());
    List<String> named =
        new Doctor().diagnose(ofWorkers(0.3, RunRecord.LOCAL)).stream().map(Finding::name).toList();
    assertEquals(Names.FEW_IMAGES_A_WORKER, named.get(0));
  }

  @Test
  void itIsNotWhereTheyAreSynchronisedOrAloneOrItIsLittle() {
    assertEquals(Optional.empty(), examine(ofWorkers(0.3, RunRecord.SYNCHRONISED)));
    assertEquals(Optional.empty(), examine(run(0.3, 4, Map.of())));
    assertEquals(Optional.empty(), examine(ofWorkers(0.01, RunRecord.LOCAL)));
    Map<String, Object> many = Map.of(RunRecord.WORKERS, 4, RunRecord.STATISTICS, "local");
    assertEquals(Optional.empty(), examine(run(0.02, 256, many)), "of many images, and little");
    assertTrue(examine(run(0.3, 256, many)).isPresent(), "whatever their number");
  }
}
