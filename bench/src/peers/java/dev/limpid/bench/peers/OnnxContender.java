package dev.limpid.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.limpid.bench.SeedModel;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/** ONNX Runtime on its CPU provider, all graph optimisations; inference only. */
final class OnnxContender implements Contender {
  private final Workload workload;
  private final int threads;
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final Map<Integer, OnnxTensor> inputs = new HashMap<>();

  OnnxContender(Workload workload, int threads) throws OrtException {
    this.workload = workload;
    this.threads = threads;
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    session = environment.createSession(OnnxModel.bytes(workload), options);
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
    return workload.parameters().values().stream().mapToLong(values -> values.length).sum();
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
      float[] first = new float[SeedModel.CLASSES];
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
    long[] shape = {batch, SeedModel.CHANNELS, SeedModel.HEIGHT, SeedModel.WIDTH};
    try {
      return OnnxTensor.createTensor(
          environment, FloatBuffer.wrap(workload.imagesNchw(batch)), shape);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
