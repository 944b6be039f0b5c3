package dev.limpid.bench;

import dev.limpid.cli.program.OptionRange;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Network;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code batch-cost}: what a training step of the seed network costs as batches grow, in
 * milliseconds an image. Batches of 8, 32, 128 and 256 images take turns of about a second in one
 * JVM, so that a machine whose speed changes slows all of them alike; {@link TrainingBenchmark}
 * measures one after the other.
 */
@Command(
    name = "batch-cost",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures what a training step costs an image at batches of 8, 32, 128 and 256, in turns.")
public final class BatchCost implements Callable<Integer> {
  private static final int[] BATCHES = {8, 32, 128, 256};

  /** From this batch on the cost is to be flat. */
  private static final int FLAT_FROM = 32;

  private static final int WARM_UP_ROUNDS = 2;

  /** Images of a turn: a step of 256, or several of smaller batches. */
  private static final int IMAGES = 256;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "Turns of each batch, after two that warm up. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  private BatchCost() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    OptionRange.atLeast(spec, "--rounds", rounds, 1);
    Compute compute = Compute.standard();
    Map<Integer, Double> costs = measure(SeedModel.build(1, compute), BATCHES, IMAGES, rounds);
    TextTable table = new TextTable("batch", "ms/image", "images/s", "to the lowest");
    double lowest = Collections.min(costs.values());
    costs.forEach(
        (batch, cost) ->
            table.row(
                batch,
                String.format(Locale.ROOT, "%.3f", cost),
                String.format(Locale.ROOT, "%.1f", 1000 / cost),
                String.format(Locale.ROOT, "%.3f", cost / lowest)));
    out.println(Hardware.processor() + ", " + compute.parallel() + ", " + compute.gemm().name());
    out.print(table);
    costs.keySet().removeIf(batch -> batch < FLAT_FROM);
    out.printf(
        Locale.ROOT,
        "From %d images on: within %.1f %%%n",
        FLAT_FROM,
        100 * (Collections.max(costs.values()) / Collections.min(costs.values()) - 1));
    return 0;
  }

  /**
   * The median cost of each batch over all its steps after the warm-up, in milliseconds an image.
   *
   * @param images how many each batch trains in a turn, in whole steps and one at least
   */
  static Map<Integer, Double> measure(Network network, int[] batches, int images, int rounds) {
    Map<Integer, TrainingStep> steps = new LinkedHashMap<>();
    Map<Integer, List<Double>> times = new LinkedHashMap<>();
    for (int batch : batches) {
      steps.put(batch, new TrainingStep(network, batch));
      times.put(batch, new ArrayList<>());
    }
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      boolean counts = round >= 0;
      steps.forEach(
          (batch, step) -> {
            step.take(); // the caches hold another batch's tensors
            for (int done = 0; done < images; done += batch) {
              long start = System.nanoTime();
              step.take();
              if (counts) {
                times.get(batch).add((System.nanoTime() - start) * 1e-6 / batch);
              }
            }
          });
    }
    Map<Integer, Double> medians = new LinkedHashMap<>();
    times.forEach((batch, all) -> medians.put(batch, median(all)));
    return medians;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
