package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Sgd;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A training in which one call of one part fails, each in turn, with every kind of throwable: what
 * was thrown comes out, every listener is told of it once, no thread is lost, and the trainer can
 * go on.
 */
class FailingPartsTest {
  /** What calls out to code that is not Limpid's. */
  private enum Part {
    TRAINING_READ,
    TRAINING_LABEL,
    VALIDATION_READ,
    VALIDATION_LABEL,
    AUGMENTATION,
    LAYER_FORWARD,
    LAYER_BACKWARD,
    LEARNING_RATE,
    ON_START,
    ON_BACKWARD,
    ON_STEP,
    ON_EVALUATION,
    ON_EPOCH,
    ON_END
  }

  /** A checked exception comes from Kotlin, Scala, or a sneaky throw. */
  private static final List<Function<String, Throwable>> KINDS =
      List.of(Exception::new, IllegalStateException::new, AssertionError::new, Error::new);

  @ParameterizedTest
  @EnumSource
  void whatAPartThrowsComesOut(Part part) {
    for (int threads = 1; threads <= 2; threads++) {
      try (Parallel parallel = Parallel.of(threads)) {
        int calls = calls(part, parallel);
        assertTrue(calls > 0, part + " is called");
        for (int number = 1; number <= calls; number++) {
          for (Function<String, Throwable> kind : KINDS) {
            fails(part, number, kind.apply("planted in " + part), parallel);
          }
        }
      }
    }
  }

  private static int calls(Part part, Parallel parallel) {
    Mine mine = new Mine(part, Integer.MAX_VALUE, null, parallel);
    mine.train();
    return mine.calls.get();
  }

  private static void fails(Part part, int number, Throwable planted, Parallel parallel) {
    String what =
        part + ", call " + number + ", " + planted.getClass().getSimpleName() + ", " + parallel;
    Set<String> before = threads();
    Mine mine = new Mine(part, number, planted, parallel);
    Throwable thrown = null;
    try {
      mine.train();
    } catch (Throwable problem) {
      thrown = problem;
    }
    assertSame(planted, cause(thrown), what + " became " + thrown);
    assertTrue(thrown.getMessage().contains(planted.getMessage()), what + " became " + thrown);
    if (planted instanceof Error) {
      assertTrue(thrown instanceof Error, what + " became " + thrown);
    }
    for (Mine.Told listener : mine.listeners) {
      assertEquals(listener.started ? 1 : 0, listener.failures.size(), what);
      listener.failures.forEach(told -> assertSame(planted, cause(told), what));
    }
    assertEquals(before, threads(), what);
    assertFalse(Thread.currentThread().isInterrupted(), what);
    AtomicInteger sum = new AtomicInteger();
    parallel.forEach(64, sum::addAndGet);
    assertEquals(64 * 63 / 2, sum.get(), what + ": the threads still work");
    History history = mine.train();
    assertTrue(Double.isFinite(history.last().loss()), what + ": the trainer goes on");
  }

  /** What was thrown at first; a message may have been put around it. */
  private static Throwable cause(Throwable thrown) {
    return thrown == null || thrown.getCause() == null ? thrown : cause(thrown.getCause());
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("limpid"))
        .collect(Collectors.toSet());
  }

  /** A training of two epochs of three steps, in which a part fails. */
  private static final class Mine {
    final AtomicInteger calls = new AtomicInteger();
    final List<Mine.Told> listeners = new ArrayList<>();
    private final Part failing;
    private final int number;
    private final Throwable planted;
    private final Trainer trainer;
    private final Dataset training;
    private final Dataset validation;

    Mine(Part failing, int number, Throwable planted, Parallel parallel) {
      this.failing = failing;
      this.number = number;
      this.planted = planted;
      Toy images = Toy.twoValues(12, -1, 1);
      training = new Read(images, Part.TRAINING_READ, Part.TRAINING_LABEL);
      validation = new Read(images, Part.VALIDATION_READ, Part.VALIDATION_LABEL);
      Network network =
          Sequential.of(1)
              .add(new Dense(3), new BatchNorm(), new Pass(), new Dense(2))
              .on(Compute.standard().with(parallel))
              .build(1);
      trainer =
          Trainer.of(network, Sgd.builder().learningRate(step -> rate()).build())
              .batchSize(4)
              .augment(augmentation());
      for (int i = 0; i < 3; i++) {
        listeners.add(new Told(i == 1));
        trainer.listen(listeners.get(i));
      }
    }

    History train() {
      return trainer.fit(training, validation, 2);
    }

    private void call(Part part) {
      if (part == failing && calls.incrementAndGet() == number) {
        Mine.<RuntimeException>sneak(planted);
      }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable problem) throws T {
      throw (T) problem;
    }

    private double rate() {
      call(Part.LEARNING_RATE);
      return 0.01;
    }

    private Augmentation augmentation() {
      return new Augmentation() {
        @Override
        public void apply(float[] values, int offset, Shape shape, Rng rng) {
          call(Part.AUGMENTATION);
        }
      };
    }

    /** Images whose reading fails. */
    private final class Read implements Dataset {
      private final Dataset images;
      private final Part read;
      private final Part label;

      Read(Dataset images, Part read, Part label) {
        this.images = images;
        this.read = read;
        this.label = label;
      }

      @Override
      public int size() {
        return images.size();
      }

      @Override
      public Shape sampleShape() {
        return images.sampleShape();
      }

      @Override
      public List<String> classNames() {
        return images.classNames();
      }

      @Override
      public int label(int index) {
        call(label);
        return images.label(index);
      }

      @Override
      public void read(int index, float[] target, int offset) {
        call(read);
        images.read(index, target, offset);
      }
    }

    /** A layer that passes on what it gets, and fails. */
    private final class Pass extends Layer {
      @Override
      public Shape outputShape(Shape input) {
        return input;
      }

      @Override
      public Map<String, Object> config() {
        return Map.of();
      }

      @Override
      protected void onForward(Tensor x, Tensor y, Mode mode) {
        call(Part.LAYER_FORWARD);
        y.copyFrom(x);
      }

      @Override
      protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        call(Part.LAYER_BACKWARD);
        dx.copyFrom(dy);
      }
    }

    /** A listener that remembers of which failures it was told, and may fail itself. */
    private final class Told implements TrainingListener {
      final List<Throwable> failures = new ArrayList<>();
      boolean started;
      private final boolean failing;

      Told(boolean failing) {
        this.failing = failing;
      }

      private void call(Part part) {
        if (failing) {
          Mine.this.call(part);
        }
      }

      @Override
      public void onStart(Plan plan) {
        started = true;
        call(Part.ON_START);
      }

      @Override
      public void onBackward(Step step) {
        call(Part.ON_BACKWARD);
      }

      @Override
      public void onStep(Step step) {
        call(Part.ON_STEP);
      }

      @Override
      public void onEvaluation(int done, int total) {
        call(Part.ON_EVALUATION);
      }

      @Override
      public void onEpoch(Epoch epoch) {
        call(Part.ON_EPOCH);
      }

      @Override
      public void onEnd(History history) {
        call(Part.ON_END);
      }

      @Override
      public void onFailure(Throwable problem) {
        failures.add(problem);
      }
    }
  }
}
