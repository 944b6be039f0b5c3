package dev.limpid.bench.peers;

import dev.limpid.bench.SeedModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * TensorFlow-Java in graph mode: NHWC, {@code FusedBatchNormV3}, gradients by {@code
 * Graph.addGradients}, {@code ApplyGradientDescent}. One run of the session is one step.
 */
final class TensorFlowContender implements Contender {
  private static final List<Long> UNIT_STRIDES = List.of(1L, 1L, 1L, 1L);

  /** A batch size has a branch of the graph and a tensor of its own. */
  private record Branch(Placeholder<TFloat32> x, Operand<TFloat32> probabilities, TFloat32 batch) {}

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Workload workload;
  private final int threads;
  private final Session session;
  private final Map<String, Variable<TFloat32>> variables = new LinkedHashMap<>();
  private final List<Op> updates = new ArrayList<>();
  private final Placeholder<TFloat32> x;
  private final Operand<TFloat32> loss;
  private final TFloat32 images;
  private final Map<Integer, Branch> branches = new HashMap<>();

  TensorFlowContender(Workload workload, int threads) {
    this.workload = workload;
    this.threads = threads;
    session =
        new Session(
            graph,
            ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(threads)
                .build());
    createVariables();
    x = placeholder(Workload.BATCH);
    images = tensor(shapeOfImages(Workload.BATCH), workload.imagesNhwc(Workload.BATCH));
    loss = meanLoss(logits(x, true));
    addGradientDescent();
  }

  private void createVariables() {
    for (Map.Entry<String, float[]> parameter : workload.parameters().entrySet()) {
      String name = parameter.getKey();
      float[] values = parameter.getValue();
      Shape shape = shapeOf(name, values.length);
      Variable<TFloat32> variable = tf.variable(shape, TFloat32.class);
      variables.put(name, variable);
      Placeholder<TFloat32> first = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
      try (TFloat32 value = tensor(shape, values)) {
        session.runner().feed(first, value).addTarget(tf.assign(variable, first)).run().close();
      }
    }
  }

  private static Shape shapeOf(String name, int size) {
    if (name.equals("dense_1.kernel")) {
      return Shape.of(size / SeedModel.HIDDEN, SeedModel.HIDDEN);
    }
    if (name.equals("dense_2.kernel")) {
      return Shape.of(SeedModel.HIDDEN, SeedModel.CLASSES);
    }
    if (!name.endsWith(".kernel")) {
      return Shape.of(size);
    }
    int layer = Integer.parseInt(name.substring("conv2d_".length(), name.indexOf('.')));
    int filters = SeedModel.FILTERS.get((layer - 1) / 2);
    return Shape.of(3, 3, size / 9 / filters, filters);
  }

  private Operand<TFloat32> logits(Operand<TFloat32> input, boolean training) {
    Operand<TFloat32> current = input;
    for (int layer = 1; layer <= 2 * SeedModel.FILTERS.size(); layer++) {
      current = tf.nn.conv2d(current, variable("conv2d", layer, "kernel"), UNIT_STRIDES, "SAME");
      current = tf.nn.relu(tf.nn.biasAdd(current, variable("conv2d", layer, "bias")));
      current = batchNorm(current, layer, training);
      if (layer % 2 == 0) {
        Operand<TInt32> window = tf.constant(new int[] {1, 2, 2, 1});
        current = tf.nn.maxPool(current, window, window, "VALID");
      }
    }
    int flat = workload.parameter("dense_1.kernel").length / SeedModel.HIDDEN;
    current = tf.reshape(current, tf.constant(new int[] {-1, flat}));
    return dense(tf.nn.relu(dense(current, 1)), 2);
  }

  private Operand<TFloat32> dense(Operand<TFloat32> input, int number) {
    return tf.nn.biasAdd(
        tf.linalg.matMul(input, variable("dense", number, "kernel")),
        variable("dense", number, "bias"));
  }

