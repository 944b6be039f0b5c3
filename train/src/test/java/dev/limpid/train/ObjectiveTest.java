package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.BinaryCrossEntropy;
import dev.limpid.layers.CategoricalCrossEntropy;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.FocalLoss;
import dev.limpid.layers.HardSigmoid;
import dev.limpid.layers.Huber;
import dev.limpid.layers.Layer;
import dev.limpid.layers.MeanAbsoluteError;
import dev.limpid.layers.MeanSquaredError;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.ReLU6;
import dev.limpid.layers.Reshape;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.SoftmaxCrossEntropy;
import dev.limpid.optim.Adam;
import dev.limpid.optim.Sgd;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetView;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Trainings with other losses than the standard one. */
class ObjectiveTest {
  private static final Shape SHAPE = Shape.of(4);
  private static final Toy CLOUDS = Toy.clouds(SHAPE, 3, 60, 0.3, 1, Rng.of(2));

  /** Two numbers of an image: its first value's double, and the sum of all. */
  private static final class Numbers extends DatasetView {
    Numbers() {
      super(CLOUDS);
    }

    @Override
    public List<String> classNames() {
      return List.of();
    }

    @Override
    public int label(int index) {
      throw new AssertionError("a set without classes has no labels");
    }

    @Override
    public int targetSize() {
      return 2;
    }

    @Override
    public void readTarget(int index, float[] target, int offset) {
      float[] image = CLOUDS.samples()[index];
      target[offset] = 2 * image[0];
      target[offset + 1] = image[0] + image[1] + image[2] + image[3];
    }
  }

  /** Two labels of an image: whether its first and its second value are positive. */
  private static final class Signs extends DatasetView {
    Signs() {
      super(CLOUDS);
    }

    @Override
    public int targetSize() {
      return 2;
    }

    @Override
    public void readTarget(int index, float[] target, int offset) {
      for (int j = 0; j < 2; j++) {
        target[offset + j] = CLOUDS.samples()[index][j] > 0 ? 1 : 0;
      }
    }
  }

  @Test
  void aRegressionLearnsItsNumbers() {
    for (var loss : List.of(new MeanSquaredError(), new MeanAbsoluteError(), new Huber(0.5))) {
      Network network = network(2);
      Trainer trainer =
          Trainer.of(network, Adam.builder().learningRate(0.02).build())
              .batchSize(10)
              .lossOfTargets(loss)
              .metrics(Metric.r2(), Metric.meanAbsoluteError());
      Dataset data = new Numbers();
      Epoch last = trainer.fit(data, data, 60).last();
      assertTrue(Double.isNaN(last.accuracy()));
      assertTrue(last.validation().metrics().get("r2") > 0.95, loss + " " + last);
      float[] said = trainer.predict(data)[3];
      assertArrayEquals(last.validation().predictions().outputs()[3], said, loss.toString());
      assertEquals(last.validation().loss(), last.validation().predictions().meanLoss(), 1e-9);
    }
  }

  @Test
  void severalLabelsAnImageAreLearnt() {
    for (var loss : List.of(new BinaryCrossEntropy(), new FocalLoss())) {
      Trainer trainer =
          Trainer.of(network(2), Adam.builder().learningRate(0.02).build())
              .batchSize(10)
              .lossOfTargets(loss)
              .metrics(Metric.f1(Metric.Average.MACRO));
      Dataset data = new Signs();
      Epoch last = trainer.fit(data, data, 60).last();
      assertTrue(last.validation().accuracy() > 0.95, loss + " " + last);
      assertTrue(last.validation().metrics().get("f1_macro") > 0.95, loss + " " + last);
      for (float probability : trainer.predict(data)[0]) {
        assertTrue(probability > 0 && probability < 1);
      }
    }
  }

  @Test
  void probabilitiesOfLabelsTrainAsLabelsDo() {
    Network ofLabels = network(3);
    Trainer.of(ofLabels, Sgd.builder().build()).batchSize(10).fit(CLOUDS, CLOUDS, 2);
    Network ofTargets = network(3);
    Trainer.of(ofTargets, Sgd.builder().build())
        .batchSize(10)
        .lossOfTargets(new CategoricalCrossEntropy())
        .fit(CLOUDS, CLOUDS, 2);
    for (int i = 0; i < ofLabels.parameters().size(); i++) {
      assertArrayEquals(
          ofLabels.parameters().get(i).value().data(),
          ofTargets.parameters().get(i).value().data(),
          1e-6f);
    }
  }

