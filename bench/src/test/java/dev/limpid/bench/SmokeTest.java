package dev.limpid.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.List;
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
    Collection<RunResult> results = Main.run(new CommandLineOptions(args));
    List<String> labels = results.stream().map(r -> r.getPrimaryResult().getLabel()).toList();
    assertEquals(List.of("filterGradient", "forward", "inputGradient"), labels);
    String table = GflopsTable.of(results);
    assertTrue(table.contains("6x6x512->512") && table.contains("im2col/java"), table);
  }

  @Test
  void theLayersHaveTheWorkOfTheSeedNetwork() {
    assertEquals(2L * 50 * 55 * 9 * 3 * 64, SeedLayer.CONV1.geometry().flops());
    assertEquals(2L * 6 * 6 * 9 * 512 * 512, SeedLayer.CONV8.geometry().flops());
    assertEquals("12x13x128->256", SeedLayer.CONV5.label());
  }
}
