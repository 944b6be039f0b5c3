package dev.limpid.optim;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the random settings of {@link OracleTest} leave out: where epsilon stands. */
class FormulaTest {
  static Stream<OptimizerBuilder<?>> builders() {
    return Stream.of(
        Adam.builder().epsilon(0.1),
        Adam.builder().epsilon(0.1).epsilonBeforeCorrection(true),
        AdamW.builder().epsilon(0.1).epsilonBeforeCorrection(true),
        RMSprop.builder().epsilon(0.1),
        RMSprop.builder().epsilon(0.1).epsilonWithinRoot(true),
        RMSprop.builder().epsilon(0.1).epsilonWithinRoot(true).momentum(0.8));
  }

  @ParameterizedTest
  @MethodSource("builders")
  void stepsFollowTheFormulaThatTheOptimizerTells(OptimizerBuilder<?> builder) {
    Optimizer optimizer = builder.learningRate(0.01).build();
    Formula formula = optimizer.formula().orElseThrow();
    Rng rng = Rng.of(7);
    Parameter parameter = Fixtures.randomParameter("p", Shape.of(40), true, rng);
    Formula.Weight[] weights =
        Arrays.stream(Fixtures.toDoubles(parameter.value().data()))
            .mapToObj(value -> new Formula.Weight(value, 0, 0))
            .toArray(Formula.Weight[]::new);
    for (int t = 1; t <= 9; t++) {
      float[] gradient = parameter.gradient().data();
      Fixtures.fill(gradient, 1, rng);
      for (int i = 0; i < weights.length; i++) {
        double decay = optimizer.weightDecay(parameter);
        weights[i] = formula.after(weights[i], gradient[i], decay, 0.01, t);
      }
      optimizer.step(List.of(parameter), Parallel.serial());
      double[] expected = Arrays.stream(weights).mapToDouble(Formula.Weight::value).toArray();
      Fixtures.assertClose(
          expected, parameter.value().data(), 1e-6, "step " + t + " of " + optimizer);
    }
  }
}
