package dev.limpid.insight.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.Observation;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Layer;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Rescaling;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.Tanh;
import dev.limpid.layers.norm.GroupNorm;
import dev.limpid.layers.norm.LayerNorm;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.train.Toy;
import dev.limpid.train.Trainer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Networks that are built so that they can't learn what they could. */
class NetworkStructureTest {
  private static final Shape IMAGE = Shape.of(4, 4, 2);

  private static List<Finding> findings(double spread, Layer... layers) {
    Observation observation = new Observation().withoutTrials();
    Trainer.of(
            Sequential.of(4, 4, 2).add(layers).add(new Dense(4), new Softmax()).build(1),
            Adam.builder().learningRate(0.005).build())
        .batchSize(32)
        .seed(3)
        .listen(observation)
        .fit(
            Toy.clouds(IMAGE, 4, 640, spread, 1, Rng.of(1)),
            Toy.clouds(IMAGE, 4, 256, spread, 1, Rng.of(2)),
            5);
    return new Doctor().diagnose(observation.record());
  }

  private static Optional<Finding> structure(List<Finding> findings) {
    return findings.stream().filter(f -> f.name().equals("network-structure")).findFirst();
  }

  @Test
  void aNormalisationOfSingleValuesIsNamedFirst() {
    for (Layer norm : List.of(new GroupNorm(8), new LayerNorm())) {
      int filters = norm instanceof LayerNorm ? 1 : 8;
      List<Finding> findings =
          findings(1, new Conv2D(filters, 3).same(), new ReLU(), new GlobalAvgPool2D(), norm);
      assertEquals("network-structure", findings.get(0).name(), findings.toString());
      assertEquals(Severity.PROBLEM, findings.get(0).severity());
      assertEquals(norm.name() + " wipes out what it gets", findings.get(0).title());
    }
  }

  @Test
  void aSoftmaxBeforeFurtherWeightsIsNamedAndOneAtTheEndIsNot() {
    List<Finding> findings = findings(3, new Flatten(), new Dense(64), new Softmax());
    Finding found = structure(findings).orElseThrow();
    assertEquals("softmax_1 stands before further weights", found.title());
    assertFalse(structure(findings(3, new Flatten(), new Dense(64), new ReLU())).isPresent());
  }

  @Test
  void anActivationThatIsSaturatedAtOnceIsNamedFirst() {
    for (Layer activation : List.of(new Tanh(), new Sigmoid())) {
      List<Finding> findings =
          findings(
              3,
              new Flatten(),
              new Dense(24),
              new Rescaling(5000, 0),
              activation,
              new Dense(24),
              new Rescaling(5000, 0),
              activation instanceof Tanh ? new Tanh() : new Sigmoid());
      assertEquals("network-structure", findings.get(0).name(), findings.toString());
      assertEquals(activation.name() + " is saturated from the start", findings.get(0).title());
    }
    assertFalse(
        structure(findings(3, new Flatten(), new Dense(24), new Tanh(), new Dense(24), new Tanh()))
            .isPresent());
  }

  /** Where classes are told by a linear map, several make no harm. */
  @Test
  void aNetworkWithoutActivationsIsANoteWhereTrainingIsWell() {
    Finding found =
        structure(findings(0.5, new Conv2D(4, 3), new Flatten(), new Dense(24))).orElseThrow();
    assertEquals("The network has no activations", found.title());
    assertEquals(Severity.NOTE, found.severity());
    assertFalse(structure(findings(0.5, new Flatten())).isPresent(), "one layer is as meant");
  }
}
