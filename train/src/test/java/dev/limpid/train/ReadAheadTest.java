package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import dev.limpid.layers.CategoricalCrossEntropy;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.optim.Adam;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetException;
import dev.limpid.train.data.DatasetView;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ReadAheadTest {
  private static final Dataset IMAGES = Characters.generate(3, 75, 0.4, Parallel.serial());

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void aTrainingHasTheSameBits(int readers) {
    assertArrayEquals(trained(IMAGES, 0), trained(IMAGES, readers));
  }

  private static float[] trained(Dataset data, int readers) {
    Network network = network();
    Split split = Split.head(data, 61);
    trainer(network)
        .readAhead(readers)
        .augment(Augmentation.characters())
        .fit(split.training(), split.validation(), 3);
    List<Float> values = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      for (float value : parameter.value().data()) {
        values.add(value);
      }
    }
    float[] all = new float[values.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = values.get(i);
    }
    return all;
  }

  private static Network network() {
    return Sequential.of(50, 55, 3).add(new Flatten(), new Dense(30), new Softmax()).build(5);
  }

  private static Trainer trainer(Network network) {
    return Trainer.of(network, Adam.builder().build()).batchSize(8).seed(9);
  }

  @Test
  void imagesAreMixedForALossOfTargetsAlone() {
    Split split = Split.head(IMAGES, 61);
    float[][] outputs = new float[2][];
    for (int readers = 0; readers < 2; readers++) {
      Network network = network();
      Trainer trainer =
          trainer(network)
              .readAhead(2 * readers)
              .lossOfTargets(new CategoricalCrossEntropy())
              .augment(Augmentation.of(Augmentation.crop(3), Augmentation.mixup(0.4)));
      trainer.fit(split.training(), split.validation(), 2);
      outputs[readers] = trainer.predict(split.validation())[0];
    }
    assertArrayEquals(outputs[0], outputs[1]);
    Trainer labels = trainer(network()).augment(Augmentation.cutMix(1));
    String message =
        assertThrows(IllegalArgumentException.class, () -> labels.fit(IMAGES, null, 1))
            .getMessage();
    assertTrue(message.contains("lossOfTargets(new CategoricalCrossEntropy())"), message);
  }

  @Test
  void whatAReadThrowsNamesTheImageAndEndsTheThreads() {
    DatasetView broken =
        new DatasetView(IMAGES) {
          @Override
          public void read(int index, float[] target, int offset) {
            if (index == 17) {
              throw new DatasetException("the disc is gone");
            }
            super.read(index, target, offset);
          }
        };
    Trainer trainer = trainer(network()).readAhead(3);
    String message =
        assertThrows(DatasetException.class, () -> trainer.fit(broken, null, 1)).getMessage();
    assertTrue(message.startsWith("image 17 of the training images"), message);
    assertTrue(message.contains("the disc is gone"), message);
    assertFalse(isReading());
  }

  @Test
  void anErrorIsThrownAsItIsAndTellsTheImage() {
    StackOverflowError error = new StackOverflowError("too deep");
    DatasetView broken =
        new DatasetView(IMAGES) {
          @Override
          public void read(int index, float[] target, int offset) {
            if (index == 23) {
              throw error;
            }
          }
        };
    Trainer trainer = trainer(network()).readAhead(1);
    assertSame(error, assertThrows(Throwable.class, () -> trainer.fit(broken, null, 1)));
    String suppressed = error.getSuppressed()[0].getMessage();
    assertTrue(suppressed.startsWith("image 23 of the training images"), suppressed);
    assertFalse(isReading());
  }

  @Test
  void theThreadsEndWithTheEpochAlsoWhenAListenerThrows() {
    Trainer trainer = trainer(network()).readAhead(2);
    trainer.fit(IMAGES, null, 1);
    assertFalse(isReading());
    trainer.listen(
        new TrainingListener() {
          @Override
          public void onStep(Step step) {
            throw new IllegalStateException("enough");
          }
        });
    assertThrows(IllegalStateException.class, () -> trainer.fit(IMAGES, null, 1));
    assertFalse(isReading());
  }

  /** Images that are read late would hold this up until it fails. */
  @Test
  void theFirstImagesOfAnEpochAreReadWhileTheOneBeforeIsEvaluated() {
    AtomicInteger reads = new AtomicInteger();
    DatasetView counted =
        new DatasetView(IMAGES) {
          @Override
          public void read(int index, float[] target, int offset) {
            super.read(index, target, offset);
            synchronized (reads) {
              reads.incrementAndGet();
              reads.notifyAll();
            }
          }
        };
    List<Integer> readAtEnd = new ArrayList<>();
    Trainer trainer = trainer(network()).readAhead(2);
    trainer.listen(
        new TrainingListener() {
          @Override
          public void onEpoch(Epoch epoch) {
            int next = epoch.number() == 2 ? 0 : 8; // images of the first step
            synchronized (reads) {
              while (reads.get() < epoch.number() * IMAGES.size() + next) {
                assertDoesNotThrow(() -> reads.wait());
              }
              readAtEnd.add(reads.get());
            }
          }
        });
    trainer.fit(counted, null, 2);
    assertEquals(List.of(IMAGES.size() + 8, 2 * IMAGES.size()), readAtEnd);
  }

  private static boolean isReading() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("limpid-read-ahead"));
  }

  /** A batch that was given out stays until the next is asked for, whatever the readers do. */
  @ParameterizedTest
  @ValueSource(ints = {0, 7})
  void batchesComeInOrderAndStay(int from) {
    Shape shape = Shape.of(1);
    AtomicLong ahead = new AtomicLong();
    ReadAhead.Filler filler =
        (batch, index, readers) -> {
          batch.x().data()[0] = index;
          ahead.set(index);
        };
    try (ReadAhead batches =
        new ReadAhead(new Batch(shape, 1), new Batch(shape, 1), from, 200, filler, 1)) {
      for (int i = from; i < 200; i++) {
        Batch batch = batches.next();
        assertEquals(i, batch.x().data()[0]);
        for (int spin = 0; spin < 50; spin++) {
          Thread.yield();
          assertEquals(i, batch.x().data()[0]);
        }
        assertTrue(ahead.get() <= i + 1, "batch " + ahead.get() + " is read during " + i);
      }
    }
  }

  @Test
  void aClosedReaderOfWhichNothingWasAskedEnds() {
    Shape shape = Shape.of(1);
    new ReadAhead(new Batch(shape, 1), new Batch(shape, 1), 0, 9, (batch, i, readers) -> {}, 2)
        .close();
    assertFalse(isReading());
    assertThrows(IllegalArgumentException.class, () -> trainer(network()).readAhead(-1));
  }
}
