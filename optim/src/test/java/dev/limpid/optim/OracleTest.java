package dev.limpid.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random settings and shapes against the formulas written out in float64, one weight at a time. */
class OracleTest {
  private static final int STEPS = 12;

  /** One step of one weight: its value, its clipped gradient, its decay, the rate, t = 1, 2, ... */
  private interface Oracle {
    double step(double w, double g, double decay, double rate, int t, double[] state);
  }

  private record Case(OptimizerBuilder<?> builder, Oracle formula) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void sgdFollowsItsFormula(long seed) {
    Rng rng = Rng.of(seed);
    double momentum = rng.nextInt(3) == 0 ? 0 : rng.nextDouble();
    boolean nesterov = momentum != 0 && rng.nextInt(2) == 0;
    Oracle formula =
        (w, g, decay, rate, t, state) -> {
          double gradient = g + decay * w;
          state[0] = momentum * state[0] + gradient;
          return w - rate * (nesterov ? gradient + momentum * state[0] : state[0]);
        };
    check(new Case(Sgd.builder().momentum(momentum).nesterov(nesterov), formula), rng);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void adamFollowsItsFormula(long seed) {
    Rng rng = Rng.of(seed);
    double beta1 = rng.nextDouble();
    double beta2 = rng.nextDouble();
    double epsilon = rng.nextInt(2) == 0 ? 1e-7 : 1e-3;
    boolean corrected = rng.nextInt(2) == 0;
    Oracle formula =
        (w, g, decay, rate, t, state) ->
            w - rate * adam(g + decay * w, beta1, beta2, epsilon, corrected, t, state);
    Adam.Builder builder =
        Adam.builder().beta1(beta1).beta2(beta2).epsilon(epsilon).biasCorrection(corrected);
    check(new Case(builder, formula), rng);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void adamWFollowsItsFormula(long seed) {
    Rng rng = Rng.of(seed);
    double beta1 = rng.nextDouble();
    double beta2 = rng.nextDouble();
    double epsilon = rng.nextInt(2) == 0 ? 1e-7 : 1e-3;
    boolean corrected = rng.nextInt(2) == 0;
    Oracle formula =
        (w, g, decay, rate, t, state) -> {
          double shrunk = w * (1 - rate * decay);
          return shrunk - rate * adam(g, beta1, beta2, epsilon, corrected, t, state);
        };
    AdamW.Builder builder =
        AdamW.builder().beta1(beta1).beta2(beta2).epsilon(epsilon).biasCorrection(corrected);
    check(new Case(builder, formula), rng);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void rmsPropFollowsItsFormula(long seed) {
    Rng rng = Rng.of(seed);
    double rho = rng.nextDouble();
    double momentum = rng.nextInt(2) == 0 ? 0 : rng.nextDouble();
    double epsilon = rng.nextInt(2) == 0 ? 1e-7 : 1e-3;
    Oracle formula =
        (w, g, decay, rate, t, state) -> {
          double gradient = g + decay * w;
          state[0] = rho * state[0] + (1 - rho) * gradient * gradient;
          state[1] = momentum * state[1] + gradient / (Math.sqrt(state[0]) + epsilon);
          return w - rate * state[1];
        };
    check(new Case(RMSprop.builder().rho(rho).momentum(momentum).epsilon(epsilon), formula), rng);
  }

  private static double adam(
      double g,
      double beta1,
      double beta2,
      double epsilon,
      boolean corrected,
      int t,
      double[] state) {
    state[0] = beta1 * state[0] + (1 - beta1) * g;
    state[1] = beta2 * state[1] + (1 - beta2) * g * g;
    double mean = corrected ? state[0] / (1 - Math.pow(beta1, t)) : state[0];
    double square = corrected ? state[1] / (1 - Math.pow(beta2, t)) : state[1];
    return mean / (Math.sqrt(square) + epsilon);
  }

  /** Adds random clipping, decay, schedule and shapes to the case, and runs both. */
  private static void check(Case given, Rng rng) {
    double initial = 0.001 + 0.01 * rng.nextDouble();
    double decay = rng.nextInt(3) == 0 ? 0 : 0.1 * rng.nextDouble();
    boolean decayAll = rng.nextInt(2) == 0;
    double limit = 0.5 + rng.nextDouble();
    int clipping = rng.nextInt(3);
    OptimizerBuilder<?> builder =
        given.builder.learningRate(LearningRate.exponential(initial, 0.5, 10));
    builder = decayAll ? builder.weightDecayOnAll(decay) : builder.weightDecay(decay);
    builder =
        switch (clipping) {
          case 0 -> builder.clipping(Clipping.byValue(limit));
          case 1 -> builder.clipping(Clipping.byGlobalNorm(limit));
          default -> builder;
        };
    Optimizer optimizer = builder.build();

    List<Parameter> parameters = new ArrayList<>();
    List<double[]> weights = new ArrayList<>();
    List<double[][]> states = new ArrayList<>();
    List<Formula.Weight[]> told = new ArrayList<>();
    Formula formula = optimizer.formula().orElseThrow();
    int count = 1 + rng.nextInt(4);
    for (int i = 0; i < count; i++) {
      Shape shape = Shape.of(1 + rng.nextInt(9), 1 + rng.nextInt(300));
      Parameter parameter = Fixtures.randomParameter("p" + i, shape, rng.nextInt(2) == 0, rng);
      parameters.add(parameter);
      weights.add(Fixtures.toDoubles(parameter.value().data()));
      states.add(new double[shape.size()][2]);
      told.add(
          Arrays.stream(weights.get(i))
              .mapToObj(w -> new Formula.Weight(w, 0, 0))
              .toArray(Formula.Weight[]::new));
    }
    for (int t = 1; t <= STEPS; t++) {
      double norm = 0;
      List<float[]> gradients = new ArrayList<>();
      for (Parameter parameter : parameters) {
        Fixtures.fill(parameter.gradient().data(), 1, rng);
        gradients.add(parameter.gradient().data().clone());
        for (float g : parameter.gradient().data()) {
          norm += (double) g * g;
        }
      }
      norm = Math.sqrt(norm);
      optimizer.step(parameters, Parallel.serial());

      double rate = initial * Math.pow(0.5, (t - 1) / 10.0);
      for (int p = 0; p < parameters.size(); p++) {
        double ownDecay = decayAll || parameters.get(p).isDecayed() ? decay : 0;
        double[] w = weights.get(p);
        for (int i = 0; i < w.length; i++) {
          double g = gradients.get(p)[i];
          if (clipping == 0) {
            g = Math.signum(g) * Math.min(Math.abs(g), limit);
          } else if (clipping == 1 && norm > limit) {
            g *= limit / norm;
          }
          w[i] = given.formula.step(w[i], g, ownDecay, rate, t, states.get(p)[i]);
          Formula.Weight before = told.get(p)[i];
          told.get(p)[i] = formula.after(before, g, ownDecay, rate, t);
        }
        String what = "seed " + rng.seed() + ", step " + t + ", " + parameters.get(p).name();
        double[] values = Arrays.stream(told.get(p)).mapToDouble(Formula.Weight::value).toArray();
        assertArrayEquals(w, values, 1e-9, "as the optimizer tells its formula, " + what);
        Fixtures.assertClose(w, parameters.get(p).value().data(), 1e-5, what + ", " + optimizer);
        assertArrayEquals(gradients.get(p), parameters.get(p).gradient().data(), what);
      }
    }
  }
}
