package dev.limpid.interop.keras;

import dev.limpid.core.Parameter;
import dev.limpid.interop.format.ModelFormat;
import dev.limpid.interop.hdf5.Hdf5Dataset;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.AtomicFile;
import dev.limpid.layers.json.ForeignText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Puts other BatchNorm statistics into a file, and leaves every other byte of it as it was. */
final class Statistics {
  private Statistics() {}

  static void replace(Path from, KerasSource source, Reading read, Network network, Path to)
      throws IOException {
    Map<String, Parameter> parameters = new HashMap<>();
    network.parameters().forEach(parameter -> parameters.put(parameter.name(), parameter));
    ByteBuffer hdf5 = ByteBuffer.wrap(source.hdf5().clone()).order(ByteOrder.LITTLE_ENDIAN);
    read.forEach(
        (variable, dataset) -> {
          if (variable.role.startsWith("moving_")) {
            put(variable, dataset, parameters, hdf5);
          }
        });
    if (source.format() == ModelFormat.KERAS) {
      ZipPatch.write(from, KerasArchive.WEIGHTS, hdf5.array(), to);
    } else {
      AtomicFile.write(
          to,
          channel -> {
            ByteBuffer content = hdf5.duplicate().clear();
            while (content.hasRemaining()) {
              channel.write(content);
            }
          });
    }
  }

  private static void put(
      Variable variable, Hdf5Dataset dataset, Map<String, Parameter> parameters, ByteBuffer hdf5)
      throws IOException {
    List<Parameter> own = variable.parameters();
    Parameter parameter = parameters.get(own.get(0).name());
    for (Parameter copy : own) {
      Parameter theirs = parameters.get(copy.name());
      if (theirs == null || theirs.value().size() != copy.value().size()) {
        throw new Refusal(
            "is not the model that the network came from: the network has no '"
                + copy.name()
                + "' of its size");
      }
      if (!Arrays.equals(theirs.value().copy().data(), parameter.value().copy().data())) {
        throw new Refusal(
            "uses the layer of "
                + ForeignText.quoted(dataset.path())
                + " more than once, with statistics that differ by now; it can keep but one");
      }
    }
    OptionalLong place = dataset.placeOfFloats();
    if (place.isEmpty()) {
      throw new Refusal(
          "keeps "
              + ForeignText.quoted(dataset.path())
              + " compressed or not as float32, and so it can't be replaced in place; save the"
              + " model again without compression, as Keras does by itself");
    }
    for (int i = 0; i < parameter.value().size(); i++) {
      hdf5.putFloat((int) place.getAsLong() + 4 * i, parameter.value().data()[i]);
    }
  }
}
