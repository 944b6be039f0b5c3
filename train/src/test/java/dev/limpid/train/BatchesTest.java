package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Sgd;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesTest {
  @Test
  void theBatchesOfAPassCoverAllImagesOnce() {
    Rng rng = Rng.of(1);
    for (int round = 0; round < 500; round++) {
      int images = rng.nextInt(40);
      int size = 1 + rng.nextInt(12);
      boolean joins = rng.nextInt(2) == 0;
      Batches batches = new Batches(images, size, joins);
      String what = "seed 1, round " + round + ": " + batches;
      int next = 0;
      int largest = 0;
      for (int i = 0; i < batches.count(); i++) {
        assertEquals(next, batches.from(i), what);
        int length = batches.to(i) - next;
        boolean last = i == batches.count() - 1;
        assertTrue(last ? length >= 1 && length <= size + 1 : length == size, what);
        if (joins && size > 1 && images > 1) {
          assertTrue(length > 1, what);
        } else {
          assertTrue(length <= size, what);
        }
        largest = Math.max(largest, length);
        next = batches.to(i);
      }
      assertEquals(images, next, what);
      assertEquals(largest, batches.largest(), what);
    }
    assertThrows(IllegalArgumentException.class, () -> new Batches(3, 0, false));
  }

  @Test
  void aLastImageAloneJoinsTheBatchBeforeWhereThereIsBatchNorm() {
    assertEquals(List.of(6, 7), sizesOfSteps(new Dense(5), new BatchNorm(), new Dense(2)));
    assertEquals(List.of(6, 6, 1), sizesOfSteps(new Dense(5), new Dense(2)));
  }

  private static List<Integer> sizesOfSteps(Layer... layers) {
    Network network = Sequential.of(4).add(layers).build(1);
    List<Integer> sizes = new ArrayList<>();
    Trainer.of(network, Sgd.builder().build())
        .batchSize(6)
        .listen(
            new TrainingListener() {
              @Override
              public void onStart(Plan plan) {
                assertEquals(
                    network.layers(BatchNorm.class).isEmpty() ? 3 : 2, plan.stepsPerEpoch());
              }

              @Override
              public void onStep(Step step) {
                sizes.add(step.batch().size());
              }
            })
        .fit(Toy.clouds(Shape.of(4), 2, 13, 1, 1, Rng.of(2)), null, 1);
    return sizes;
  }
}
