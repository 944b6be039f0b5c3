package dev.limpid.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;

/** The epochs of a training, in order. */
public final class History {
  private final List<Epoch> epochs = new ArrayList<>();

  /** A history without epochs. */
  public History() {}

  /** Appends an epoch. */
  public void add(Epoch epoch) {
    epochs.add(epoch);
  }

  /** The epochs so far; unmodifiable. */
  public List<Epoch> epochs() {
    return List.copyOf(epochs);
  }

  /**
   * The last epoch.
   *
   * @throws NoSuchElementException before the first has ended
   */
  public Epoch last() {
    if (epochs.isEmpty()) {
      throw new NoSuchElementException("no epoch has ended yet");
    }
    return epochs.get(epochs.size() - 1);
  }

  /**
   * The epoch with the smallest validation loss.
   *
   * @throws NoSuchElementException if none was validated
   */
  public Epoch best() {
    return epochs.stream()
        .filter(epoch -> epoch.validation() != null)
        .min(Comparator.comparingDouble(epoch -> epoch.validation().loss()))
        .orElseThrow(() -> new NoSuchElementException("no epoch was validated"));
  }

  @Override
  public String toString() {
    return "History of " + epochs.size() + " epochs";
  }
}
