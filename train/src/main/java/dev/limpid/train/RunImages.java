package dev.limpid.train;

import dev.limpid.train.data.Dataset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a checkpoint remembers of the images of its training, so that it goes on with the same ones:
 * how many, of which shape and classes, and a checksum of their labels in order.
 */
final class RunImages {
  private final Map<String, Object> described = new LinkedHashMap<>();

  /**
   * Describes images.
   *
   * @param validation null without
   * @param labelled whether each is of one class
   */
  RunImages(Dataset training, Dataset validation, boolean labelled) {
    described.put("shape of an image", training.sampleShape().toString());
    described.put("number of training images", (long) training.size());
    described.put("number of validation images", validation == null ? 0L : validation.size());
    if (labelled) {
      described.put("classes", new ArrayList<>(training.classNames()));
      described.put("labels of the training images", checksum(training));
      described.put("labels of the validation images", checksum(validation));
    }
  }

  private static String checksum(Dataset data) {
    int sum = 1;
    for (int i = 0; data != null && i < data.size(); i++) {
      sum = 31 * sum + data.label(i);
    }
    return Integer.toHexString(sum);
  }

  void put(Checkpoint checkpoint) {
    described.forEach(checkpoint::put);
  }

  /**
   * Requires them to be those of a checkpoint; one of an earlier version does not say.
   *
   * @throws IllegalArgumentException if they differ; the message names in what
   */
  void require(Checkpoint checkpoint) {
    described.forEach(
        (name, now) -> {
          Object then = checkpoint.value(name);
          if (then != null && !then.toString().equals(now.toString())) {
            throw new IllegalArgumentException(difference(name, then, now));
          }
        });
  }

  private static String difference(String name, Object then, Object now) {
    String difference = "the checkpoint is of a training on other images: their " + name;
    if (now instanceof String && name.startsWith("labels")) {
      return difference + " are others, or in another order";
    }
    boolean several = now instanceof List<?>;
    return difference
        + (several ? " were " : " was ")
        + then
        + ", and "
        + (several ? "are " : "is ")
        + now;
  }
}