  @Test
  void anImageOfWeightTwoCountsAsTwo() {
    Dataset weighted =
        new DatasetView(CLOUDS) {
          @Override
          public float weight(int index) {
            return index % 3 == 0 ? 2 : index % 3 == 1 ? 0 : 1;
          }
        };
    Network ofImages = network(3);
    Trainer.of(ofImages, Sgd.builder().build()).batchSize(60).fit(weighted, null, 3);
    // the same as class weights where the classes are those thirds
    Toy thirds =
        new Toy(
            SHAPE,
            CLOUDS.samples(),
            IntStream.range(0, 60).map(i -> i % 3).toArray(),
            CLOUDS.classNames());
    Network one = network(3);
    Trainer.of(one, Sgd.builder().build())
        .batchSize(60)
        .loss(new SoftmaxCrossEntropy().classWeights(2, 0, 1))
        .fit(thirds, null, 3);
    Dataset both =
        new DatasetView(thirds) {
          @Override
          public float weight(int index) {
            return weighted.weight(index);
          }
        };
    Network other = network(3);
    double loss =
        Trainer.of(other, Sgd.builder().build()).batchSize(60).fit(both, null, 3).last().loss();
    assertTrue(loss > 0);
    for (int i = 0; i < one.parameters().size(); i++) {
      assertArrayEquals(
          one.parameters().get(i).value().data(), other.parameters().get(i).value().data(), 1e-6f);
    }
    assertFalse(
        java.util.Arrays.equals(
            ofImages.parameters().get(0).value().data(), one.parameters().get(0).value().data()));
  }

  @Test
  void imagesThatAllHaveTheWeightZeroAreRefused() {
    Dataset nothing =
        new DatasetView(CLOUDS) {
          @Override
          public float weight(int index) {
            return 0;
          }
        };
    Trainer trainer = Trainer.of(network(3), Sgd.builder().build());
    refused("all training images have the weight 0", () -> trainer.fit(nothing, CLOUDS, 1));
    refused("all validation images have the weight 0", () -> trainer.fit(CLOUDS, nothing, 1));
  }

  @Test
  void aNetworkWhoseEndDoesNotFitItsLossIsRefusedWithTheRemedy() {
    refused(
        "second softmax",
        () -> fit(CLOUDS, new SoftmaxCrossEntropy(), 3, new Softmax(), new Softmax()));
    refused("leave it out", () -> fit(CLOUDS, new SoftmaxCrossEntropy(), 3, new Sigmoid()));
    refused(
        "before Softmax",
        () -> fit(CLOUDS, new SoftmaxCrossEntropy(), 3, new Sigmoid(), new Softmax()));
    refused("sigmoid that BinaryCrossEntropy has", () -> fitTargets(2, new Sigmoid()));
    refused("sigmoid that BinaryCrossEntropy has", () -> fitTargets(2, new Softmax()));
    refused("targets of 2 numbers, but the network has 5 outputs", () -> fitTargets(5));
    refused("no classes", () -> fit(new Numbers(), new SoftmaxCrossEntropy(), 2));
    refused(
        "for a regression",
        () ->
            Trainer.of(network(3), Sgd.builder().build())
                .metrics(Metric.r2())
                .fit(CLOUDS, CLOUDS, 1));
    refused(
        "there is no figure 'f1' to watch",
        () ->
            Trainer.of(network(3), Sgd.builder().build())
                .stopEarly(1, Monitor.highest("f1"))
                .fit(CLOUDS, CLOUDS, 1));
    refused(
        "two metrics are named 'calibration_error'",
        () ->
            Trainer.of(network(3), Sgd.builder().build())
                .metrics(Metric.calibrationError(5), Metric.calibrationError(15)));
    refused(
        "can't be named 'accuracy'",
        () ->
            Trainer.of(network(3), Sgd.builder().build())
                .metrics(Metric.of("accuracy", predictions -> 1)));
  }

