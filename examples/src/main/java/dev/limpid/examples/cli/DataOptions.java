package dev.limpid.examples.cli;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.train.data.Characters;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.ImageFolder;
import dev.limpid.train.data.Split;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** Options that say which images: generated characters, or a folder of images. */
final class DataOptions {
  static final int HEIGHT = 50;
  static final int WIDTH = 55;
  private static final String CHARACTERS = "characters";

  @Option(
      names = "--data",
      paramLabel = "DATA",
      defaultValue = CHARACTERS,
      description =
          "'characters' to generate them, or a folder with one sub-folder of images a class."
              + " Default: ${DEFAULT-VALUE}.")
  private String data;

  @Option(
      names = "--training-images",
      paramLabel = "N",
      defaultValue = "6400",
      description = "Generated images to train on. Default: ${DEFAULT-VALUE}.")
  private int trainingImages;

  @Option(
      names = "--validation-images",
      paramLabel = "N",
      defaultValue = "1600",
      description = "Generated images to validate on. Default: ${DEFAULT-VALUE}.")
  private int validationImages;

  @Option(
      names = "--difficulty",
      paramLabel = "X",
      defaultValue = "0.5",
      description = "How hard generated characters are, 0 to 1. Default: ${DEFAULT-VALUE}.")
  private double difficulty;

  @Option(
      names = "--validation-split",
      paramLabel = "X",
      defaultValue = "0.2",
      description =
          "Share of a folder's images to validate on, drawn evenly from each class. Default:"
              + " ${DEFAULT-VALUE}.")
  private double validationSplit;

  @Option(
      names = "--strict",
      description = "Fail on an image that can't be read, instead of skipping it.")
  private boolean strict;

  @Option(
      names = "--data-seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the generated characters, and of a folder's split. Default: 1.")
  private long seed;

  /** Generates or reads the images and splits them. */
  Split load(Shape image, Parallel parallel, PrintWriter out) {
    if (data.equals(CHARACTERS)) {
      return characters(image, parallel);
    }
    requireShare();
    ImageFolder.Result folder = ImageFolder.read(Path.of(data), image.dim(0), image.dim(1), strict);
    folder
        .skipped()
        .forEach(skipped -> out.println("skipped " + skipped.path() + ": " + skipped.reason()));
    if (!folder.skipped().isEmpty()) {
      out.println(folder.skipped().size() + " broken files skipped");
    }
    return Split.stratified(folder.dataset(), validationSplit, Rng.of(seed).split("split"));
  }

  private Split characters(Shape image, Parallel parallel) {
    if (!image.equals(Shape.of(HEIGHT, WIDTH, 3))) {
      throw new UserException(
          "generated characters are 50x55x3, but the network takes "
              + image
              + "; give a folder with --data");
    }
    if (trainingImages < 1 || validationImages < 1) {
      throw new UserException(
          "--training-images and --validation-images must be 1 or more, but are "
              + trainingImages
              + " and "
              + validationImages);
    }
    Dataset all =
        Characters.generate(seed, trainingImages + validationImages, difficulty, parallel);
    return Split.head(all, trainingImages);
  }

  private void requireShare() {
    if (!(validationSplit > 0 && validationSplit < 1)) {
      throw new UserException(
          "--validation-split must be between 0 and 1, but is " + validationSplit);
    }
  }

  /** The settings, for the record. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("data", data);
    settings.put("data-seed", seed);
    if (data.equals(CHARACTERS)) {
      settings.put("training-images", trainingImages);
      settings.put("validation-images", validationImages);
      settings.put("difficulty", difficulty);
    } else {
      settings.put("validation-split", validationSplit);
    }
    return settings;
  }
}
