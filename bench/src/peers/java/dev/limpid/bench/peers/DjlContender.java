package dev.limpid.bench.peers;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.limpid.bench.SeedModel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * DJL on its PyTorch engine: DJL's blocks, trainer and SGD. Images lie in memory as NHWC and are
 * seen as NCHW by their strides, PyTorch's channels-last, in which its convolutions, BatchNorm and
 * pooling then work from end to end.
 */
final class DjlContender implements Contender {
  private final Workload workload;
  private final int threads;
  private final Model model;
  private final SequentialBlock network = new SequentialBlock();
  private final Trainer trainer;
  private final NDManager manager;
  private final Loss loss = Loss.softmaxCrossEntropyLoss();
  private final NDArray images;
  private final NDArray labels;
  private final Map<Integer, NDArray> inputs = new HashMap<>();
  private boolean gradients = true;

  DjlContender(Workload workload, int threads) {
    this.workload = workload;
    this.threads = threads;
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", Integer.toString(threads));
    model = Model.newInstance("seed", "PyTorch");
    addLayers();
    model.setBlock(network);
    Optimizer sgd =
        Optimizer.sgd().setLearningRateTracker(Tracker.fixed(Workload.LEARNING_RATE)).build();
    trainer = model.newTrainer(new DefaultTrainingConfig(loss).optOptimizer(sgd));
    trainer.initialize(shapeOfImages(Workload.BATCH));
    manager = trainer.getManager();
    setParameters();
    images = input(Workload.BATCH);
    labels = manager.create(workload.labels());
  }

  private void addLayers() {
    for (int filters : SeedModel.FILTERS) {
      for (int i = 0; i < 2; i++) {
        network.add(
            Conv2d.builder()
                .setKernelShape(new Shape(3, 3))
                .setFilters(filters)
                .optPadding(new Shape(1, 1))
                .build());
        network.add(Activation.reluBlock());
        network.add(
            BatchNorm.builder()
                .optEpsilon(Workload.BATCH_NORM_EPSILON)
                .optMomentum(Workload.BATCH_NORM_MOMENTUM)
                .build());
      }
      network.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
    }
    network.add(Blocks.batchFlattenBlock());
    network.add(Linear.builder().setUnits(SeedModel.HIDDEN).build());
    network.add(Activation.reluBlock());
    network.add(Linear.builder().setUnits(SeedModel.CLASSES).build());
  }

  private void setParameters() {
    int convolutions = 0;
    int norms = 0;
    int denses = 0;
    for (Block layer : network.getChildren().values()) {
      if (layer instanceof Conv2d) {
        String name = "conv2d_" + ++convolutions;
        float[] bias = workload.parameter(name + ".bias");
        float[] kernel = workload.parameter(name + ".kernel");
        int inputs = kernel.length / 9 / bias.length;
        set(layer, "weight", Layouts.hwioToOihw(kernel, 9, inputs, bias.length));
        set(layer, "bias", bias);
      } else if (layer instanceof BatchNorm) {
        String name = "batchnorm_" + ++norms;
        set(layer, "gamma", workload.parameter(name + ".gamma"));
        set(layer, "beta", workload.parameter(name + ".beta"));
        set(layer, "runningMean", workload.parameter(name + ".moving_mean"));
        set(layer, "runningVar", workload.parameter(name + ".moving_variance"));
      } else if (layer instanceof Linear) {
        String name = "dense_" + ++denses;
        float[] bias = workload.parameter(name + ".bias");
        float[] kernel = workload.parameter(name + ".kernel");
        int inputs = kernel.length / bias.length;
        if (denses == 1) {
          int positions = SeedModel.LAST_POSITIONS;
          kernel = Layouts.denseForNchw(kernel, positions, inputs / positions, bias.length);
        }
        set(layer, "weight", Layouts.transpose(kernel, inputs, bias.length));
        set(layer, "bias", bias);
      }
    }
  }

  private static void set(Block layer, String name, float[] values) {
    layer.getParameters().get(name).getArray().set(values);
  }

  @Override
  public String description() {
    return Library.versionOf(Engine.class)
        + " on PyTorch "
        + Engine.getEngine("PyTorch").getVersion()
        + ", imperative, channels-last, intra-op and inter-op threads "
        + threads;
  }

  @Override
  public long parameterCount() {
    return network.getParameters().values().stream()
        .map(Parameter::getArray)
        .mapToLong(NDArray::size)
        .sum();
  }

  @Override
  public double train() {
    setGradients(true);
    float value;
    try (NDManager step = manager.newSubManager();
        GradientCollector collector = trainer.newGradientCollector()) {
      NDArray x = images.duplicate();
      x.attach(step);
      NDList scores = trainer.forward(new NDList(x));
      NDArray mean = loss.evaluate(new NDList(labels), scores);
      collector.backward(mean);
      value = mean.getFloat();
      scores.close();
      mean.close();
    }
    trainer.step();
    return value;
  }

  @Override
  public float[] infer(int batch) {
    setGradients(false);
    NDArray x = inputs.computeIfAbsent(batch, this::input);
    try (NDManager pass = manager.newSubManager()) {
      NDArray view = x.duplicate();
      view.attach(pass);
      NDList scores = network.forward(new ParameterStore(pass, false), new NDList(view), false);
      scores.attach(pass);
      float[] all = scores.singletonOrThrow().softmax(1).toFloatArray();
      return Arrays.copyOf(all, SeedModel.CLASSES);
    }
  }

  /** Inference must not record what a backward pass would need. */
  private void setGradients(boolean on) {
    if (gradients != on) {
      network.getParameters().values().stream()
          .filter(Parameter::requiresGradient)
          .forEach(parameter -> parameter.getArray().setRequiresGradient(on));
      gradients = on;
    }
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }

  private NDArray input(int batch) {
    Shape nhwc = new Shape(batch, SeedModel.HEIGHT, SeedModel.WIDTH, SeedModel.CHANNELS);
    return manager.create(workload.imagesNhwc(batch), nhwc).transpose(0, 3, 1, 2);
  }

  private static Shape shapeOfImages(int batch) {
    return new Shape(batch, SeedModel.CHANNELS, SeedModel.HEIGHT, SeedModel.WIDTH);
  }
}
