package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.optim.Sgd;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong in a training surfaces, names the image, and is told to the listeners. */
class FailureTest {
  private static final Shape SHAPE = Shape.of(2, 3, 1);

  /** Twenty images of two classes, of which number 17 is special. */
  private static class Images implements Dataset {
    @Override
    public int size() {
      return 20;
    }

    @Override
    public Shape sampleShape() {
      return SHAPE;
    }

    @Override
    public List<String> classNames() {
      return List.of("a", "b");
    }

    @Override
    public int label(int index) {
      return index % 2;
    }

    @Override
    public void read(int index, float[] target, int offset) {
      Arrays.fill(target, offset, offset + SHAPE.size(), index % 2);
      if (index == 17) {
        special(target, offset);
      }
    }

    void special(float[] target, int offset) {}

    @Override
    public String nameOf(int index) {
      return "b/" + index + ".png";
    }
  }

  private static final class Recorder implements TrainingListener {
    final List<Throwable> told = new ArrayList<>();
    final RuntimeException thrown = new IllegalStateException("the listener");

    @Override
    public void onFailure(Throwable problem) {
      told.add(problem);
      throw thrown;
    }
  }

  private static Trainer trainer(Parallel parallel) {
    Network network =
        Sequential.of(2, 3, 1)
            .add(new Flatten(), new Dense(2))
            .on(Compute.standard().with(parallel))
            .build(1);
    return Trainer.of(network, Sgd.builder().build()).batchSize(8);
  }

  private static Throwable failure(int threads, Dataset training, Dataset validation) {
    try (Parallel parallel = Parallel.of(threads)) {
      Recorder recorder = new Recorder();
      Trainer trainer = trainer(parallel).listen(recorder);
      Throwable problem = assertThrows(Throwable.class, () -> trainer.fit(training, validation, 1));
      assertEquals(List.of(problem), recorder.told);
      assertSame(recorder.thrown, problem.getSuppressed()[problem.getSuppressed().length - 1]);
      return problem;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aCheckedExceptionOfADataSetSurfacesWithTheImage(int threads) {
    IOException gone = new IOException("the disc is gone");
    Dataset broken =
        new Images() {
          @Override
          void special(float[] target, int offset) {
            FailureTest.<RuntimeException>sneak(gone);
          }
        };
    Throwable problem = failure(threads, broken, null);
    assertEquals(DatasetException.class, problem.getClass());
    assertEquals(
        "image 17 of the training images (\"b/17.png\") can't be read:"
            + " java.io.IOException: the disc is gone",
        problem.getMessage());
    assertSame(gone, problem.getCause());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anErrorOfADataSetSurfacesAsItIs(int threads) {
    Error memory = new OutOfMemoryError("made up");
    Dataset broken =
        new Images() {
          @Override
          void special(float[] target, int offset) {
            throw memory;
          }
        };
    assertSame(memory, failure(threads, broken, null));
    assertSame(memory, failure(threads, new Images(), broken));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aValueThatIsNoFiniteNumberIsNamed(float value) {
    Dataset broken =
        new Images() {
          @Override
          void special(float[] target, int offset) {
            target[offset + 4] = value;
          }
        };
    String rest =
        " images (\"b/17.png\") has the value "
            + value
            + " in row 1, column 1, channel 0; a network can only compute with finite numbers";
    assertEquals("image 17 of the training" + rest, failure(1, broken, null).getMessage());
    assertEquals(
        "image 17 of the validation" + rest, failure(1, new Images(), broken).getMessage());
  }

  @Test
  void aLabelOutOfRangeIsNamedByItsPlaceInTheDataSet() {
    String label = " images (\"b/17.png\") has label 5, but with 2 classes labels are 0 to 1";
    assertEquals("image 17 of the training" + label, refused(labelOf17(() -> 5), null));
    assertEquals("image 17 of the validation" + label, refused(new Images(), labelOf17(() -> 5)));
    assertEquals(
        "image 17 of the training images (\"b/17.png\") can't be read:"
            + " java.lang.IllegalStateException: no label",
        refused(
            labelOf17(
                () -> {
                  throw new IllegalStateException("no label");
                }),
            null));
  }

  private static Dataset labelOf17(IntSupplier label) {
    return new Images() {
      @Override
      public int label(int index) {
        return index == 17 ? label.getAsInt() : 0;
      }
    };
  }

  /** Before a listener counts what is in each class. */
  private static String refused(Dataset training, Dataset validation) {
    List<Plan> started = new ArrayList<>();
    Trainer trainer =
        trainer(Parallel.of(2))
            .listen(
                new TrainingListener() {
                  @Override
                  public void onStart(Plan plan) {
                    started.add(plan);
                  }
                });
    DatasetException refused =
        assertThrows(DatasetException.class, () -> trainer.fit(training, validation, 1));
    assertEquals(List.of(), started);
    return refused.getMessage();
  }

  @Test
  void aListenerThatFailsAtTheStartEndsTheTrainingForThoseThatWereTold() {
    Recorder first = new Recorder();
    Recorder never = new Recorder();
    AssertionError problem = new AssertionError("at the start");
    Trainer trainer =
        trainer(Parallel.serial())
            .listen(first)
            .listen(
                new TrainingListener() {
                  @Override
                  public void onStart(Plan plan) {
                    throw problem;
                  }
                })
            .listen(never);
    assertSame(
        problem, assertThrows(AssertionError.class, () -> trainer.fit(new Images(), null, 1)));
    assertEquals(List.of(problem), first.told);
    assertTrue(never.told.isEmpty());
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable problem) throws T {
    throw (T) problem;
  }
}
