package dev.limpid.spark;

import java.io.Serializable;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;

/** The parameters of a training in step. */
final class StepParams implements Serializable {
  private static final long serialVersionUID = 1L;

  final IntParam shards;
  final BooleanParam syncBatchNorm;
  final BooleanParam compressGradients;
  final Param<String> checkpointDir;
  final IntParam checkpointInterval;
  final BooleanParam measureGap;

  StepParams(Params owner) {
    shards =
        new IntParam(
            owner,
            "shards",
            "tasks that train in step, each with a part of the rows and of every batch; they run at"
                + " the same time",
            ParamValidators.gtEq(1));
    syncBatchNorm =
        new BooleanParam(
            owner,
            "syncBatchNorm",
            "whether BatchNorm's statistics are those of the whole batch, and not of each shard's"
                + " part");
    compressGradients =
        new BooleanParam(
            owner, "compressGradients", "whether shards exchange gradients as numbers of 16 bits");
    checkpointDir =
        new Param<>(
            owner,
            "checkpointDir",
            "folder, on a file system that all executors see, for checkpoints from which shards go on"
                + " when an executor is lost; without, they begin anew");
    checkpointInterval =
        new IntParam(
            owner, "checkpointInterval", "steps between two checkpoints", ParamValidators.gtEq(1));
    measureGap =
        new BooleanParam(
            owner,
            "measureGap",
            "whether several shards take the gap between training and validation loss apart after"
                + " each epoch, on all rows");
  }

  /** Sets the defaults of their owner. */
  void setDefaults(Defaults owner) {
    owner.set(shards, 1);
    owner.set(syncBatchNorm, false);
    owner.set(compressGradients, false);
    owner.set(checkpointInterval, 100);
    owner.set(measureGap, false);
  }

  /**
   * What their owner says; null for a training in one task.
   *
   * @throws IllegalArgumentException if the settings can't be trained with in step
   */
  StepSettings settings(Params owner, TrainingSettings training) {
    int count = (int) owner.getOrDefault(shards);
    if (count == 1) {
      requireSeveral(owner.isDefined(checkpointDir), checkpointDir);
      requireSeveral((boolean) owner.getOrDefault(measureGap), measureGap);
      return null;
    }
    StepDriver.require(training, count);
    return new StepSettings(
        count,
        (boolean) owner.getOrDefault(syncBatchNorm),
        (boolean) owner.getOrDefault(compressGradients),
        owner.isDefined(checkpointDir) ? owner.getOrDefault(checkpointDir) : null,
        (int) owner.getOrDefault(checkpointInterval),
        (boolean) owner.getOrDefault(measureGap));
  }

  private static void requireSeveral(boolean isSet, Param<?> param) {
    if (isSet) {
      throw new IllegalArgumentException(
          param.name()
              + " is for several shards, but shards is 1: set more of them, or clear "
              + param.name());
    }
  }
}
