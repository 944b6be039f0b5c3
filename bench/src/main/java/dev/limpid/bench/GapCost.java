package dev.limpid.bench;

import dev.limpid.cli.program.OptionRange;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.Observation;
import dev.limpid.insight.measure.trial.TrialListener;
import dev.limpid.insight.trial.Trial;
import dev.limpid.layers.Network;
import dev.limpid.optim.Adam;
import dev.limpid.train.Epoch;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code gap-cost}: what it costs to take the gap apart, to read the signals of health and to check
 * the figures, as {@code train} does, and to try changes where all are suspected, as a share of the
 * epoch's own time (its steps and its validation), for the seed network with the question's images.
 */
@Command(
    name = "gap-cost",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Trains the network of the question, and measures what watching it costs, as a share of the"
            + " epoch's own time.")
public final class GapCost implements Callable<Integer> {
  private static final int MOST_IMAGES = 1_000_000;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Epochs. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "6400",
      description =
          "Images to train on; a quarter as many others validate. Default: ${DEFAULT-VALUE}.")
  private int images;

  private GapCost() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    OptionRange.atLeast(spec, "--epochs", epochs, 1);
    OptionRange.within(spec, "--images", images, 4, MOST_IMAGES);
    Split split = Split.head(Characters.generate(1, images + images / 4), images);
    Timed gap = new Timed(new Observation().withoutHealth().withoutChecks().withoutTrials());
    Timed health = new Timed(new Observation().withoutGap().withoutChecks().withoutTrials());
    Timed checks = new Timed(new Observation().withoutGap().withoutHealth().withoutTrials());
    List<Timed> all = List.of(gap, health, checks);
    Timed trials = new Timed(new TrialListener().suspect(() -> List.of(Trial.values())));
    List<Double> shares = new ArrayList<>();
    double[] ofTrials = new double[2];
    Network network = SeedModel.build(1, Compute.standard());
    out.println(
        "epoch  own seconds  gap seconds  health seconds  checks seconds  share  trials seconds");
    Trainer.of(network, Adam.builder().build())
        .listen(gap)
        .listen(health)
        .listen(checks)
        .listen(trials)
        .listen(
            new TrainingListener() {
              @Override
              public void onEpoch(Epoch epoch) {
                // Listeners' time within the steps is part of the epoch's
                double inSteps = all.stream().mapToDouble(listener -> listener.inSteps).sum();
                inSteps += trials.inSteps;
                double own = epoch.trainSeconds() + epoch.validationSeconds() - inSteps;
                double extra = all.stream().mapToDouble(Timed::take).sum();
                shares.add(extra / own);
                ofTrials[0] += trials.take();
                ofTrials[1] += own;
                out.printf(
                    Locale.ROOT,
                    "%5d  %11.1f  %11.2f  %14.2f  %14.2f  %4.1f %%  %14.2f%n",
                    epoch.number(),
                    own,
                    gap.last,
                    health.last,
                    checks.last,
                    100 * extra / own,
                    trials.last);
              }
            })
        .fit(split.training(), split.validation(), epochs);
    Collections.sort(shares);
    out.printf(Locale.ROOT, "Median share: %.1f %%%n", 100 * shares.get(shares.size() / 2));
    out.printf(
        Locale.ROOT,
        "Trials, where everything is suspected: %.1f %% of the training%n",
        100 * ofTrials[0] / ofTrials[1]);
    out.printf(
        Locale.ROOT,
        "Once, before the first step: %.1f s%n",
        all.stream().mapToDouble(listener -> listener.atStart).sum());
    return 0;
  }

  /** Passes on what it is told, and adds up how long that takes. */
  private static final class Timed implements TrainingListener {
    private final TrainingListener listener;
    private double seconds;
    private double inSteps;
    private double last;
    private double atStart;

    Timed(TrainingListener listener) {
      this.listener = listener;
    }

    /** The seconds since it was last asked. */
    double take() {
      last = seconds;
      seconds = 0;
      inSteps = 0;
      return last;
    }

    private void time(boolean inStep, Runnable told) {
      long start = System.nanoTime();
      told.run();
      double took = (System.nanoTime() - start) * 1e-9;
      seconds += took;
      inSteps += inStep ? took : 0;
    }

    @Override
    public void onStart(Plan plan) {
      long start = System.nanoTime();
      listener.onStart(plan);
      atStart = (System.nanoTime() - start) * 1e-9;
    }

    @Override
    public void onBackward(Step step) {
      time(true, () -> listener.onBackward(step));
    }

    @Override
    public void onStep(Step step) {
      time(true, () -> listener.onStep(step));
    }

    @Override
    public void onEpoch(Epoch epoch) {
      time(false, () -> listener.onEpoch(epoch));
    }
  }
}
