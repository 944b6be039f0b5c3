package dev.limpid.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.conv.ConvChoice;
import dev.limpid.layers.norm.BatchNorm;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a network says of itself. */
class SummaryTest {
  private final Conv2D convolution = new Conv2D(8, 3).bias(false);
  private final Dense dense = new Dense(100);
  private final Network network =
      Sequential.of(5, 4, 2)
          .add(convolution, new BatchNorm(), new ReLU(), new Flatten(), dense)
          .on(Compute.standard().with(ConvChoice.DIRECT))
          .build(1);

  @Test
  void aTableOfTheLayersInAnyLanguage() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals(
          """
          Layer                    Output shape  Parameters  Computed by
          --------------------------------------------------------------
          input                    [N,5,4,2]              0
          conv2d_1 (Conv2D)        [N,3,2,8]            144  direct
          batchnorm_1 (BatchNorm)  [N,3,2,8]             32
          relu_1 (ReLU)            [N,3,2,8]              0
          flatten_1 (Flatten)      [N,48]                 0
          dense_1 (Dense)          [N,100]            4,900
          --------------------------------------------------------------
          Parameters: 5,076
          Trainable: 5,060
          Non-trainable: 16
          """,
          network.summary());
    } finally {
      Locale.setDefault(before);
    }
    assertEquals("Network of 5 layers, 5076 parameters", network.toString());
    assertEquals(5076, network.parameterCount());
    assertEquals(5060, network.trainableCount());
    assertEquals(5, network.layers().size());
  }

  @Test
  void parametersAreFoundByTheirLayer() {
    assertEquals(Shape.of(3, 3, 2, 8), convolution.kernel().value().shape());
    assertEquals(Shape.of(48, 100), dense.kernel().value().shape());
    assertSame(network.parameters().get(network.parameters().size() - 1), dense.bias());
    assertEquals(
        Map.of("dense_1.kernel", Shape.of(48, 100), "dense_1.bias", Shape.of(100)),
        dense.parameterShapes(Shape.of(48)));
    assertEquals(
        Map.of("conv2d_1.kernel", Shape.of(3, 3, 2, 8)),
        convolution.parameterShapes(Shape.of(5, 4, 2)));
    for (float weight :
        new float[] {dense.kernel().value().data()[0], convolution.kernel().value().data()[0]}) {
      assertTrue(weight != 0, "the weights are drawn");
    }
  }

  @Test
  void theFirstValueThatIsNotFiniteIsFound() {
    Tensor x = Tensor.zeros(1, 5, 4, 2);
    x.fill(1);
    network.forward(x, Mode.TRAIN);
    assertEquals(Optional.empty(), network.firstNonFinite());
    dense.bias().value().data()[7] = Float.NaN;
    assertEquals(
        Optional.of("the parameter 'dense_1.bias' of Dense 'dense_1'"), network.firstNonFinite());
    dense.bias().value().data()[7] = 0;
    x.data()[3] = Float.POSITIVE_INFINITY;
    network.forward(x, Mode.TRAIN);
    String first = network.firstNonFinite().orElseThrow();
    assertTrue(first.startsWith("the output of "), first);
  }
}
