package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.networks.ResNet;
import dev.limpid.optim.Adam;
import dev.limpid.optim.LearningRate;
import dev.limpid.optim.Sgd;
import dev.limpid.train.branch.Branch;
import dev.limpid.train.branch.Place;
import dev.limpid.train.branch.Variation;
import dev.limpid.train.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A training that is left for some steps, and gone on with as if nothing had been. */
class BranchTest {
  /** Tries all that can be done otherwise, after each epoch and in the midst of it. */
  private static final class Trying implements TrainingListener {
    private Plan plan;
    private Place first;
    private Place begun;
    private int tried;

    @Override
    public void onStart(Plan newPlan) {
      plan = newPlan;
      first = plan.branch().here();
    }

    @Override
    public void onBackward(Step step) {
      if (step.step() == 1) {
        begun = plan.branch().here();
      }
    }

    @Override
    public void onStep(Step step) {
      if (step.step() == 2) {
        tryAll(step.epoch());
      }
    }

    @Override
    public void onEpoch(Epoch epoch) {
      tryAll(epoch.number());
    }

    private void tryAll(int epoch) {
      Branch branch = plan.branch();
      Variation same = branch.asItIs();
      for (Variation change :
          List.of(
              same,
              same.withRate(100),
              same.withMomentum(0.5),
              same.withWeightDecay(0.1),
              same.withBatches(2),
              same.withoutDropout(),
              same.withoutAugmentation())) {
        branch.run(first, 1, 3, change, () -> plan.network().parameters().size());
        branch.run(begun, epoch, 2, change, () -> plan.network().parameters().size());
        tried += 2;
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.limpid.train.ResumeTest#ways")
  void theTrainingHasTheSameBitsWithAndWithout(ResumeTest.Way way) {
    Trainer without = way.trainer(1);
    History expected = without.fit(ResumeTest.TRAINING, ResumeTest.VALIDATION, ResumeTest.EPOCHS);
    Trying trying = new Trying();
    Trainer with = way.trainer(1).listen(trying);
    History history = with.fit(ResumeTest.TRAINING, ResumeTest.VALIDATION, ResumeTest.EPOCHS);
    ResumeTest.assertSame(without, with, "the end");
    ResumeTest.assertSame(expected, history, "the figures");
    assertTrue(trying.tried >= 28, "tried " + trying.tried);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void soHasANetworkThatBranchesOnAnyNumberOfThreads(int threads) {
    List<float[]> without = weightsOfResNet(1, null);
    List<float[]> with = weightsOfResNet(threads, new Trying());
    for (int i = 0; i < without.size(); i++) {
      assertArrayEquals(without.get(i), with.get(i), "parameter " + i);
    }
  }

  private static List<float[]> weightsOfResNet(int threads, TrainingListener listener) {
    Dataset images = Toy.clouds(Shape.of(8, 8, 1), 3, 24, 1, 1, Rng.of(2));
    try (Parallel parallel = threads == 1 ? null : Parallel.of(threads)) {
      Network network =
          ResNet.forImages(8, 8, 1, 3)
              .withFirstFilters(2)
              .build(1, Compute.standard().with(parallel == null ? Parallel.serial() : parallel));
      Trainer trainer = Trainer.of(network, Adam.builder().build()).batchSize(8);
      if (listener != null) {
        trainer.listen(listener);
      }
      trainer.fit(images, images, 2);
      List<float[]> values = new ArrayList<>();
      for (Parameter parameter : network.parameters()) {
        values.add(parameter.value().data().clone());
      }
      return values;
    }
  }

  /** Where nothing is done otherwise. */
  @Test
  void aBranchTakesTheStepsOfTheTraining() {
    Dataset images = Toy.clouds(Shape.of(4), 3, 50, 1, 1, Rng.of(2));
    List<float[]> onBranch = new ArrayList<>();
    List<float[]> inTraining = new ArrayList<>();
    Network network = Sequential.of(4).add(new Dense(3)).build(1);
    Trainer.of(network, Sgd.builder().momentum(0.9).learningRate(cosine()).build())
        .batchSize(8)
        .accumulate(2)
        .augment(ResumeTest.SHIFT)
        .penalty(0, 0.01)
        .listen(
            new TrainingListener() {
              private Plan plan;
              private Place begun;

              @Override
              public void onStart(Plan newPlan) {
                plan = newPlan;
              }

              @Override
              public void onBackward(Step step) {
                if (step.step() == 1) {
                  begun = plan.branch().here();
                }
              }

              @Override
              public void onStep(Step step) {
                if (step.step() == 4) {
                  inTraining.add(weights(network));
                }
              }

              @Override
              public void onEpoch(Epoch epoch) {
                Branch branch = plan.branch();
                onBranch.add(
                    branch
                        .run(begun, epoch.number(), 4, branch.asItIs(), () -> weights(network))
                        .orElseThrow());
              }
            })
        .fit(images, null, 3);
    for (int epoch = 0; epoch < 3; epoch++) {
      assertArrayEquals(inTraining.get(epoch), onBranch.get(epoch), "epoch " + (epoch + 1));
    }
  }

  private static LearningRate cosine() {
    return LearningRate.cosine(0.1, 2, 21);
  }

  private static float[] weights(Network network) {
    return network.parameters().get(0).value().data().clone();
  }

  @Test
  void stepsThatThrowTheLossAwayMeasureNothing() {
    Dataset images = Toy.clouds(Shape.of(4), 3, 16, 1, 1, Rng.of(2));
    Network network =
        Sequential.of(4).add(new Dense(40), new Dense(40), new Flatten(), new Dense(3)).build(1);
    float[] before = weights(network);
    List<Optional<Integer>> measured = new ArrayList<>();
    Trainer.of(network, Sgd.builder().learningRate(1e-4).build())
        .batchSize(4)
        .listen(
            new TrainingListener() {
              @Override
              public void onStart(Plan plan) {
                Branch branch = plan.branch();
                Variation far = branch.asItIs().withRate(1e20);
                measured.add(branch.run(branch.here(), 1, 4, far, () -> 1));
                assertArrayEquals(before, weights(network));
              }
            })
        .fit(images, null, 1);
    assertEquals(List.of(Optional.empty()), measured);
  }
}
