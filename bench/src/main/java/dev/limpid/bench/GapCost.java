package dev.limpid.bench;

import dev.limpid.core.compute.Compute;
import dev.limpid.insight.Observation;
import dev.limpid.optim.Adam;
import dev.limpid.train.Epoch;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What it costs to take the gap apart, to read the signals of health and to check the figures, as
 * {@code train} does, as a share of the epoch's own time (its steps and its validation), for the
 * seed network with the question's images.
 *
 * <pre>
 * java --add-modules jdk.incubator.vector -cp bench/target/limpid-bench.jar dev.limpid.bench.GapCost
 * </pre>
 *
 * <p>Arguments: epochs (3 by default) and training images (6400); a quarter of those validate.
 */
public final class GapCost {
  private GapCost() {}

  /** Trains, and prints the shares. */
  public static void main(String[] args) {
    int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    int images = args.length > 1 ? Integer.parseInt(args[1]) : 6400;
    Split split = Split.head(Characters.generate(1, images + images / 4), images);
    Timed gap = new Timed(new Observation().withoutHealth().withoutChecks());
    Timed health = new Timed(new Observation().withoutGap().withoutChecks());
    Timed checks = new Timed(new Observation().withoutGap().withoutHealth());
    List<Timed> all = List.of(gap, health, checks);
    List<Double> shares = new ArrayList<>();
    System.out.println("epoch  own seconds  gap seconds  health seconds  checks seconds  share");
    Trainer.of(SeedModel.build(1, Compute.standard()), Adam.builder().build())
        .listen(gap)
        .listen(health)
        .listen(checks)
        .listen(
            new TrainingListener() {
              @Override
              public void onEpoch(Epoch epoch) {
                // Listeners' time within the steps is part of the epoch's
                double inSteps = all.stream().mapToDouble(listener -> listener.inSteps).sum();
                double own = epoch.trainSeconds() + epoch.validationSeconds() - inSteps;
                double extra = all.stream().mapToDouble(Timed::take).sum();
                shares.add(extra / own);
                System.out.printf(
                    Locale.ROOT,
                    "%5d  %11.1f  %11.2f  %14.2f  %14.2f  %4.1f %%%n",
                    epoch.number(),
                    own,
                    gap.last,
                    health.last,
                    checks.last,
                    100 * extra / own);
              }
            })
        .fit(split.training(), split.validation(), epochs);
    Collections.sort(shares);
    System.out.printf(Locale.ROOT, "Median share: %.1f %%%n", 100 * shares.get(shares.size() / 2));
    System.out.printf(
        Locale.ROOT,
        "Once, before the first step: %.1f s%n",
        all.stream().mapToDouble(listener -> listener.atStart).sum());
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
