package dev.limpid.optim;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void ratesMustBeFiniteAndNotNegative(double bad) {
    refused("learning rate", bad, () -> Adam.builder().learningRate(bad));
    refused("weight decay", bad, () -> Sgd.builder().weightDecay(bad));
    refused("weight decay", bad, () -> AdamW.builder().weightDecayOnAll(bad));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN})
  void averagesMustKeepLessThanAllOfThePast(double bad) {
    refused("momentum", bad, () -> Sgd.builder().momentum(bad));
    refused("momentum", bad, () -> RMSprop.builder().momentum(bad));
    refused("rho", bad, () -> RMSprop.builder().rho(bad));
    refused("beta1", bad, () -> Adam.builder().beta1(bad));
    refused("beta2", bad, () -> Adam.builder().beta2(bad));
    refused("beta1", bad, () -> AdamW.builder().beta1(bad));
    refused("beta2", bad, () -> AdamW.builder().beta2(bad));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1e-7, 1e-60, Double.NaN, Double.POSITIVE_INFINITY})
  void epsilonMustBeAFloatAboveZero(double bad) {
    refused("epsilon", bad, () -> Adam.builder().epsilon(bad));
    refused("epsilon", bad, () -> AdamW.builder().epsilon(bad));
    refused("epsilon", bad, () -> RMSprop.builder().epsilon(bad));
  }

  @Test
  void nesterovNeedsAMomentum() {
    assertThrows(IllegalArgumentException.class, () -> Sgd.builder().nesterov(true).build());
  }

  @Test
  void nothingMayBeNull() {
    assertThrows(NullPointerException.class, () -> Sgd.builder().learningRate(null));
    assertThrows(NullPointerException.class, () -> Sgd.builder().clipping(null));
  }

  private static void refused(String what, double bad, Runnable setting) {
    String message = assertThrows(IllegalArgumentException.class, setting::run).getMessage();
    assertTrue(message.contains(what) && message.contains(Double.toString(bad)), message);
  }
}
