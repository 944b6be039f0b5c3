package dev.limpid.bench;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/**
 * JMH's times with what they mean: GFLOP/s, share of the measured peak, GB/s, time per image. The
 * times are medians over single calls, which the interruptions of a shared machine hardly move.
 */
final class ResultsTable {
  private static final String PEAK = PeakBenchmark.class.getName();

  private ResultsTable() {}

  static TextTable of(Collection<RunResult> results) {
    TextTable table =
        new TextTable(
            "benchmark",
            "case",
            "median ms",
            "90 % within ms",
            "GFLOP/s",
            "share of peak",
            "GB/s",
            "ms/image");
    double peak = peak(results);
    for (RunResult result : results) {
      BenchmarkParams params = result.getParams();
      Work work = Work.of(params);
      double milliseconds = percentile(result, 50);
      double flopsASecond = work.flops() / (milliseconds * 1e-3);
      String[] name = params.getBenchmark().split("\\.");
      table.row(
          name[name.length - 2].replace("Benchmark", "") + "." + name[name.length - 1],
          params.getParamsKeys().stream().map(params::getParam).collect(Collectors.joining(" "))
              + substitute(params),
          number("%.3f", milliseconds),
          number("%.3f", percentile(result, 90)),
          work.flops() == 0 ? "" : number("%.1f", flopsASecond * 1e-9),
          work.flops() == 0 || peak == 0 ? "" : number("%.0f %%", 100 * flopsASecond / peak),
          work.bytes() == 0 ? "" : number("%.1f", work.bytes() / (milliseconds * 1e-3) * 1e-9),
          work.images() == 0 ? "" : number("%.3f", milliseconds / work.images()));
    }
    return table;
  }

  /** The peak with the most threads, in FLOP/s; 0 if it was not measured. */
  static double peak(Collection<RunResult> results) {
    List<RunResult> peaks =
        results.stream().filter(r -> r.getParams().getBenchmark().startsWith(PEAK)).toList();
    return peaks.stream()
        .max(Comparator.comparing(r -> Integer.parseInt(r.getParams().getParam("threads"))))
        .map(r -> Work.of(r.getParams()).flops() / (percentile(r, 50) * 1e-3))
        .orElse(0.0);
  }

  private static double percentile(RunResult result, double rank) {
    return result.getPrimaryResult().getStatistics().getPercentile(rank);
  }

  /** Says which algorithm took the place of one that does not fit the layer. */
  private static String substitute(BenchmarkParams params) {
    if (!params.getParamsKeys().contains("kernel")) {
      return "";
    }
    Kernel asked = Kernel.parse(params.getParam("kernel"));
    String algorithm = asked.algorithmFor(SeedLayer.valueOf(params.getParam("layer")));
    return algorithm.equals(asked.algorithm()) ? "" : " (" + algorithm + ")";
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
  }
}
