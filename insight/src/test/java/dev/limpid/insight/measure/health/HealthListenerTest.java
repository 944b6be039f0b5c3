package dev.limpid.insight.measure.health;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.LayerHealth;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.optim.Clipping;
import dev.limpid.optim.Sgd;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HealthListenerTest {
  private static final Shape IMAGE = Shape.of(8, 9, 2);
  private static final double RATE = 0.05;

  /** 12 images in one batch through Dense(4), ReLU, Dense(3), against the same in float64. */
  @Test
  void theFiguresAreThoseOfAnOracleInFloat64() {
    int images = 12;
    int inputs = 6;
    int units = 4;
    int classes = 3;
    Shape shape = Shape.of(1, inputs, 1);
    Dataset data = RandomImages.of(shape, classes, images, 5);
    Dense hidden = new Dense(units);
    Dense last = new Dense(classes);
    Network network =
        Sequential.of(1, inputs, 1)
            .add(new Flatten(), hidden, new ReLU(), last, new Softmax())
            .build(2);
    hidden.bias().value().data()[1] = -100; // a dead unit
    for (int i = 0; i < last.kernel().value().size(); i++) {
      last.kernel().value().data()[i] *= 9; // some images saturated, some not
    }
    double[] w1 = doubles(hidden.kernel());
    double[] b1 = doubles(hidden.bias());
    double[] w2 = doubles(last.kernel());
    double[] b2 = doubles(last.bias());

    double[] activations = new double[images * units];
    double[] logits = new double[images * classes];
    double[] dw1 = new double[w1.length];
    double[] db1 = new double[b1.length];
    double[] dw2 = new double[w2.length];
    double[] db2 = new double[b2.length];
    int saturated = 0;
    float[] x = new float[inputs];
    for (int n = 0; n < images; n++) {
      data.read(n, x, 0);
      double[] z = new double[units];
      for (int u = 0; u < units; u++) {
        z[u] = b1[u];
        for (int i = 0; i < inputs; i++) {
          z[u] += x[i] * w1[i * units + u];
        }
        activations[n * units + u] = Math.max(0, z[u]);
      }
      double sum = 0;
      double highest = 0;
      for (int k = 0; k < classes; k++) {
        double logit = b2[k];
        for (int u = 0; u < units; u++) {
          logit += activations[n * units + u] * w2[u * classes + k];
        }
        logits[n * classes + k] = logit;
        sum += Math.exp(logit);
        highest = Math.max(highest, Math.exp(logit));
      }
      saturated += highest / sum > 0.999 ? 1 : 0;
      for (int k = 0; k < classes; k++) {
        double d = Math.exp(logits[n * classes + k]) / sum - (data.label(n) == k ? 1 : 0);
        db2[k] += d / images;
        for (int u = 0; u < units; u++) {
          dw2[u * classes + k] += d / images * activations[n * units + u];
          if (z[u] > 0) {
            db1[u] += d / images * w2[u * classes + k];
            for (int i = 0; i < inputs; i++) {
              dw1[i * units + u] += d / images * w2[u * classes + k] * x[i];
            }
          }
        }
      }
    }

    List<EpochHealth> told = new ArrayList<>();
    Trainer.of(network, Sgd.builder().learningRate(RATE).build())
        .batchSize(images)
        .listen(new HealthListener().onHealth(told::add))
        .fit(data, null, 1);

    EpochHealth health = told.get(0);
    assertEquals(1, told.size());
    assertEquals(1, health.epoch());
    assertEquals(norm(dw1, db1, dw2, db2), health.gradientNorm(), 1e-5);
    assertTrue(saturated > 0 && saturated < images, "a bad case: " + saturated);
    assertEquals((double) saturated / images, health.saturatedShare());
    assertEquals(Double.NaN, health.noiseScale());
    assertEquals(5, health.layers().size());

    LayerHealth first = health.layers().get(1);
    assertEquals("Dense", first.type());
    assertEquals(hidden.name(), first.layer());
    assertEquals(norm(w1, b1), first.weightNorm(), 1e-5);
    assertEquals(norm(dw1, db1), first.gradientNorm(), 1e-5);
    assertEquals(RATE * norm(dw1, db1) / norm(w1, b1), first.updateRatio(), 2e-6);
    assertEquals(Double.NaN, first.activationMean(), "the ReLU has overwritten it");

    LayerHealth relu = health.layers().get(2);
    assertEquals(Double.NaN, relu.weightNorm());
    assertEquals(Double.NaN, relu.gradientNorm());
    assertEquals(Double.NaN, relu.updateRatio());
    assertEquals(mean(activations), relu.activationMean(), 1e-6);
    assertEquals(deviation(activations), relu.activationDeviation(), 1e-6);
    assertEquals(deadUnits(activations, units) / (double) units, relu.deadShare());
    assertTrue(relu.deadShare() >= 0.25);

    LayerHealth second = health.layers().get(3);
    assertEquals(norm(dw2, db2), second.gradientNorm(), 1e-5);
    assertEquals(RATE * norm(dw2, db2) / norm(w2, b2), second.updateRatio(), 1e-6);
    assertEquals(mean(logits), second.activationMean(), 1e-5);
    assertEquals(deviation(logits), second.activationDeviation(), 1e-5);
    assertEquals(Double.NaN, second.deadShare());

    assertEquals(Double.NaN, health.layers().get(4).activationMean(), "part of the loss");
  }

  @Test
  void eachLayerHasItsOwnOutputOrNone() {
    List<EpochHealth> told = new ArrayList<>();
    Network network = network(Compute.standard());
    trainer(network)
        .listen(new HealthListener().onHealth(told::add))
        .fit(RandomImages.of(IMAGE, 3, 50, 1), null, 1);
    List<LayerHealth> layers = told.get(0).layers();
    for (int i = 0; i < layers.size(); i++) {
      LayerHealth layer = layers.get(i);
      String next = i + 1 < layers.size() ? layers.get(i + 1).type() : "";
      boolean overwritten = layer.type().equals("Softmax") || next.equals("ReLU");
      overwritten |= next.equals("MaxPool2D") || next.equals("Flatten"); // backward has no use
      assertEquals(overwritten, Double.isNaN(layer.activationMean()), layer.toString());
    }
  }

  @Test
  void trainingGoesOnWithTheSameBits() {
    Dataset data = RandomImages.of(IMAGE, 3, 50, 1);
    Network without = network(Compute.standard());
    trainer(without).fit(data, null, 3);
    for (int threads = 1; threads <= 3; threads++) {
      try (Parallel parallel = Parallel.of(threads)) {
        List<EpochHealth> told = new ArrayList<>();
        Network with = network(Compute.standard().with(parallel));
        trainer(with)
            .listen(new HealthListener().noiseImages(7).onHealth(told::add))
            .fit(data, null, 3);
        assertEquals(3, told.size());
        for (int i = 0; i < with.parameters().size(); i++) {
          Parameter parameter = with.parameters().get(i);
          assertArrayEquals(
              without.parameters().get(i).value().data(),
              parameter.value().data(),
              parameter.name() + " with " + threads + " threads");
        }
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameFiguresWithAnyNumberOfThreads() {
    List<List<EpochHealth>> all = new ArrayList<>();
    for (int threads = 1; threads <= 2; threads++) {
      try (Parallel parallel = Parallel.of(threads)) {
        List<EpochHealth> told = new ArrayList<>();
        trainer(network(Compute.standard().with(parallel)))
            .listen(new HealthListener().noiseImages(7).onHealth(told::add))
            .fit(RandomImages.of(IMAGE, 3, 50, 1), null, 2);
        all.add(told);
      }
    }
    assertTrue(all.get(0).get(1).noiseScale() > 0);
    assertEquals(all.get(0), all.get(1));
  }

  @Test
  void theProbesReadLittleOfTheTrainingSet() {
    int size = 1300;
    AtomicInteger reads = new AtomicInteger();
    Dataset data = new Counted(RandomImages.of(Shape.of(1, 1, 2), 2, size, 1), reads);
    List<EpochHealth> told = new ArrayList<>();
    Network network = Sequential.of(1, 1, 2).add(new Flatten(), new Dense(2)).build(1);
    Trainer.of(network, Sgd.builder().build())
        .batchSize(128)
        .listen(new HealthListener().onHealth(told::add))
        .fit(data, null, 2);
    assertEquals(
        2 * (size + 2 * 8) + 4 * 2 * 16 + 4 + 8,
        reads.get()); // 4 pairs of 16 at first; 4 for gradients, 8 for rules
    assertTrue(told.get(1).noiseScale() > 0, told.toString());
  }

  private static Trainer trainer(Network network) {
    return Trainer.of(network, Adam.builder().clipping(Clipping.byGlobalNorm(0.5)).build())
        .batchSize(16)
        .seed(7);
  }

  private static Network network(Compute compute) {
    return Sequential.of(8, 9, 2)
        .add(new Conv2D(4, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(2))
        .add(new Conv2D(5, 3).same(), new BatchNorm(), new ReLU(), new Dropout(0.2))
        .add(new Flatten(), new Dense(7), new ReLU(), new Dropout(0.3))
        .add(new Dense(3), new Softmax())
        .on(compute)
        .build(3);
  }

  private static double[] doubles(Parameter parameter) {
    double[] values = new double[parameter.value().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = parameter.value().data()[i];
    }
    return values;
  }

  private static double norm(double[]... parts) {
    return Math.sqrt(Arrays.stream(parts).flatMapToDouble(Arrays::stream).map(v -> v * v).sum());
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }

  private static int deadUnits(double[] activations, int units) {
    int dead = 0;
    for (int u = 0; u < units; u++) {
      boolean alive = false;
      for (int i = u; i < activations.length; i += units) {
        alive |= activations[i] > 0;
      }
      dead += alive ? 0 : 1;
    }
    return dead;
  }

  /** Counts what is read. */
  private static final class Counted extends DatasetView {
    private final AtomicInteger reads;

    Counted(Dataset data, AtomicInteger reads) {
      super(data);
      this.reads = reads;
    }

    @Override
    public void read(int index, float[] target, int offset) {
      reads.incrementAndGet();
      super.read(index, target, offset);
    }
  }
}
