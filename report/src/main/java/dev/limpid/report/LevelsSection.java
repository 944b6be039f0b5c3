package dev.limpid.report;

import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Levels;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.report.page.Numbers;
import dev.limpid.report.page.Section;
import dev.limpid.report.page.Table;
import java.util.function.Function;

/** Loss and accuracy of one network, in each of the modes between which the terms are. */
final class LevelsSection {
  private LevelsSection() {}

  static Section of(RunRecord run) {
    EpochGap gap = run.lastGap().orElseThrow();
    Table table = Table.of("images and mode", "loss", "accuracy", "what it is");
    row(
        table,
        gap,
        "training, train mode",
        Levels::trainMode,
        "with dropout, BatchNorm with the batch's statistics");
    if (gap.loss().of(Term.DROPOUT).isPresent()) {
      row(
          table,
          gap,
          "training, batch",
          Levels::trainBatch,
          "without dropout, BatchNorm with the batch's statistics");
    }
    row(
        table,
        gap,
        "training, population",
        Levels::trainPopulation,
        "BatchNorm with the statistics of the whole training set at these weights");
    row(
        table,
        gap,
        "training, moving",
        Levels::trainMoving,
        "as the model is used: BatchNorm with its moving averages");
    row(
        table,
        gap,
        "validation, population",
        Levels::validationPopulation,
        "as the model would do with statistics that do not lag");
    row(
        table,
        gap,
        "validation",
        Levels::validationMoving,
        "as the model is used: BatchNorm with its moving averages");
    return new Section("curves", "Loss and accuracy", table.html("Loss and accuracy by mode"));
  }

  private static void row(
      Table table, EpochGap gap, String name, Function<Levels, Estimate> level, String meaning) {
    Estimate loss = level.apply(gap.lossLevels());
    Estimate accuracy = level.apply(gap.accuracyLevels());
    if (loss != null) {
      table.row(name).number(loss.value());
      table.number(accuracy.value(), Numbers.percent(accuracy.value())).text(meaning);
    }
  }
}
