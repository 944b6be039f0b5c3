package dev.limpid.insight.doctor.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.Examined;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.trial.Trial;
import dev.limpid.insight.trial.TrialOutcome;
import dev.limpid.insight.trial.TriedLosses;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.ByteDataset;
import dev.limpid.train.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strokes that rise or fall: a mirror image of the one is the other. */
class AlikeClassesTest {
  private static final int SIDE = 16;

  /** Mirrors every other image, upside down. */
  private static final Augmentation MIRROR =
      (values, offset, shape, rng) -> {
        if (rng.nextDouble() < 0.5) {
          int row = shape.dim(1) * shape.dim(2);
          for (int y = 0; y < SIDE / 2; y++) {
            for (int x = 0; x < row; x++) {
              int above = offset + y * row + x;
              int below = offset + (SIDE - 1 - y) * row + x;
              float value = values[above];
              values[above] = values[below];
              values[below] = value;
            }
          }
        }
      };

  /** Steep and gentle ones, rising and falling, and level ones, single and double. */
  private static Dataset strokes(long seed, int count) {
    double[] slopes = {0.8, -0.8, 0.4, -0.4, 0, 0};
    byte[][] images = new byte[count][SIDE * SIDE];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      Rng rng = Rng.of(seed).split(i);
      labels[i] = rng.nextInt(slopes.length);
      double middle = 7.5 + rng.nextGaussian();
      for (int p = 0; p < SIDE * SIDE; p++) {
        double distance = p / SIDE - middle + slopes[labels[i]] * (p % SIDE - 7.5);
        distance = labels[i] == 5 ? Math.abs(distance) - 3 : distance;
        double value = 0.7 * Math.exp(-distance * distance) + 0.1 * Math.abs(rng.nextGaussian());
        images[i][p] = (byte) Math.round(255 * Math.min(1, value));
      }
    }
    List<String> names =
        List.of("rises", "falls", "rises gently", "falls gently", "level", "double");
    return ByteDataset.of(Shape.of(SIDE, SIDE, 1), names, images, labels);
  }

  private static RunRecord run(long seed, Augmentation augmentation) {
    Trainer trainer =
        Trainer.of(
                Sequential.of(SIDE, SIDE, 1)
                    .add(new Conv2D(8, 3), new ReLU(), new MaxPool2D(2), new Flatten())
                    .add(new Dense(32), new ReLU(), new Dense(6))
                    .build(seed),
                Adam.builder().learningRate(2e-3).build())
            .batchSize(32)
            .augment(augmentation);
    return Examined.run(trainer, strokes(seed, 800), strokes(seed + 100, 200), 7);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void augmentationThatTurnsOneClassIntoAnotherIsNamedAndNotTheLabels(long seed) {
    RunRecord run = run(seed, MIRROR);
    assertEquals(List.of(), NoiseMatrix.of(run), "seed " + seed);
    List<String> names = new Doctor().diagnose(run).stream().map(Finding::name).toList();
    assertTrue(names.contains("augmentation"), "seed " + seed + names);
    assertFalse(names.contains("noisy-labels"), "seed " + seed + names);
    assertFalse(names.contains("labels-misaligned"), "seed " + seed + names);
  }

  @Test
  void classesThatAreToldApartAreNotAlike() {
    RunRecord run = run(1, Augmentation.NONE);
    assertFalse(AlikeClasses.exist(run));
    assertEquals("nothing-wrong", new Doctor().diagnose(run).get(0).name());
  }

  /**
   * Validation loses 0.17 of what guessing loses, and a linear classifier knows 15 points more; the
   * same steps without augmentation lower the loss by a quarter more.
   */
  @Test
  void augmentationThatCostsLessIsNamedWhereATrialSurelyLeansToIt() {
    RunRecord run = run(1, MIRROR);
    EpochFigures last = run.lastEpoch();
    List<EpochFigures> epochs = new ArrayList<>(run.epochs());
    epochs.set(
        epochs.size() - 1,
        new EpochFigures(last.epoch(), 0.4, 0.8, 1, 0.3, 0.83, 1, last.learningRate(), 1, 1));
    for (double error : new double[] {0.01, 0.05}) {
      TrialOutcome trial =
          new TrialOutcome(
              Trial.NO_AUGMENTATION,
              2,
              3,
              6,
              40,
              new TriedLosses(1, 0.8, 0.75, new Estimate(-0.05, error, 39)),
              null);
      RunRecord tried =
          RunCopy.of(run)
              .epochs(epochs)
              .gaps(run.gaps().subList(0, 1))
              .trials(List.of(trial))
              .record();
      boolean blamed =
          new Doctor()
              .diagnose(tried).stream()
                  .anyMatch(
                      f ->
                          f.name().equals("augmentation")
                              && f.severity() == Severity.WARNING
                              && f.title().contains("not of their class"));
      assertEquals(error < 0.02, blamed, "standard error " + error);
    }
  }
}
