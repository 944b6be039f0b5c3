package dev.limpid.report.page;

import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Levels;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The figures of a run that other pages than its own report show too. */
public final class RunFigures {
  /** Curves that can be told apart by colour. */
  private static final int COLOURS = 8;

  private RunFigures() {}

  /**
   * The two losses that training prints, epoch by epoch, and between them the validation loss that
   * the same weights have with the population's statistics, where it was measured.
   *
   * @param id names the figure within its page
   */
  public static Figure losses(String id, String heading, RunRecord run) {
    List<Series> series = new ArrayList<>();
    double[] running = run.epochs().stream().mapToDouble(EpochFigures::loss).toArray();
    series.add(Series.of("training, running", "train solid", running));
    series.add(Series.of("validation, population", "val dashed", population(run)));
    series.add(Series.of("validation", "val solid", validation(run, run.epochs().size())));
    return chart(id, heading, null, series, run.epochs().size());
  }

  /**
   * The validation losses of several runs, epoch by epoch.
   *
   * @param id names the figure within its page
   * @param runs by the names under which they are shown, in order
   */
  public static Figure validations(
      String id, String heading, String note, Map<String, RunRecord> runs) {
    int epochs = runs.values().stream().mapToInt(run -> run.epochs().size()).max().orElse(0);
    List<Series> series = new ArrayList<>();
    runs.forEach(
        (name, run) -> {
          series.add(Series.of(name, style(series.size()), validation(run, epochs)));
        });
    return chart(id, heading, note, series, epochs);
  }

  /**
   * The gap of the loss, taken apart, as stacked contributions epoch by epoch.
   *
   * @param id names the figure within its page
   * @throws IllegalArgumentException if the run's gaps were not measured
   */
  public static Figure gap(String id, String heading, RunRecord run) {
    if (run.gaps().isEmpty()) {
      throw new IllegalArgumentException("the run has no gaps");
    }
    return GapFigures.stacked(
        run.gaps(), GapFigures.termsOf(run.gaps()), id, heading, lossUnit(run), 1);
  }

  /** What the axis of a run's loss says. */
  public static String lossUnit(RunRecord run) {
    return "loss (" + run.otherLoss().orElse("nats") + ")";
  }

  /** The CSS classes of a run's colour; beyond eight, colours come again, dashed. */
  public static String style(int run) {
    return "run-" + run % COLOURS + (run >= COLOURS ? " dashed" : "");
  }

  private static double[] validation(RunRecord run, int epochs) {
    return IntStream.range(0, epochs)
        .mapToDouble(
            i -> i < run.epochs().size() ? run.epochs().get(i).validationLoss() : Double.NaN)
        .toArray();
  }

  private static double[] population(RunRecord run) {
    return run.epochs().stream()
        .mapToDouble(
            epoch ->
                run.gapOf(epoch.epoch())
                    .map(EpochGap::lossLevels)
                    .map(Levels::validationPopulation)
                    .map(Estimate::value)
                    .orElse(Double.NaN))
        .toArray();
  }

  private static Figure chart(
      String id, String heading, String note, List<Series> all, int epochs) {
    List<Series> series = all.stream().filter(Series::hasValues).toList();
    List<Integer> numbers = IntStream.rangeClosed(1, epochs).boxed().toList();
    Chart chart =
        new LineChart(
            heading + " over the epochs", "loss (nats)", numbers, series, 340, true, false);
    return new Figure(id, heading, note, chart, series, Table.of(numbers, series, Numbers::number));
  }
}
