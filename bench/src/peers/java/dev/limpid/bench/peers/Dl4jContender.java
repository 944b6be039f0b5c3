package dev.limpid.bench.peers;

import dev.limpid.bench.SeedModel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** DL4J: NCHW, oneDNN helpers where DL4J takes them. */
final class Dl4jContender implements Contender {
  private final Workload workload;
  private final int threads;
  private final MultiLayerNetwork network;
  private final INDArray images;
  private final INDArray labels;
  private final Map<Integer, INDArray> inputs = new HashMap<>();

  Dl4jContender(Workload workload, int threads) {
    this.workload = workload;
    this.threads = threads;
    Nd4j.getEnvironment().setMaxThreads(threads);
    Nd4j.getEnvironment().setMaxMasterThreads(threads);
    network = new MultiLayerNetwork(configuration().build());
    network.init();
    setParameters();
    images = input(Workload.BATCH);
    labels = Nd4j.create(workload.oneHot(), new long[] {Workload.BATCH, SeedModel.CLASSES}, 'c');
  }

  private static NeuralNetConfiguration.ListBuilder configuration() {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder().updater(new Sgd(Workload.LEARNING_RATE)).list();
    for (int filters : SeedModel.FILTERS) {
      for (int i = 0; i < 2; i++) {
        layers.layer(
            new ConvolutionLayer.Builder(3, 3)
                .nOut(filters)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.RELU)
                .build());
        layers.layer(
            new BatchNormalization.Builder()
                .eps(Workload.BATCH_NORM_EPSILON)
                .decay(Workload.BATCH_NORM_MOMENTUM)
                .build());
      }
      layers.layer(
          new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
              .kernelSize(2, 2)
              .stride(2, 2)
              .convolutionMode(ConvolutionMode.Truncate)
              .build());
    }
    return layers
        .layer(new DenseLayer.Builder().nOut(SeedModel.HIDDEN).activation(Activation.RELU).build())
        .layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(SeedModel.CLASSES)
                .activation(Activation.SOFTMAX)
                .build())
        .setInputType(
            InputType.convolutional(SeedModel.HEIGHT, SeedModel.WIDTH, SeedModel.CHANNELS));
  }

  private void setParameters() {
    int convolutions = 0;
    int norms = 0;
    int denses = 0;
    for (int i = 0; i < network.getnLayers(); i++) {
      Object layer = network.getLayer(i).conf().getLayer();
      if (layer instanceof ConvolutionLayer) {
        String name = "conv2d_" + ++convolutions;
        float[] bias = workload.parameter(name + ".bias");
        float[] kernel = workload.parameter(name + ".kernel");
        int channels = kernel.length / 9 / bias.length;
        set(i + "_W", Layouts.hwioToOihw(kernel, 9, channels, bias.length));
        set(i + "_b", bias);
      } else if (layer instanceof BatchNormalization) {
        String name = "batchnorm_" + ++norms;
        set(i + "_gamma", workload.parameter(name + ".gamma"));
        set(i + "_beta", workload.parameter(name + ".beta"));
        set(i + "_mean", workload.parameter(name + ".moving_mean"));
        // DL4J keeps log10 of the standard deviation unless told otherwise: 0 for a variance of 1
        set(i + "_log10stdev", workload.parameter(name + ".moving_mean"));
      } else if (layer instanceof DenseLayer || layer instanceof OutputLayer) {
        String name = "dense_" + ++denses;
        float[] bias = workload.parameter(name + ".bias");
        float[] kernel = workload.parameter(name + ".kernel");
        if (denses == 1) {
          int positions = SeedModel.LAST_POSITIONS;
          int channels = kernel.length / bias.length / positions;
          kernel = Layouts.denseForNchw(kernel, positions, channels, bias.length);
        }
        set(i + "_W", kernel);
        set(i + "_b", bias);
      }
    }
  }

  private void set(String name, float[] values) {
    INDArray parameter = network.getParam(name);
    parameter.assign(Nd4j.create(values, parameter.shape(), 'c'));
  }

  @Override
  public String description() {
    return Library.versionOf(MultiLayerNetwork.class)
        + ", oneDNN, AVX-512, NCHW, OpenMP threads "
        + threads;
  }

  @Override
  public long parameterCount() {
    return network.numParams();
  }

  @Override
  public double train() {
    network.fit(images, labels);
    return network.score();
  }

  @Override
  public float[] infer(int batch) {
    INDArray x = inputs.computeIfAbsent(batch, this::input);
    INDArray probabilities = network.output(x, false);
    return Arrays.copyOf(probabilities.getRow(0).toFloatVector(), SeedModel.CLASSES);
  }

  @Override
  public void close() {
    network.close();
  }

  private INDArray input(int batch) {
    long[] shape = {batch, SeedModel.CHANNELS, SeedModel.HEIGHT, SeedModel.WIDTH};
    return Nd4j.create(workload.imagesNchw(batch), shape, 'c');
  }
}
