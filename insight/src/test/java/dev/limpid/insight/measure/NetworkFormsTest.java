package dev.limpid.insight.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.Observation;
import dev.limpid.insight.OwnLayer;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.LayerDrift;
import dev.limpid.insight.gap.Term;
import dev.limpid.layers.Block;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Graph;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.Node;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.inference.FrozenNetwork;
import dev.limpid.layers.networks.ResNet;
import dev.limpid.layers.networks.SeedNetwork;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.train.BatchNormRecalibration;
import dev.limpid.train.Toy;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** However a network is written down, what is measured of it is the same. */
class NetworkFormsTest {
  private static final Split DATA = Split.head(Characters.generate(1, 360), 280);
  private static final int[] FILTERS = {4, 8, 16, 32};

  /** What a training leaves behind. */
  private record Trained(Network network, List<Decomposition> gaps, List<Finding> findings) {}

  private static Trained train(Network network) {
    Observation observation = new Observation();
    Trainer.of(network, Adam.builder().build())
        .batchSize(32)
        .listen(observation)
        .fit(DATA.training(), DATA.validation(), 3);
    List<Decomposition> gaps = observation.record().gaps().stream().map(EpochGap::loss).toList();
    return new Trained(network, gaps, new Doctor().diagnose(observation.record()));
  }

  private static Network graph() {
    Graph graph = new Graph();
    Node node = graph.input("image", 50, 55, 3);
    for (int filters : FILTERS) {
      for (int i = 0; i < 2; i++) {
        node = node.then(new Conv2D(filters, 3).same()).then(new ReLU()).then(new BatchNorm());
      }
      node = node.then(new MaxPool2D(2));
    }
    node = node.then(new Flatten()).then(new Dense(32)).then(new ReLU());
    return graph.build(node.then(new Dense(30)).then(new Softmax()), 3);
  }

  /** A user's own block. */
  private record Unit(int filters) implements Block {
    @Override
    public Node applyTo(Node input) {
      return input.then(new Conv2D(filters, 3).same(), new ReLU(), new BatchNorm());
    }
  }

  /** A block of blocks. */
  private record Stage(int filters) implements Block {
    @Override
    public Node applyTo(Node input) {
      return input.then(new Unit(filters), new Unit(filters), new MaxPool2D(2));
    }
  }

  private static Network blocks() {
    Block head =
        input -> input.then(new Flatten(), new Dense(32), new ReLU(), new Dense(30), new Softmax());
    Block body = input -> input.then(new Stage(4), new Stage(8), new Stage(16), new Stage(32));
    return Sequential.of(50, 55, 3).add(body, head).build(3);
  }

  @Test
  void theSeedNetworkAsChainGraphAndBlocksGivesTheSame() {
    Network seed =
        SeedNetwork.forImages(50, 55, 3, 30).withWidthFactor(1.0 / 16).build(3, Compute.standard());
    Trained chain = train(seed);
    assertEquals(3, chain.gaps.size());
    assertTrue(chain.gaps.get(0).of(Term.LAG).isPresent());
    for (Network form : List.of(graph(), blocks())) {
      Trained other = train(form);
      for (int i = 0; i < seed.parameters().size(); i++) {
        Parameter parameter = seed.parameters().get(i);
        Parameter same = form.parameters().get(i);
        assertEquals(parameter.name(), same.name());
        assertArrayEquals(parameter.value().data(), same.value().data(), parameter.name());
      }
      assertEquals(chain.gaps, other.gaps);
      assertEquals(chain.findings, other.findings);
    }
  }

  @Test
  void theLagOfAllLayersOfAResNetIsSeenAndTakenAway() {
    Network network =
        ResNet.forImages(32, 32, 3, 10).withFirstFilters(4).build(1, Compute.standard());
    Toy training = Toy.clouds(Shape.of(32, 32, 3), 10, 320, 1, 7, Rng.of(1));
    Toy validation = Toy.clouds(Shape.of(32, 32, 3), 10, 96, 1, 7, Rng.of(2));
    List<EpochGap> gaps = new ArrayList<>();
    Trainer.of(network, Adam.builder().build())
        .batchSize(32)
        .listen(new Observation().onGap(gaps::add))
        .fit(training, validation, 2);
    EpochGap last = gaps.get(1);
    double lag = last.loss().of(Term.LAG).orElseThrow().value();
    double generalisation = last.loss().of(Term.GENERALISATION).orElseThrow().value();
    assertTrue(lag > 0.2 && lag > 3 * Math.abs(generalisation), last.line());
    assertEquals(21, last.drift().size());
    for (LayerDrift drift : last.drift()) {
      assertTrue(drift.divergence().worst() > 0, drift.toString());
    }

    BatchNormRecalibration.recalibrate(network, training, 32);
    for (BatchNorm norm : network.layers(BatchNorm.class)) {
      for (int c = 0; c < norm.movingMean().value().size(); c++) {
        float mean = (float) norm.population().mean(c);
        assertEquals(mean, norm.movingMean().value().data()[c], norm.toString());
      }
    }
    Tensor images = Tensor.zeros(Shape.of(96, 32, 32, 3));
    for (int i = 0; i < 96; i++) {
      validation.read(i, images.data(), i * 32 * 32 * 3);
    }
    float[] expected = network.forward(images, Mode.INFERENCE).copy().data();
    assertArrayEquals(expected, network.forward(images, Mode.POPULATION).copy().data());
    assertArrayEquals(expected, FrozenNetwork.of(network).predict(images).data(), 1e-5f);
  }

  /** A layer with moving averages that it does not have from BatchNorm. */
  private static final class Centred extends OwnLayer {
    private Parameter mean;

    @Override
    public List<Parameter> parameters() {
      return List.of(mean);
    }

    @Override
    protected void onBuild(Shape input, Rng rng) {
      mean = Parameter.statistic(name() + ".mean", Shape.of(1));
    }

    @Override
    protected void onForward(Tensor x, Tensor y, Mode mode) {
      y.copyFrom(x);
    }

    @Override
    protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
      dx.copyFrom(dy);
    }
  }

  @Test
  void aLayerWithAveragesOfItsOwnIsRefusedRatherThanMeasuredWrongly() {
    Network network =
        Sequential.of(50, 55, 3)
            .add(new MaxPool2D(8), new Centred(), new Flatten(), new Dense(30), new Softmax())
            .build(1);
    Trainer trainer = Trainer.of(network, Adam.builder().build()).batchSize(32);
    trainer.fit(DATA.training(), DATA.validation(), 1);
    IllegalArgumentException recalibrated =
        assertThrows(
            IllegalArgumentException.class,
            () -> BatchNormRecalibration.recalibrate(network, DATA.training(), 32));
    assertTrue(recalibrated.getMessage().contains("centred_1.mean"), recalibrated.getMessage());
    trainer.listen(new Observation());
    IllegalArgumentException problem =
        assertThrows(
            IllegalArgumentException.class,
            () -> trainer.fit(DATA.training(), DATA.validation(), 1));
    assertTrue(
        problem.getMessage().contains("the gap cannot see through Centred 'centred_1'"),
        problem.getMessage());
    assertFalse(problem.getMessage().contains("null"));
  }
}
