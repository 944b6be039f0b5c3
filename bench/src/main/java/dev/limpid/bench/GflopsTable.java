package dev.limpid.bench;

import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/**
 * Times with their rate of useful work: the multiplications and additions of the direct algorithm,
 * whatever an algorithm does instead.
 */
final class GflopsTable {
  private static final String ROW = "%-6s %-14s %-16s %-16s %6s %10s %9s%n";

  private GflopsTable() {}

  static String of(Collection<RunResult> results) {
    StringBuilder table = new StringBuilder(System.lineSeparator());
    table.append(row("layer", "shape", "kernel", "benchmark", "images", "ms", "GFLOP/s"));
    for (RunResult result : results) {
      BenchmarkParams params = result.getParams();
      SeedLayer layer = SeedLayer.valueOf(params.getParam("layer"));
      String kernel = params.getParam("kernel");
      int images = Kernel.parse(kernel).images(Integer.parseInt(params.getParam("batch")));
      double milliseconds = result.getPrimaryResult().getScore();
      double gflops = images * layer.geometry().flops() / (milliseconds * 1e6);
      table.append(
          row(
              layer.name(),
              layer.label(),
              kernel,
              result.getPrimaryResult().getLabel(),
              Integer.toString(images),
              String.format(Locale.ROOT, "%.3f", milliseconds),
              String.format(Locale.ROOT, "%.1f", gflops)));
    }
    return table.toString();
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, ROW, cells);
  }
}
