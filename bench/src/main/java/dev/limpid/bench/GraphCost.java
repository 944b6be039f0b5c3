package dev.limpid.bench;

import dev.limpid.cli.program.OptionRange;
import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.inference.FrozenNetwork;
import dev.limpid.layers.networks.ResNet;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code graph-cost}: what the branches of a frozen ResNet-20 cost: its time beside that of a chain
 * of the same 3x3 convolutions with BatchNorm and ReLU, and beside that chain with two 1x1
 * convolutions of stride 2, which are what its shortcuts compute. They take turns.
 */
@Command(
    name = "graph-cost",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Times a frozen ResNet-20 beside a chain of the same convolutions, in turns.")
public final class GraphCost implements Callable<Integer> {
  private static final int SIDE = 32;
  private static final int MILLIS = 1000;
  private static final int MOST_ROUNDS = 10_000;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "Turns of each, of two seconds. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  private GraphCost() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    OptionRange.within(spec, "--rounds", rounds, 1, MOST_ROUNDS);
    Compute compute = Compute.standard();
    FrozenNetwork graph = FrozenNetwork.of(ResNet.forImages(SIDE, SIDE, 3, 10).build(1, compute));
    FrozenNetwork chain = FrozenNetwork.of(chain(compute));
    List<FrozenNetwork> shortcuts =
        List.of(
            FrozenNetwork.of(shortcut(SIDE, 16, compute)),
            FrozenNetwork.of(shortcut(SIDE / 2, 32, compute)));
    Stopwatch watch = new Stopwatch(compute.parallel(), MILLIS);
    out.println("batch  ResNet-20  chain  shortcuts  ResNet-20 / chain  / both");
    for (int batch : new int[] {1, 16, 128}) {
      double[][] seconds = new double[3][rounds];
      for (int round = 0; round < rounds; round++) {
        seconds[0][round] = time(watch, graph, batch);
        seconds[1][round] = time(watch, chain, batch);
        for (FrozenNetwork shortcut : shortcuts) {
          seconds[2][round] += time(watch, shortcut, batch);
        }
      }
      double of = FeedingCost.median(seconds[0]);
      double ofChain = FeedingCost.median(seconds[1]);
      double ofShortcuts = FeedingCost.median(seconds[2]);
      out.printf(
          Locale.ROOT,
          "%5d  %9.3f  %5.3f  %9.3f  %17.2f  %6.2f%n",
          batch,
          1000 * of,
          1000 * ofChain,
          1000 * ofShortcuts,
          of / ofChain,
          of / (ofChain + ofShortcuts));
    }
    return 0;
  }

  private static Network chain(Compute compute) {
    Sequential chain = Sequential.of(SIDE, SIDE, 3).on(compute);
    add(chain, 16, 1);
    for (int filters = 16; filters <= 64; filters *= 2) {
      for (int i = 0; i < 6; i++) {
        add(chain, filters, i == 0 && filters > 16 ? 2 : 1);
      }
    }
    return chain.add(new GlobalAvgPool2D(), new Dense(10), new Softmax()).build(1);
  }

  private static void add(Sequential chain, int filters, int stride) {
    chain.add(
        new Conv2D(filters, 3).same().stride(stride).bias(false), new BatchNorm(), new ReLU());
  }

  private static Network shortcut(int side, int channels, Compute compute) {
    return Sequential.of(side, side, channels)
        .on(compute)
        .add(new Conv2D(2 * channels, 1).stride(2).bias(false), new BatchNorm())
        .build(1);
  }

  private static double time(Stopwatch watch, FrozenNetwork network, int batch) {
    Tensor x = Tensor.zeros(network.inputShape().batch(batch));
    Rng rng = Rng.of(2);
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = rng.nextFloat();
    }
    Tensor y = Tensor.zeros(0);
    return watch.median(() -> network.predict(x, y));
  }
}
