package dev.limpid.insight.run;

/**
 * The losses of a run's training steps, over all epochs; of a long run one in every so many.
 *
 * @param every the losses are those of the steps {@code 0, every, 2 every, ...}, counted from 0
 *     over all epochs; 0 in a record that has none
 * @param losses mean over the batch, before the step's update
 */
public record StepLosses(int every, double[] losses) {
  /** Of a record that has none. */
  public static final StepLosses NONE = new StepLosses(0, new double[0]);
}
