package dev.limpid.interop.keras;

import dev.limpid.interop.hdf5.Hdf5Dataset;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Where the variables of a model's layers are kept. */
interface Weights {
  /**
   * The values of the variables of all layers.
   *
   * @param model as the file describes it
   * @param variables of each layer that has some, by its place
   * @return for each place the data sets of its variables, in their order
   * @throws Refusal if some are missing, or there are more than are known
   */
  Map<String, List<Hdf5Dataset>> find(KerasModel model, Map<String, List<Variable>> variables)
      throws IOException;
}
