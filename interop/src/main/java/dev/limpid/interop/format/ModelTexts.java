package dev.limpid.interop.format;

import dev.limpid.layers.Layer;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a model file says in texts beside the network, under names of Limpid's that other programs
 * pass over: {@code limpid.classes}, a list in JSON, and {@code limpid.task}.
 *
 * @param classNames in the order of the outputs; empty if they have none
 * @param task what the network was trained for; empty if the file does not say
 */
public record ModelTexts(List<String> classNames, Optional<Task> task) {
  /** The name of the text with the classes. */
  public static final String CLASSES = "limpid.classes";

  /** The name of the text with the task. */
  public static final String TASK = "limpid.task";

  /** Copies the list. */
  public ModelTexts {
    classNames = List.copyOf(classNames);
    Objects.requireNonNull(task, "task");
  }

  /**
   * Finds them among the texts of a file.
   *
   * @throws UnsupportedModelException if they are not of the right form
   */
  public static ModelTexts of(Path file, Map<String, String> texts) throws IOException {
    String task = texts.get(TASK);
    Optional<Task> known =
        Stream.of(Task.values()).filter(each -> each.name().equals(task)).findFirst();
    if (task != null && known.isEmpty()) {
      throw new UnsupportedModelException(
          file, "is for a task " + ForeignText.quoted(task) + ", which is not known");
    }
    return new ModelTexts(classNames(file, texts.get(CLASSES)), known);
  }

  private static List<String> classNames(Path file, String json) throws IOException {
    if (json == null) {
      return List.of();
    }
    try {
      if (Json.parse(json) instanceof List<?> list
          && list.stream().allMatch(String.class::isInstance)) {
        return list.stream().map(String::valueOf).toList();
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UnsupportedModelException(file, "its classes can't be read: " + e.getMessage(), e);
    }
    throw new UnsupportedModelException(file, "its classes are no list of names");
  }

  /** The texts for a file. */
  public Map<String, String> toMap() {
    Map<String, String> texts = new LinkedHashMap<>();
    if (!classNames.isEmpty()) {
      texts.put(CLASSES, Json.write(classNames));
    }
    task.ifPresent(each -> texts.put(TASK, each.name()));
    return texts;
  }

  /** Where nothing is said, a sigmoid for each of several outputs says it. */
  private Task taskOf(Network network) {
    Layer last = network.layers().get(network.layers().size() - 1);
    boolean eachForItself = last instanceof Sigmoid && network.outputShape().size() > 1;
    return task.orElse(eachForItself ? Task.MULTI_LABEL : Task.CLASSIFICATION);
  }

  /** A model with these texts. */
  public ImportedModel imported(Network network, ModelFormat format, List<String> notes) {
    return new ImportedModel(network, classNames, taskOf(network), format, notes);
  }
}
