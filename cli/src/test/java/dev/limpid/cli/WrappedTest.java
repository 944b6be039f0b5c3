package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.run.EpochFigures;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WrappedTest {
  @Test
  void linesBreakAtWordsAndNoWordIsLost() {
    String prose =
        IntStream.range(0, 300).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));
    List<String> lines = Wrapped.text("12. ", prose).lines().toList();
    assertTrue(lines.size() > 1);
    assertTrue(lines.stream().allMatch(line -> line.length() <= 100));
    assertTrue(lines.get(0).startsWith("12. word0 "));
    assertTrue(lines.stream().skip(1).allMatch(line -> line.startsWith("    word")));
    assertEquals(
        "12. " + prose, lines.stream().map(String::strip).collect(Collectors.joining(" ")));
    String path = "/".repeat(200);
    assertEquals(List.of("a", path), Wrapped.text("", "a " + path).lines().toList());
  }

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
