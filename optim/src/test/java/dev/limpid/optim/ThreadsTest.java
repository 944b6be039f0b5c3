package dev.limpid.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ThreadsTest {
  static Stream<Supplier<Optimizer>> optimizers() {
    return Stream.<OptimizerBuilder<?>>of(
            Sgd.builder().momentum(0.9), Adam.builder(), AdamW.builder(), RMSprop.builder())
        .map(builder -> builder.weightDecay(1e-3).clipping(Clipping.byGlobalNorm(1))::build);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void theBitsDoNotDependOnTheThreads(Supplier<Optimizer> optimizer) {
    float[][] alone = train(optimizer.get(), 1);
    assertArrayEquals(alone, train(optimizer.get(), 2));
    assertArrayEquals(alone, train(optimizer.get(), 3));
  }

  private static float[][] train(Optimizer optimizer, int threads) {
    Rng rng = Rng.of(11);
    List<Parameter> parameters =
        List.of(
            Fixtures.randomParameter("large", Shape.of(5 * Pieces.GRAIN + 17), true, rng),
            Fixtures.randomParameter("small", Shape.of(3, 5), false, rng),
            Fixtures.randomParameter("exact", Shape.of(Pieces.GRAIN), true, rng));
    try (Parallel parallel = Parallel.of(threads)) {
      for (int step = 0; step < 5; step++) {
        for (Parameter parameter : parameters) {
          Fixtures.fill(parameter.gradient().data(), 1, rng);
        }
        optimizer.step(parameters, parallel);
      }
    }
    return parameters.stream().map(p -> p.value().data()).toArray(float[][]::new);
  }
}