  @Test
  void whatOnlyMovesOrKeepsValuesHidesNoProbabilities() {
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
    for (Layer kept : List.of(new Flatten(), new Reshape(3), new Dropout(0.1))) {
      refused("second softmax", () -> fit(CLOUDS, loss, 3, new Softmax(), kept));
    }
    refused("'hardsigmoid_1' at", () -> fit(CLOUDS, loss, 3, new HardSigmoid(), new Softmax()));
    refused("Sigmoid 'own' at", () -> fitTargets(2, new Sigmoid().named("own"), new Flatten()));
    refused("sigmoid that", () -> fitTargets(2, new HardSigmoid(), new Dropout(0.1)));
  }

  @Test
  void aReluThatCutsScoresOffIsRefusedInTraining() {
    refused("below 0", () -> fit(CLOUDS, new SoftmaxCrossEntropy(), 3, new ReLU()));
    refused("below 0", () -> fit(CLOUDS, new SoftmaxCrossEntropy(), 3, new ReLU(), new Softmax()));
    refused("below 0", () -> fitTargets(2, new ReLU6()));
    Network network = network(3, new ReLU()); // as others trained it
    Trainer.of(network, Sgd.builder().build()).evaluate(CLOUDS);
  }

  @Test
  void aLayerOfOthersHidesNoProbabilities() {
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
    refused("sigmoid that", () -> fitTargets(2, new Made(false, new Dense(2), new Sigmoid())));
    refused("second softmax", () -> fit(CLOUDS, loss, 3, new Made(false, new Softmax())));
    refused(
        "second softmax",
        () -> fit(CLOUDS, loss, 3, new Made(false, new Dense(3), new Softmax()), new Softmax()));
    fitTargets(2, new Made(false, new Sigmoid(), new Dense(2)));
    fitTargets(
        2, new Made(true, new Dense(2), new Sigmoid())); // x sigmoid(..) are no probabilities
  }

  /** A chain of layers, multiplied by its input if it is a gate. */
  private static final class Made extends Layer {
    private final boolean gate;
    private final List<Layer> parts;

    Made(boolean gate, Layer... parts) {
      this.gate = gate;
      this.parts = List.of(parts);
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public Map<String, Object> config() {
      return Map.of();
    }

    @Override
    protected void onBuild(Shape input, Rng rng) {
      parts.forEach(part -> part.build(input, rng, compute()));
    }

    @Override
    public List<Parameter> parameters() {
      return parts.stream().flatMap(part -> part.parameters().stream()).toList();
    }

    @Override
    protected void onForward(Tensor x, Tensor y, Mode mode) {
      Tensor through = x;
      for (Layer part : parts) {
        through = part.forward(through, mode);
      }
      for (int i = 0; i < y.size(); i++) {
        y.data()[i] = through.data()[i] * (gate ? x.data()[i] : 1);
      }
    }

    /** The gradient by the parts alone: enough for a test of what is refused. */
    @Override
    protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
      Tensor gradient = dy;
      for (int i = parts.size() - 1; i >= 0; i--) {
        Tensor before = Tensor.zeros(parts.get(i).inputShape().batch(dy.batchSize()));
        parts.get(i).backward(gradient, before);
        gradient = before;
      }
      if (dx != null) {
        System.arraycopy(gradient.data(), 0, dx.data(), 0, dx.size());
      }
    }
  }

  private static void fit(Dataset data, SoftmaxCrossEntropy loss, int outputs, Layer... end) {
    Trainer.of(network(outputs, end), Sgd.builder().build()).loss(loss).fit(data, data, 1);
  }

  private static void fitTargets(int outputs, Layer... end) {
    Dataset data = new Signs();
    Trainer.of(network(outputs, end), Sgd.builder().build())
        .lossOfTargets(new BinaryCrossEntropy())
        .fit(data, data, 1);
  }

  private static Network network(int outputs, Layer... end) {
    return Sequential.of(4).add(new Dense(16), new ReLU(), new Dense(outputs)).add(end).build(1);
  }

  private static void refused(String part, Runnable call) {
    var error = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }
}
