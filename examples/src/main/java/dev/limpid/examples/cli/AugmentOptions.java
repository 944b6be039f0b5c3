package dev.limpid.examples.cli;

import dev.limpid.train.data.Augmentation;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option that changes training images at random. */
final class AugmentOptions {
  @Option(
      names = "--augment",
      description =
          "Change training images at random in every epoch: shift by up to 8 %%, turn by up to 10"
              + " degrees, scale, brightness, contrast. Validation images stay as they are.")
  private boolean augment;

  Augmentation augmentation() {
    return augment ? Augmentation.characters() : Augmentation.NONE;
  }

  Map<String, Object> settings() {
    return Map.of("augment", augmentation().toString());
  }
}
