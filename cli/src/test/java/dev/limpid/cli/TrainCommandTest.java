package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.insight.run.EpochFigures;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainCommandTest {
  @Test
  void theEndSaysWhichEpochTheSavedModelIsOf() {
    List<EpochFigures> epochs = List.of(epoch(1, 0.5), epoch(2, 0.75));
    assertEquals(
        "Best validation loss 0.5000 in epoch 1; the saved model is of epoch 2, with 0.7500"
            + " (--early-stopping keeps the best).",
        TrainCommand.saved(epochs, false));
    assertEquals(
        "Best validation loss 0.5000 in epoch 1; the saved model is of that epoch.",
        TrainCommand.saved(epochs, true));
    assertEquals(
        "Best validation loss 0.5000 in epoch 1; the saved model is of that epoch.",
        TrainCommand.saved(epochs.subList(0, 1), false));
  }

  private static EpochFigures epoch(int number, double validationLoss) {
    return new EpochFigures(number, 1, 0, 0, validationLoss, 0, 0, 1e-3, 1, 1);
  }
}
