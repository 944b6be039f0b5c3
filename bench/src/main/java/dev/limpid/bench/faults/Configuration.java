package dev.limpid.bench.faults;

import dev.limpid.bench.faults.images.ImageSource;
import dev.limpid.bench.faults.images.Views;
import dev.limpid.core.Shape;
import dev.limpid.layers.Layer;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A healthy training: network, data, optimizer, and how long.
 *
 * @param name by which it is told from the others
 * @param seed by which all was drawn; its images and first weights depend on it too
 * @param images where its images come from
 * @param classes how many of them
 * @param training how many to learn from
 * @param validation how many to validate on
 * @param standardised whether the values have mean 0 and deviation 1 over the training set; as they
 *     are, 0 to 1, if not
 * @param layers makes the layers
 * @param optimization makes the optimizer
 * @param options sets the rest
 */
record Configuration(
    String name,
    long seed,
    ImageSource images,
    int classes,
    int training,
    int validation,
    boolean standardised,
    Supplier<List<Layer>> layers,
    Supplier<Optimization> optimization,
    Consumer<TrialTraining> options) {
  private static final int HELD_OUT = 300;

  /** The training. */
  TrialTraining create() {
    Dataset all = ImageCache.generate(images, seed, training + validation + HELD_OUT);
    TrialTraining made =
        new TrialTraining(
            seed,
            range(all, 0, training),
            range(all, training, validation),
            range(all, training + validation, HELD_OUT),
            layers.get(),
            optimization.get());
    options.accept(made);
    if (standardised) {
      double[] moments = moments(made.training);
      made.changeAllImages(
          data -> Views.changed(data, 0, (x, shape, rng) -> standardise(x, moments)));
    }
    return made;
  }

  private static Dataset range(Dataset data, int from, int count) {
    return Datasets.subset(data, IntStream.range(from, from + count).toArray());
  }

  private static double[] moments(Dataset data) {
    Shape shape = data.sampleShape();
    float[] image = new float[shape.size()];
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < data.size(); i++) {
      data.read(i, image, 0);
      for (float value : image) {
        sum += value;
        squares += (double) value * value;
      }
    }
    double count = (double) data.size() * shape.size();
    double mean = sum / count;
    return new double[] {mean, Math.sqrt(squares / count - mean * mean)};
  }

  private static void standardise(float[] image, double[] moments) {
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) ((image[i] - moments[0]) / moments[1]);
    }
  }

  /** Whether the network has a layer of this type. */
  boolean has(Class<? extends Layer> type) {
    return layers.get().stream().anyMatch(type::isInstance);
  }

  @Override
  public String toString() {
    return name;
  }
}
