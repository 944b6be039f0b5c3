package dev.limpid.interop.keras;

import dev.limpid.optim.Optimizer;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The training that a model was saved in the middle of, so that it can go on.
 *
 * @param optimizer with its settings, steps and moments as Keras left them
 * @param loss Keras's name of the loss, such as {@code sparse_categorical_crossentropy}
 * @param penalties what Keras adds to the loss, by the name of the parameter of the network
 * @param notes what was not carried over, one sentence each
 */
public record KerasTraining(
    Optimizer optimizer, String loss, Map<String, Penalty> penalties, List<String> notes) {
  /** Copies the lists. */
  public KerasTraining {
    Objects.requireNonNull(optimizer, "optimizer");
    penalties = Map.copyOf(penalties);
    notes = List.copyOf(notes);
  }

  /**
   * {@code l1 sum |w| + l2 sum w^2}, added to the loss: its gradient by w is {@code l1 sign(w) + 2
   * l2 w}.
   */
  public record Penalty(double l1, double l2) {}
}
