package dev.limpid.spark;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;

/** The parameters of a training: the options of the command {@code train}. */
final class TrainingParams implements Serializable {
  private static final long serialVersionUID = 1L;

  final Param<String> network;
  final DoubleParam width;
  final DoubleParam dropout;
  final IntParam epochs;
  final IntParam batchSize;
  final Param<String> optimizer;
  final DoubleParam learningRate;
  final Param<String> schedule;
  final LongParam seed;
  final BooleanParam augment;
  final BooleanParam recalibrate;
  final Param<String> options;

  TrainingParams(Params owner) {
    network =
        new Param<>(
            owner,
            "network",
            "question (eight convolutions with BatchNorm), convnet (four), resnet20, resnet32,"
                + " resnet44, resnet56 or lenet",
            ParamValidators.<String>inArray(
                List.of(
                    "question",
                    "convnet",
                    "lenet",
                    "resnet20",
                    "resnet32",
                    "resnet44",
                    "resnet56")));
    width =
        new DoubleParam(
            owner,
            "width",
            "multiplies the numbers of filters",
            ParamValidators.inRange(0, 16, false, true));
    dropout =
        new DoubleParam(
            owner,
            "dropout",
            "dropout rate behind pooling and hidden layers",
            ParamValidators.inRange(0, 1, true, false));
    epochs =
        new IntParam(owner, "epochs", "passes over the training rows", ParamValidators.gtEq(1));
    batchSize = new IntParam(owner, "batchSize", "images a step", ParamValidators.gtEq(1));
    optimizer =
        new Param<>(
            owner,
            "optimizer",
            "adam, adamw, sgd or rmsprop",
            ParamValidators.<String>inArray(List.of("adam", "adamw", "sgd", "rmsprop")));
    learningRate =
        new DoubleParam(
            owner,
            "learningRate",
            "if it is not set, Keras's for the optimizer: 0.001, for sgd 0.01",
            ParamValidators.gt(0));
    schedule =
        new Param<>(
            owner,
            "schedule",
            "how the learning rate goes over the training: constant, warmup, cosine, step,"
                + " exponential or onecycle",
            ParamValidators.<String>inArray(
                List.of("constant", "warmup", "cosine", "step", "exponential", "onecycle")));
    seed = new LongParam(owner, "seed", "what weights, order and dropout depend on");
    augment =
        new BooleanParam(
            owner, "augment", "whether training images are changed at random in every epoch");
    recalibrate =
        new BooleanParam(
            owner,
            "recalibrate",
            "whether BatchNorm's moving averages become statistics of all training rows after each"
                + " epoch");
    options =
        new Param<>(
            owner,
            "options",
            "further options of the command train, as on its line: --weight-decay 0.001");
  }

  /** Sets the defaults of their owner, those of the command. */
  void setDefaults(Defaults owner) {
    owner.set(network, "question");
    owner.set(width, 1.0);
    owner.set(dropout, 0.0);
    owner.set(epochs, 20);
    owner.set(batchSize, 128);
    owner.set(optimizer, "adam");
    owner.set(schedule, "constant");
    owner.set(seed, 1L);
    owner.set(augment, false);
    owner.set(recalibrate, false);
    owner.set(options, "");
  }

  /**
   * What their owner says.
   *
   * @throws IllegalArgumentException if that can't be trained with
   */
  TrainingSettings settings(Params owner) {
    Map<String, Object> train = new LinkedHashMap<>();
    train.put("network", owner.getOrDefault(network));
    train.put("width", owner.getOrDefault(width));
    train.put("dropout", owner.getOrDefault(dropout));
    train.put("epochs", owner.getOrDefault(epochs));
    train.put("batch-size", owner.getOrDefault(batchSize));
    train.put("optimizer", owner.getOrDefault(optimizer));
    if (owner.isDefined(learningRate)) {
      train.put("learning-rate", owner.getOrDefault(learningRate));
    }
    train.put("schedule", owner.getOrDefault(schedule));
    train.put("seed", owner.getOrDefault(seed));
    train.put("augment", owner.getOrDefault(augment));
    train.put("recalibrate", owner.getOrDefault(recalibrate));
    return TrainingSettings.of(train, owner.getOrDefault(options));
  }
}
