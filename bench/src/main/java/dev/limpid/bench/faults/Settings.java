package dev.limpid.bench.faults;

import static dev.limpid.bench.faults.Networks.blocks;

import dev.limpid.bench.faults.Networks.Activation;
import dev.limpid.bench.faults.Networks.Blocks;
import dev.limpid.bench.faults.Networks.Norm;
import dev.limpid.bench.faults.Optimization.Schedule;
import dev.limpid.core.Rng;
import dev.limpid.layers.Layer;
import dev.limpid.train.data.Augmentation;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Draws trainings with which nothing is meant to be wrong: images, network, optimizer and how long,
 * each by the seed. Whether they are healthy is seen when they have run, by {@link Health}.
 */
final class Settings {
  /**
   * From this seed on a fifth of the trainings has many classes; those before are drawn as reports
   * have them.
   */
  private static final long FIRST_OF_MANY = 9_001;

  private static final double SHARE_OF_MANY = 0.2;

  private final Images images;
  private final boolean onlyMany;

  Settings(Images images) {
    this(images, false);
  }

  /**
   * The trainings.
   *
   * @param onlyMany whether each has {@link Images#MANY} classes or more
   */
  Settings(Images images, boolean onlyMany) {
    this.images = images;
    this.onlyMany = onlyMany;
  }

  /** The training of a seed. */
  Configuration of(long seed) {
    Rng rng = Rng.of(seed).split("setting");
    boolean many =
        onlyMany || seed >= FIRST_OF_MANY && rng.split("classes").nextDouble() < SHARE_OF_MANY;
    Images.Kind kind =
        many ? images.ofMany(seed, rng.split("images")) : images.of(seed, rng.split("images"));
    boolean dense = rng.split("kind").nextDouble() < 0.15;
    Net net = dense ? mlp(rng.split("network"), kind) : convolutional(rng.split("network"), kind);
    Rng run = rng.split("run");
    int training = (int) ((many ? 1500 : 500) * Math.pow(2, run.nextDouble()));
    int batch = 16 << run.nextInt(3);
    int steps = (int) ((many ? 500 : 250) * Math.pow(2.5, run.nextDouble()));
    int epochs = Math.max(5, Math.min(24, steps * batch / training));
    Augmentation augmentation =
        !dense && run.nextDouble() < 0.2
            ? Augmentation.affine(0.05, run.nextInt(11), 0.1)
            : Augmentation.NONE;
    boolean standardised = augmentation == Augmentation.NONE && run.nextDouble() < 0.4;
    long optimizer = run.nextInt(Integer.MAX_VALUE);
    Supplier<Optimization> optimization =
        () -> optimization(Rng.of(optimizer), net.normalised() || dense);
    return new Configuration(
        String.format(
            Locale.ROOT,
            "%d %s%s; %s; %s%s, batches of %d, %d epochs",
            training,
            kind,
            standardised ? ", standardised" : "",
            net.name(),
            optimization.get(),
            augmentation == Augmentation.NONE ? "" : ", augmented",
            batch,
            epochs),
        seed,
        kind.source(),
        kind.classes(),
        training,
        (many ? 500 : 200) + 50 * run.nextInt(3),
        standardised,
        net.layers(),
        optimization,
        t -> {
          t.batchSize = batch;
          t.epochs = epochs;
          t.augmentation = augmentation;
        });
  }

  private record Net(String name, boolean normalised, Supplier<List<Layer>> layers) {}

  private static Net mlp(Rng rng, Images.Kind images) {
    int first = images.isMany() ? 96 : 48;
    int[] units =
        rng.nextInt(2) == 0 ? new int[] {first} : new int[] {first, first / 2 + 8 * rng.nextInt(3)};
    double dropout = rng.nextDouble() < 0.3 ? 0.1 : 0;
    Activation activation = activation(rng);
    return new Net(
        units.length + " dense layers of " + activation + dropped(dropout),
        false,
        () -> Networks.mlp(images.classes(), activation, dropout, units));
  }

  private static Net convolutional(Rng rng, Images.Kind images) {
    int depth = images.side() < 14 || rng.nextInt(3) > 0 ? 2 : 3;
    int width = (images.isMany() ? 8 : 6) + 2 * rng.nextInt(4);
    int[] filters = new int[depth];
    for (int i = 0; i < depth; i++) {
      filters[i] = i == 0 ? width : 2 * width;
    }
    Norm norm =
        switch (rng.nextInt(8)) {
          case 0 -> Norm.LAYER;
          case 1 -> Norm.GROUP;
          case 2, 3, 4 -> Norm.BATCH;
          default -> Norm.NONE;
        };
    boolean twice = width <= 8 && rng.nextInt(4) == 0;
    boolean averages = rng.nextInt(4) == 0;
    boolean globalAverage = norm != Norm.NONE && rng.nextInt(5) == 0;
    int hidden = rng.nextInt(2) == 0 ? 0 : (images.isMany() ? 48 : 24) + 8 * rng.nextInt(4);
    double dropout = rng.nextDouble() < 0.3 ? rng.nextFloat(0.1f, 0.25f) : 0;
    Activation activation = activation(rng);
    boolean normFirst = rng.nextInt(2) == 0;
    Supplier<Blocks> made =
        () -> {
          Blocks blocks = blocks(filters).norm(norm, normFirst).activation(activation);
          blocks = twice ? blocks.twice() : blocks;
          blocks = averages ? blocks.averagePooling() : blocks;
          return (globalAverage ? blocks.globalAverage() : blocks).dropout(dropout);
        };
    return new Net(
        String.format(
            Locale.ROOT,
            "%d%s blocks of %d, %s%s%s%s%s",
            depth,
            twice ? " double" : "",
            width,
            activation,
            norm == Norm.NONE ? "" : ", " + norm + (normFirst ? " before it" : " behind it"),
            hidden == 0 ? "" : ", " + hidden + " dense units",
            globalAverage ? ", global average" : averages ? ", average pooling" : "",
            dropped(dropout)),
        norm != Norm.NONE,
        () -> Networks.of(made.get(), hidden, images.classes()));
  }

  private static String dropped(double dropout) {
    return dropout == 0 ? "" : String.format(Locale.ROOT, ", dropout %.2f", dropout);
  }

  private static Activation activation(Rng rng) {
    return rng.nextInt(2) == 0
        ? Activation.RELU
        : Activation.values()[rng.nextInt(Activation.values().length)];
  }

  /** Rates that suit small networks, a little higher where a normalisation bears them. */
  private static Optimization optimization(Rng rng, boolean bearsMore) {
    double more = Math.pow(2, rng.nextDouble()) * (bearsMore ? 1.4 : 1);
    Optimization some =
        switch (rng.nextInt(4)) {
          case 0 -> Optimization.adamW(1.2e-3 * more, 0.01);
          case 1 -> Optimization.rmsprop(7e-4 * more);
          case 2 -> Optimization.sgd(0.01 * more, 0.9);
          default -> Optimization.adam(1.2e-3 * more);
        };
    some.schedule = rng.nextInt(2) == 0 ? Schedule.CONSTANT : Schedule.COSINE;
    return some;
  }
}
