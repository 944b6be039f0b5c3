package dev.limpid.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.cli.Limpid;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What doctor and report read of a training in step. */
class StepRecordTest {
  @TempDir private Path folder;

  private String diagnosed(boolean synchronised) throws IOException {
    Path pictures = folder.resolve("pictures");
    Pictures.write(pictures, 10);
    Dataset<Row> rows =
        Pictures.labelled(LocalSpark.session(), pictures)
            .selectExpr("*", "image.origin rlike '/[89].png$' held");
    Path saved = folder.resolve("model" + synchronised);
    new LimpidClassifier()
        .setNetwork("convnet")
        .setWidth(0.25)
        .setEpochs(4)
        .setBatchSize(4)
        .setShards(2)
        .setSyncBatchNorm(synchronised)
        .setLearningRate(0.003)
        .setValidationIndicatorCol("held")
        .setMeasureGap(true)
        .fit(rows)
        .save(saved.toString());
    RunRecord record = RunFiles.read(saved);
    assertEquals(RunRecord.State.FINISHED, record.state());
    assertEquals(List.of(2L, 4L), List.of(workers(record), (long) record.plan().batchSize()));
    assertEquals(4, record.gaps().size());
    assertEquals(List.of("blue", "green", "red"), record.data().classes());
    assertEquals(8, record.data().training()[1]);
    assertEquals(2, record.data().validation()[1]);
    LimpidClassificationModel.load(saved.toString()).write().overwrite().save(saved + "again");
    assertEquals(record.gaps(), RunFiles.read(Path.of(saved + "again")).gaps());
    StringWriter out = new StringWriter();
    PrintWriter printed = new PrintWriter(out);
    assertEquals(0, Limpid.run(printed, printed, "diagnose", saved.toString()), out::toString);
    String page = Files.readString(saved.resolve("report.html"));
    assertTrue(page.contains(synchronised ? "synchronised" : "images a worker"));
    return out.toString();
  }

  private static long workers(RunRecord record) {
    return ((Number) record.settings().get(RunRecord.WORKERS)).longValue();
  }

  @Test
  void theCommandDiagnoseNamesFewImagesAWorkerUnlessStatisticsAreSynchronised() throws IOException {
    String local = diagnosed(false);
    assertTrue(local.contains("BatchNorm sees 2 images a worker"), local);
    String synchronised = diagnosed(true);
    assertFalse(synchronised.contains("images a worker"), synchronised);
  }
}
