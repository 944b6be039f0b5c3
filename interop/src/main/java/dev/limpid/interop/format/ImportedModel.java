package dev.limpid.interop.format;

import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Network;
import java.util.List;
import java.util.Objects;

/**
 * A network that came out of a file.
 *
 * @param network the network, with the file's weights; it can be trained
 * @param classNames the classes in the order of the outputs; empty where the file does not name
 *     them
 * @param task what the outputs mean: of one class an image, unless the file or its last layer says
 *     otherwise
 * @param format what the file is
 * @param notes what was not carried over, one sentence each; empty if the network is all there was
 */
public record ImportedModel(
    Network network, List<String> classNames, Task task, ModelFormat format, List<String> notes) {
  /** Copies the lists. */
  public ImportedModel {
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(format, "format");
    classNames = List.copyOf(classNames);
    notes = List.copyOf(notes);
  }
}
