package dev.limpid.layers;

import java.util.Objects;

/**
 * The mode of a forward pass, what it does beyond computing: where BatchNorm takes its statistics
 * from, which statistics the pass feeds, whether dropout drops, and whether a backward pass will
 * follow.
 *
 * <p>Most users need {@link #TRAIN} and {@link #INFERENCE} alone. The others take the difference
 * between the two apart: at the same weights, change one thing at a time.
 *
 * @param statistics which mean and variance BatchNorm normalises with
 * @param update which statistics of BatchNorm this pass feeds
 * @param dropout whether dropout drops
 * @param backward whether a backward pass follows; if not, the pass leaves alone what an earlier
 *     one keeps for its backward pass
 */
public record Mode(Statistics statistics, Update update, boolean dropout, boolean backward) {
  /** The source of BatchNorm's mean and variance. */
  public enum Statistics {
    /** From the batch at hand. */
    BATCH,
    /** From the moving averages of the batches seen in training. */
    MOVING,
    /** From averages over a whole data set at frozen weights; see {@link Mode#GATHER}. */
    POPULATION
  }

  /** The statistics that a pass feeds with those of its batch. */
  public enum Update {
    /** None. */
    NONE,
    /** The moving averages. */
    MOVING,
    /** The population statistics that are being gathered. */
    POPULATION
  }

  /** Training: batch statistics, which move the averages; dropout; backward follows. */
  public static final Mode TRAIN = new Mode(Statistics.BATCH, Update.MOVING, true, true);

  /** Inference, as a user's model runs: moving averages, no dropout. */
  public static final Mode INFERENCE = new Mode(Statistics.MOVING, Update.NONE, false, false);

  /** The loss that training sees, without changing anything: batch statistics and dropout. */
  public static final Mode TRAIN_FROZEN = new Mode(Statistics.BATCH, Update.NONE, true, false);

  /** Batch statistics, no dropout, nothing changed. */
  public static final Mode BATCH = new Mode(Statistics.BATCH, Update.NONE, false, false);

  /** One batch of the pass over a data set that gathers population statistics. */
  public static final Mode GATHER = new Mode(Statistics.BATCH, Update.POPULATION, false, false);

  /** Gathered population statistics, no dropout, nothing changed. */
  public static final Mode POPULATION = new Mode(Statistics.POPULATION, Update.NONE, false, false);

  /**
   * Checks the combination.
   *
   * @throws IllegalArgumentException if statistics are to be fed but no batch statistics computed
   */
  public Mode {
    Objects.requireNonNull(statistics, "statistics");
    Objects.requireNonNull(update, "update");
    if (update != Update.NONE && statistics != Statistics.BATCH) {
      throw new IllegalArgumentException(
          "only a pass with batch statistics can update others, not one with " + statistics);
    }
  }
}
