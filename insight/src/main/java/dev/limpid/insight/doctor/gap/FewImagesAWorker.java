package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Several workers train in step, and the BatchNorm of each sees its own part of a batch alone: the
 * network depends on what else is in that part. It is {@link BatchDependence}, measured by the
 * parts, with a cause that is not the size of the batch.
 */
final class FewImagesAWorker implements Cause {
  @Override
  public Optional<Finding> examine(RunRecord run) {
    int workers = run.settings().get(RunRecord.WORKERS) instanceof Number n ? n.intValue() : 1;
    if (workers < 2 || RunRecord.SYNCHRONISED.equals(run.settings().get(RunRecord.STATISTICS))) {
      return Optional.empty();
    }
    int part = run.plan().batchSize() / workers;
    TermHistory term = TermHistory.of(run, Term.BATCH_DEPENDENCE, 0);
    boolean few = BatchDependence.ofFewImages(part, term);
    if (term.epochs() == 0 && !few) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
                Names.FEW_IMAGES_A_WORKER,
                BatchDependence.severity(run, term, few),
                "BatchNorm sees " + part + " images a worker",
                "Each of "
                    + workers
                    + " workers normalises its part of a batch by the statistics of that part; by"
                    + " those of all images the loss would be another, which explains "
                    + Figures.percent(term.explained())
                    + " of the gap"
                    + term.overAllEpochs()
                    + ".")
            .withExplained(term.explained())
            .withEvidence(term.epochs() > 0 ? term.largest() : term.last())
            .withEvidence(term.often())
            .withEvidence("images a worker", String.valueOf(part), Section.RUN)
            .withOtherwise(
                "The statistics of a part and those of the whole training set would give training"
                    + " images the same loss.")
            .withChange(
                Change.inCode(
                    "syncBatchNorm", "statistics of the " + part * workers + " images of a batch"))
            .withAlternative(
                Setting.BATCH_SIZE, 2 * run.plan().batchSize(), "steadier statistics of each part")
            .withSource("Wu and He, Group Normalization, 2018, arXiv:1803.08494")
            .withConsequences(consequences()));
  }

  private static String[] consequences() {
    return Stream.concat(Stream.of(Names.BATCH_DEPENDENCE), Stream.of(BatchDependence.CONSEQUENCES))
        .toArray(String[]::new);
  }
}
