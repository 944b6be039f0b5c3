package dev.limpid.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.options.CommandLineOptions;

class SmokeTest {
  @Test
  void everyDirectionRunsAndAKernelThatIsNotThereIsSkipped() throws Exception {
    String[] args =
        ("-v SILENT -f 0 -wi 0 -i 1 -r 10ms -p layer=CONV8 -p batch=1"
                + " -p kernel=im2col/java,im2col/nothing ConvolutionBenchmark")
            .split(" ");
    Collection<RunResult> results = JmhCommand.run(new CommandLineOptions(args), false);
    List<String> labels = results.stream().map(r -> r.getPrimaryResult().getLabel()).toList();
    assertTrue(
        labels.containsAll(List.of("filterGradient", "forward", "inputGradient")),
        labels::toString);
    String table = ResultsTable.of(results).toString();
    assertTrue(table.contains("Convolution.forward") && table.contains("im2col/java"), table);
    assertTrue(ResultsTable.peak(results) > 0, table);
  }

  @Test
  void theCostOfEachBatchIsThatOfAnImageInMilliseconds() {
    Network network =
        Sequential.of(8, 8, 3)
            .add(new Flatten(), new Dense(SeedModel.CLASSES), new Softmax())
            .build(1);
    long start = System.nanoTime();
    Map<Integer, Double> costs = BatchCost.measure(network, new int[] {1, 4}, 8, 3);
    double all = (System.nanoTime() - start) * 1e-6;
    assertEquals(Set.of(1, 4), costs.keySet());
    costs.forEach((batch, cost) -> assertTrue(cost > 0 && batch * cost < all, costs::toString));
  }

  @Test
  void aTableIsAlignedInTheTerminalAndMarkdownInAFile() {
    TextTable table = new TextTable("a", "longer");
    table.row("first", 1);
    assertEquals("a      longer\nfirst  1\n", table.toString());
    assertEquals("| a | longer |\n| --- | --- |\n| first | 1 |\n", table.markdown());
  }

  @Test
  void theLayersHaveTheWorkOfTheSeedNetwork() {
    assertEquals(2L * 50 * 55 * 9 * 3 * 64, SeedLayer.CONV1.geometry().flops());
    assertEquals(2L * 6 * 6 * 9 * 512 * 512, SeedLayer.CONV8.geometry().flops());
    assertEquals("12x13x128->256", SeedLayer.CONV5.label());
    Network network = SeedModel.build(1, Compute.standard());
    assertEquals(SeedModel.PARAMETERS, network.parameterCount());
    assertEquals(400.6, 128 * SeedModel.trainingFlops() * 1e-9, 0.05);
  }
}
