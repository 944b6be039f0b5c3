package dev.limpid.bench;

import dev.limpid.cli.program.OptionRange;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Network;
import dev.limpid.layers.networks.SeedNetwork;
import dev.limpid.optim.Adam;
import dev.limpid.train.Epoch;
import dev.limpid.train.History;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetView;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.characters.Characters;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * {@code feeding-cost}: what feeding costs a training step of the seed network: images changed at
 * random, and images of which each read sleeps 4 ms, as from a slow disc, without and with threads
 * that read ahead. They take turns, a training of three epochs each, on one network; beside each
 * stands how much longer its step takes than one with images in memory as they are.
 */
@Command(
    name = "feeding-cost",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures what a training step costs more where images are augmented, or slow to read.")
public final class FeedingCost implements Callable<Integer> {
  private static final int BATCH = 128;

  /** Of a round: what comes first in a training is not hidden, what comes first in an epoch is. */
  private static final int EPOCHS = 3;

  private static final long SLEEP = 4_000_000;

  private static final int MOST_STEPS = 10_000;
  private static final double MOST_WIDTH = 16;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--width",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description = "Of the network's numbers of filters. Default: ${DEFAULT-VALUE}.")
  private double width;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Trainings of three epochs for each way to feed. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "12",
      description = "Steps of an epoch, of 128 images each. Default: ${DEFAULT-VALUE}.")
  private int steps;

  private FeedingCost() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (!(width > 0 && width <= MOST_WIDTH)) {
      throw new ParameterException(
          spec.commandLine(), "--width must be above 0 and at most 16, but is " + width);
    }
    OptionRange.atLeast(spec, "--rounds", rounds, 1);
    OptionRange.within(spec, "--steps", steps, 1, MOST_STEPS);
    Compute compute = Compute.standard();
    Dataset images = Characters.generate(1, BATCH * steps, 0.5, compute.parallel());
    Dataset slow = new Slow(images);
    List<Fed> all =
        List.of(
            new Fed("in memory", images, Augmentation.NONE, 0),
            new Fed("augmented", images, Augmentation.characters(), 0),
            new Fed("augmented, 2 threads ahead", images, Augmentation.characters(), 2),
            new Fed("4 ms an image, 4 threads ahead", slow, Augmentation.NONE, 4),
            new Fed("4 ms an image, augmented, 4 ahead", slow, Augmentation.characters(), 4));
    Network network =
        SeedNetwork.forImages(
                SeedModel.HEIGHT, SeedModel.WIDTH, SeedModel.CHANNELS, images.classNames().size())
            .withWidthFactor(width)
            .build(1, compute);
    List<Trainer> trainers =
        all.stream()
            .map(
                fed ->
                    Trainer.of(network, Adam.builder().build())
                        .batchSize(BATCH)
                        .augment(fed.augmentation)
                        .readAhead(fed.readers))
            .toList();
    Dataset few = Datasets.subset(images, IntStream.range(0, BATCH * Math.min(2, steps)).toArray());
    trainers.forEach(trainer -> trainer.fit(few, null, 1)); // the compiler's turn
    double[][] millis = new double[all.size()][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < all.size(); i++) {
        History history = trainers.get(i).fit(all.get(i).images, null, EPOCHS);
        double seconds = history.epochs().stream().mapToDouble(Epoch::trainSeconds).sum();
        millis[i][round] = 1000 * seconds / (EPOCHS * steps);
      }
    }
    double usual = median(millis[0]);
    out.printf(Locale.ROOT, "%-34s  ms a step  more%n", "images");
    for (int i = 0; i < all.size(); i++) {
      double median = median(millis[i]);
      out.printf(
          Locale.ROOT,
          "%-34s  %9.1f  %3.1f %%%n",
          all.get(i).name,
          median,
          100 * (median / usual - 1));
    }
    return 0;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private record Fed(String name, Dataset images, Augmentation augmentation, int readers) {}

  /** Images of which each read sleeps. */
  private static final class Slow extends DatasetView {
    Slow(Dataset data) {
      super(data);
    }

    @Override
    public void read(int index, float[] target, int offset) {
      long end = System.nanoTime() + SLEEP;
      for (long left = SLEEP; left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      super.read(index, target, offset);
    }
  }
}
