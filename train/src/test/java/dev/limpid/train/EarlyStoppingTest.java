package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.core.Parameter;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import org.junit.jupiter.api.Test;

class EarlyStoppingTest {
  private final Network network = Sequential.of(2).add(new BatchNorm(), new Dense(3)).build(1);

  /** All weights and statistics become the number of the epoch. */
  private boolean epoch(EarlyStopping stopping, int number, double loss) {
    network.parameters().forEach(parameter -> parameter.value().fill(number));
    return stopping.stopsAfter(evaluation(loss));
  }

  private void weightsAre(float expected) {
    for (Parameter parameter : network.parameters()) {
      for (int i = 0; i < parameter.value().size(); i++) {
        assertEquals(expected, parameter.value().data()[i], parameter.name());
      }
    }
  }

  @Test
  void stopsWhenTheLowestLossIsTooLongAgoAndGoesBackToIt() {
    EarlyStopping stopping = new EarlyStopping(network, Monitor.loss(), 2);
    double[] losses = {3, 2, 2.5, 1, 1, 1.5};
    for (int number = 1; number <= losses.length; number++) {
      boolean stops = epoch(stopping, number, losses[number - 1]);
      assertEquals(number == 6, stops, "epoch " + number);
    }
    weightsAre(6);
    stopping.restore();
    weightsAre(4);
  }

  @Test
  void withoutALossThatIsANumberNothingIsRestored() {
    EarlyStopping stopping = new EarlyStopping(network, Monitor.loss(), 1);
    assertEquals(true, epoch(stopping, 7, Double.NaN));
    stopping.restore();
    weightsAre(7);
  }

  private static Evaluation evaluation(double loss) {
    return new Evaluation(1, loss, 0, 1, 0, new int[1][1], null);
  }
}
