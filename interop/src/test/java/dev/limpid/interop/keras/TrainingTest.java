package dev.limpid.interop.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.compute.Compute;
import dev.limpid.interop.References;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.Network;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The optimizer that a file was saved with. */
class TrainingTest {
  private static Network network(Path file) throws IOException {
    return KerasFiles.read(file, Compute.standard()).network();
  }

  /** The same network, saved in both formats in the middle of a training. */
  @Test
  void bothFormatsOfOneTrainingHoldTheSameOptimizer() throws IOException {
    Path keras = References.path("keras/mnist-batchnorm-twin.keras");
    Path hdf5 = References.path("keras/mnist-batchnorm-twin.h5");
    Network one = network(keras);
    Network two = network(hdf5);
    KerasTraining first = KerasFiles.training(keras, one);
    KerasTraining second = KerasFiles.training(hdf5, two);
    assertEquals(first.loss(), second.loss());
    assertEquals(first.notes(), second.notes());
    assertEquals(first.optimizer().getClass(), second.optimizer().getClass());
    assertEquals(first.optimizer().steps(), second.optimizer().steps());
    assertTrue(first.optimizer().steps() > 0);
    int moments = 0;
    for (int i = 0; i < one.parameters().size(); i++) {
      Parameter parameter = one.parameters().get(i);
      if (parameter.isTrainable()) {
        float[] expected = first.optimizer().slots(parameter).momentum().data();
        float[] actual = second.optimizer().slots(two.parameters().get(i)).momentum().data();
        assertArrayEquals(expected, actual, parameter.name());
        moments += expected[0] == 0 ? 0 : 1;
      }
    }
    assertTrue(moments > 10, moments + " parameters have moments");
  }

  @Test
  void trainingsOfOlderKerasAreRefusedByVersion() throws IOException {
    Path file = References.path("keras-h5/fullconfigs__cnn__cnn_batch_norm.h5");
    Network network = network(file);
    Exception refused =
        assertThrows(UnsupportedModelException.class, () -> KerasFiles.training(file, network));
    assertTrue(refused.getMessage().contains("Keras 2.1.3"), refused::getMessage);
  }
}