  private Operand<TFloat32> batchNorm(Operand<TFloat32> input, int layer, boolean training) {
    Variable<TFloat32> mean = variable("batchnorm", layer, "moving_mean");
    Variable<TFloat32> variance = variable("batchnorm", layer, "moving_variance");
    Operand<TFloat32> none = tf.constant(new float[0]);
    FusedBatchNorm<TFloat32, TFloat32> normalised =
        tf.nn.fusedBatchNorm(
            input,
            variable("batchnorm", layer, "gamma"),
            variable("batchnorm", layer, "beta"),
            training ? none : mean,
            training ? none : variance,
            FusedBatchNorm.isTraining(training),
            FusedBatchNorm.epsilon(Workload.BATCH_NORM_EPSILON));
    if (training) {
      updates.add(moved(mean, normalised.batchMean()));
      updates.add(moved(variance, normalised.batchVariance()));
    }
    return normalised.y();
  }

  private Op moved(Variable<TFloat32> average, Operand<TFloat32> ofBatch) {
    Operand<TFloat32> share = tf.constant(1 - Workload.BATCH_NORM_MOMENTUM);
    return tf.assignSub(average, tf.math.mul(tf.math.sub(average, ofBatch), share));
  }

  private Operand<TFloat32> meanLoss(Operand<TFloat32> logits) {
    Operand<TFloat32> labels =
        tf.reshape(
            tf.constant(workload.oneHot()),
            tf.constant(new int[] {Workload.BATCH, SeedModel.CLASSES}));
    return tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(logits, labels).loss(), tf.constant(0));
  }

  private void addGradientDescent() {
    List<Variable<TFloat32>> trained =
        variables.entrySet().stream()
            .filter(entry -> !entry.getKey().contains(".moving_"))
            .map(Map.Entry::getValue)
            .toList();
    Output<?>[] outputs = trained.stream().map(Variable::asOutput).toArray(Output<?>[]::new);
    Output<?>[] gradients = graph.addGradients(loss.asOutput(), outputs);
    Operand<TFloat32> rate = tf.constant(Workload.LEARNING_RATE);
    for (int i = 0; i < gradients.length; i++) {
      Operand<TFloat32> gradient = gradients[i].expect(TFloat32.class);
      updates.add(tf.train.applyGradientDescent(trained.get(i), rate, gradient));
    }
  }

  @Override
  public String description() {
    return Library.versionOf(Ops.class)
        + " on TensorFlow "
        + TensorFlow.version()
        + ", graph mode, NHWC, oneDNN "
        + ("1".equals(System.getenv(WorkerProcess.TENSORFLOW_ONEDNN)) ? "on" : "by default")
        + ", intra-op and inter-op threads "
        + threads;
  }

  @Override
  public long parameterCount() {
    return variables.values().stream().mapToLong(v -> v.asOutput().shape().size()).sum();
  }

  @Override
  public double train() {
    Session.Runner runner = session.runner().feed(x, images).fetch(loss);
    updates.forEach(runner::addTarget);
    try (Result result = runner.run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  @Override
  public float[] infer(int batch) {
    Branch branch = branches.computeIfAbsent(batch, this::branch);
    try (Result result =
        session.runner().feed(branch.x, branch.batch).fetch(branch.probabilities).run()) {
      TFloat32 probabilities = (TFloat32) result.get(0);
      float[] first = new float[SeedModel.CLASSES];
      for (int i = 0; i < first.length; i++) {
        first[i] = probabilities.getFloat(0, i);
      }
      return first;
    }
  }

  private Branch branch(int batch) {
    Placeholder<TFloat32> input = placeholder(batch);
    return new Branch(
        input,
        tf.nn.softmax(logits(input, false)),
        tensor(shapeOfImages(batch), workload.imagesNhwc(batch)));
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  private Variable<TFloat32> variable(String layer, int number, String role) {
    return variables.get(layer + "_" + number + "." + role);
  }

  private Placeholder<TFloat32> placeholder(int batch) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(shapeOfImages(batch)));
  }

  private static Shape shapeOfImages(int batch) {
    return Shape.of(batch, SeedModel.HEIGHT, SeedModel.WIDTH, SeedModel.CHANNELS);
  }

  private static TFloat32 tensor(Shape shape, float[] values) {
    return TFloat32.tensorOf(shape, DataBuffers.of(values));
  }
}
