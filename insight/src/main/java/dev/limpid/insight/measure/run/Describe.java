package dev.limpid.insight.measure.run;

import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.CategoricalCrossEntropy;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Loss;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Network;
import dev.limpid.layers.SoftmaxCrossEntropy;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Dataset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Machine, images and network as a record keeps them. */
final class Describe {
  private Describe() {}

  static RunRecord.Machine machine(Compute compute) {
    Runtime runtime = Runtime.getRuntime();
    return new RunRecord.Machine(
        RunRecord.Machine.LIMPID,
        System.getProperty("java.version"),
        System.getProperty("java.vm.name"),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        runtime.availableProcessors(),
        runtime.maxMemory() >> 20,
        compute.parallel().threads(),
        compute.gemm().name(),
        compute.convolution().toString());
  }

  /**
   * The user's, that there is a penalty on weights, and the loss where it is not softmax
   * cross-entropy, or that of smoothed labels.
   */
  static Map<String, Object> settings(Map<String, Object> ofUser, Plan plan) {
    Map<String, Object> settings = new LinkedHashMap<>(ofUser);
    if (plan.branch() != null && plan.branch().asItIs().penalty()) {
      settings.put(RunRecord.PENALTY, true);
    }
    Loss<?> loss = plan.objective().loss();
    if (loss instanceof SoftmaxCrossEntropy softmax) {
      return smoothed(settings, softmax.labelSmoothing());
    }
    if (loss instanceof CategoricalCrossEntropy categorical) {
      return smoothed(settings, categorical.labelSmoothing());
    }
    String name = loss.getClass().getSimpleName();
    boolean named = !name.isEmpty() && !loss.getClass().isSynthetic();
    settings.put(RunRecord.LOSS_FUNCTION, named ? name : "a loss of one's own");
    return settings;
  }

  private static Map<String, Object> smoothed(Map<String, Object> settings, double share) {
    if (share > 0) {
      settings.put(RunRecord.LABEL_SMOOTHING, share);
    }
    return settings;
  }

  /** Where an image is not of one class, all are counted together. */
  static RunRecord.Data data(Plan plan) {
    Dataset training = plan.training();
    Dataset validation = plan.validation();
    if (plan.objective().task() != Task.CLASSIFICATION) {
      return new RunRecord.Data(
          dimensions(training.sampleShape()),
          List.of(RunRecord.Data.ALL_IMAGES),
          new int[] {plan.trainingSize()},
          new int[] {plan.validationSize()});
    }
    return new RunRecord.Data(
        dimensions(training.sampleShape()),
        training.classNames(),
        byClass(training, training.classNames().size()),
        byClass(validation, training.classNames().size()));
  }

  private static int[] byClass(Dataset data, int classes) {
    int[] counts = new int[classes];
    if (data != null) {
      IntStream.range(0, data.size()).map(data::label).forEach(label -> counts[label]++);
    }
    return counts;
  }

  static List<RunRecord.LayerFigures> layers(Network network) {
    List<RunRecord.LayerFigures> layers = new ArrayList<>();
    for (Layer layer : network.layers()) {
      layers.add(
          new RunRecord.LayerFigures(
              layer.name(),
              layer.type(),
              options(layer),
              dimensions(layer.outputShape()),
              ownParameters(layer)));
    }
    return layers;
  }

  /** How many numbers; none where they are those of another layer. */
  private static long ownParameters(Layer layer) {
    return layer.weightsOf() == layer
        ? layer.parameters().stream().mapToLong(p -> p.value().size()).sum()
        : 0;
  }

  /** With how it is trained, where that is not as by default. */
  private static Map<String, Object> options(Layer layer) {
    Map<String, Object> options = new TreeMap<>(layer.config());
    if (!layer.isTrainable()) {
      options.put("trainable", false);
    }
    if (layer.learningRateMultiplier() != 1) {
      options.put("learningRateMultiplier", layer.learningRateMultiplier());
    } else if (ofParameters(layer) != 1) {
      options.put("learningRateMultiplier", ofParameters(layer));
    }
    return options;
  }

  /** The largest multiplier that its trained parameters were given by themselves. */
  private static double ofParameters(Layer layer) {
    return layer.parameters().stream()
        .filter(Parameter::isTrainable)
        .mapToDouble(Parameter::learningRateMultiplier)
        .max()
        .orElse(1);
  }

  private static List<Integer> dimensions(Shape shape) {
    return IntStream.of(shape.toArray()).boxed().toList();
  }
}
