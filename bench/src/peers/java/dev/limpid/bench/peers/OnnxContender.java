package dev.limpid.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.limpid.bench.SeedModel;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Network;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** ONNX Runtime on its CPU provider, all graph optimisations; inference only. */
final class OnnxContender implements Contender {
  private final IntFunction<float[]> images;
  private final Shape image;
  private final long parameters;
  private final int threads;
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final Map<Integer, OnnxTensor> inputs = new HashMap<>();

  /**
   * A model.
   *
   * @param images so many, NHWC
   * @param image the shape of one
   * @param parameters how many numbers
   */
  private OnnxContender(
      byte[] model, IntFunction<float[]> images, Shape image, long parameters, int threads)
      throws OrtException {
    this.images = images;
    this.image = image;
    this.parameters = parameters;
    this.threads = threads;
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    session = environment.createSession(model, options);
  }

  /** The seed network. */
  static OnnxContender of(Workload workload, int threads) throws OrtException {
    return new OnnxContender(
        OnnxModel.bytes(workload),
        workload::imagesNhwc,
        Shape.of(SeedModel.HEIGHT, SeedModel.WIDTH, SeedModel.CHANNELS),
        workload.parameters().values().stream().mapToLong(values -> values.length).sum(),
        threads);
  }

  /** Another network. */
  static OnnxContender of(OtherNetwork other, int threads) throws OrtException {
    Network network = other.build(Compute.standard());
    return new OnnxContender(
        OnnxExport.bytes(network),
        other::images,
        network.inputShape(),
        network.parameterCount(),
        threads);
  }

  @Override
  public String description() {
    return environment.getVersion()
        + ", CPU provider, all optimisations, NCHW, intra-op threads "
        + threads
        + ", sequential";
  }

  @Override
  public long parameterCount() {
    return parameters;
  }

  @Override
  public double train() {
    throw new UnsupportedOperationException("ONNX Runtime only runs networks");
  }

  @Override
  public float[] infer(int batch) {
    try (OrtSession.Result result =
        session.run(Map.of(OnnxModel.INPUT, inputs.computeIfAbsent(batch, this::input)))) {
      OnnxTensor probabilities = (OnnxTensor) result.get(0);
      float[] first = new float[(int) probabilities.getInfo().getShape()[1]];
      probabilities.getFloatBuffer().get(first);
      return first;
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private OnnxTensor input(int batch) {
    int positions = image.dim(0) * image.dim(1);
    float[] nchw = Layouts.nhwcToNchw(images.apply(batch), batch, positions, image.dim(2));
    long[] shape = {batch, image.dim(2), image.dim(0), image.dim(1)};
    try {
      return OnnxTensor.createTensor(environment, FloatBuffer.wrap(nchw), shape);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
