package dev.limpid.layers.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Dense;
import dev.limpid.layers.LayerCase;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.networks.ResNet;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackboneTest {
  private static final ResNet SMALL =
      ResNet.forImages(12, 12, 3, 10).withDepth(8).withFirstFilters(4);

  @Test
  void aNewHeadStandsOnWhatTheOldOneStoodOn() {
    Network trained = SMALL.build(1, Compute.standard());
    Tensor x = LayerCase.random(trained.inputShape(), 4, Rng.of(1));
    trained.forward(x, Mode.TRAIN); // moves the averages
    Network fresh =
        Sequential.of(12, 12, 3)
            .add(new Backbone(trained, "globalavgpool2d_1"))
            .add(new Dense(5).named("head"), new Softmax())
            .build(2);
    assertEquals(List.of("head.kernel", "head.bias"), fresh.copyWeightsFrom(trained));
    assertEquals(List.of(), fresh.copyWeightsFrom(fresh));

    Network same =
        Sequential.of(12, 12, 3).add(new Backbone(trained, "dense_1"), new Softmax()).build(3);
    assertEquals(List.of(), same.copyWeightsFrom(trained));
    assertArrayEquals(
        trained.forward(x, Mode.INFERENCE).copy().data(),
        same.forward(x, Mode.INFERENCE).copy().data());
  }

  @Test
  void parametersOfOtherShapesAreLeftAlone() {
    Network trained = SMALL.build(1, Compute.standard());
    Network wider = SMALL.withFirstFilters(5).build(2, Compute.standard());
    float before = wider.parameters().get(0).value().data()[0];
    assertTrue(wider.copyWeightsFrom(trained).contains("conv2d_1.kernel"));
    assertEquals(before, wider.parameters().get(0).value().data()[0]);
  }

  @Test
  void aLayerThatIsNotThereIsNamed() {
    Network trained = SMALL.build(1, Compute.standard());
    IllegalArgumentException problem =
        assertThrows(IllegalArgumentException.class, () -> new Backbone(trained, "nose"));
    assertTrue(problem.getMessage().contains("'nose'; it has [conv2d_1"), problem.getMessage());
  }
}
