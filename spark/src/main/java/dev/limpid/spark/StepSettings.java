package dev.limpid.spark;

import java.io.Serializable;

/** How tasks train in step. No record, which some of Spark's serialisers can't read. */
final class StepSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int shards;
  private final boolean syncBatchNorm;
  private final boolean compress;
  private final String checkpoints;
  private final int interval;
  private final boolean measuresGap;

  /**
   * Settings of a training in step.
   *
   * @param shards how many tasks there are, each with a part of the rows and of every batch
   * @param syncBatchNorm whether BatchNorm's statistics are those of whole batches
   * @param compress whether gradients are sent as numbers of 16 bits
   * @param checkpoints the folder of the training's checkpoints; null for none
   * @param interval how many steps lie between two of them
   * @param measuresGap whether the gap is taken apart after each epoch
   */
  StepSettings(
      int shards,
      boolean syncBatchNorm,
      boolean compress,
      String checkpoints,
      int interval,
      boolean measuresGap) {
    this.shards = shards;
    this.syncBatchNorm = syncBatchNorm;
    this.compress = compress;
    this.checkpoints = checkpoints;
    this.interval = interval;
    this.measuresGap = measuresGap;
  }

  int shards() {
    return shards;
  }

  boolean syncBatchNorm() {
    return syncBatchNorm;
  }

  boolean compress() {
    return compress;
  }

  String checkpoints() {
    return checkpoints;
  }

  int interval() {
    return interval;
  }

  boolean measuresGap() {
    return measuresGap;
  }

  /** The same with another folder of checkpoints. */
  StepSettings in(String folder) {
    return new StepSettings(shards, syncBatchNorm, compress, folder, interval, measuresGap);
  }

  @Override
  public String toString() {
    return shards + " shards, " + syncBatchNorm + ", " + compress;
  }
}
