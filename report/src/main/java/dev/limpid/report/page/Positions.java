package dev.limpid.report.page;

import java.util.List;

/** The positions along the horizontal axis of a chart, at equal distances. */
public sealed interface Positions {
  /** How many there are. */
  int size();

  /** The axis's name. */
  String name();

  /**
   * The label of a position; null for none.
   *
   * @param most how many labels there is room for
   */
  String label(int index, int most);

  /**
   * Epochs; where there is no room for all of their numbers, those that are round.
   *
   * @param numbers in order
   */
  record Epochs(List<Integer> numbers) implements Positions {
    @Override
    public int size() {
      return numbers.size();
    }

    @Override
    public String name() {
      return "epoch";
    }

    @Override
    public String label(int index, int most) {
      int every = (int) Math.max(1, Scale.step(size(), most));
      boolean round = numbers.get(index) % every == 0;
      return round || (every > 1 && index == 0) || size() == 1
          ? numbers.get(index).toString()
          : null;
    }
  }

  /**
   * Anything else.
   *
   * @param name of the axis
   * @param labels one for each position; empty for none
   */
  record Labelled(String name, List<String> labels) implements Positions {
    @Override
    public int size() {
      return labels.size();
    }

    @Override
    public String label(int index, int most) {
      return labels.get(index).isEmpty() ? null : labels.get(index);
    }
  }
}
