package dev.limpid.bench;

import dev.limpid.cli.program.OptionRange;
import dev.limpid.core.compute.Compute;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * {@code shapes}: measures the passes of many layers, and for each the machine's peak, or the speed
 * of a copy in memory, in the same second.
 *
 * <pre>
 * java -XX:UseAVX=2 -jar bench/target/limpid-bench.jar shapes --markdown shapes.md
 * </pre>
 */
@Command(
    name = "shapes",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures layers of many shapes: their share of the peak, or of the speed of a copy.")
public final class ShapesCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "16",
      description = "Images. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--millis",
      paramLabel = "MS",
      defaultValue = "300",
      description = "How long a pass is measured, after as long a warm-up. Default: 300.")
  private int millis;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Those alone whose name contains this.")
  private String only;

  @Option(names = "--markdown", paramLabel = "FILE", description = "Write the tables there too.")
  private Path markdown;

  private ShapesCommand() {}

  @Override
  public Integer call() throws Exception {
    OptionRange.atLeast(spec, "--batch", batch, 1);
    OptionRange.atLeast(spec, "--millis", millis, 1);
    MarkdownReport report = new MarkdownReport(markdown);
    Compute compute = Compute.standard();
    Stopwatch stopwatch = new Stopwatch(compute.parallel(), millis);
    TextTable arithmetic = new TextTable("layer", "pass", "ms", "GFLOP/s", "share of peak");
    TextTable memory = new TextTable("layer", "pass", "ms", "GB/s", "share of a copy");
    List<ShapeCase> shapes =
        ShapeCase.all(batch).stream().filter(shape -> shape.name().contains(only)).toList();
    if (shapes.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--only: no layer's name contains '" + only + "'");
    }
    for (ShapeCase shape : shapes) {
      for (ShapeCase.Pass pass : shape.prepare(compute)) {
        measure(shape, pass, stopwatch, arithmetic, memory);
      }
    }
    report.machine();
    String how = batch + " images, " + compute + ". Medians.";
    report.add("Layers bound by arithmetic", how, arithmetic);
    report.add("Layers bound by memory", how + " Input and output once; a copy of 64 MB.", memory);
    report.write();
    return 0;
  }

  private static void measure(
      ShapeCase shape,
      ShapeCase.Pass pass,
      Stopwatch stopwatch,
      TextTable arithmetic,
      TextTable memory) {
    double seconds = stopwatch.median(pass.work());
    if (pass.flops() > 0) {
      double speed = pass.flops() / seconds;
      row(arithmetic, shape, pass, seconds, speed, speed / stopwatch.peak());
    } else {
      double speed = pass.bytes() / seconds;
      row(memory, shape, pass, seconds, speed, speed / stopwatch.copySpeed());
    }
  }

  private static void row(
      TextTable table,
      ShapeCase shape,
      ShapeCase.Pass pass,
      double seconds,
      double speed,
      double share) {
    table.row(
        shape.name(),
        pass.name(),
        String.format(Locale.ROOT, "%.3f", seconds * 1e3),
        String.format(Locale.ROOT, "%.1f", speed * 1e-9),
        String.format(Locale.ROOT, "%.0f %%", 100 * share));
    System.out.println(List.of(shape.name(), pass.name(), Math.round(100 * share) + " %"));
  }
}
