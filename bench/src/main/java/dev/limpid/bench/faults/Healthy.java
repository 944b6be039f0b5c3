package dev.limpid.bench.faults;

import static dev.limpid.bench.faults.Networks.blocks;

import dev.limpid.bench.faults.images.PatternImages;
import dev.limpid.bench.faults.images.ShapeImages;
import dev.limpid.bench.faults.images.SmallCharacters;
import dev.limpid.bench.faults.images.TextureImages;
import dev.limpid.layers.Dense;
import dev.limpid.train.data.Augmentation;
import java.util.List;
import java.util.stream.Stream;

/**
 * Trainings with which nothing is wrong: the learning rate suits the network, the images are
 * enough, BatchNorm's averages keep up, and training stops when validation has become flat.
 */
final class Healthy {
  private Healthy() {}

  /** Those of both halves. */
  static List<Configuration> all() {
    return Stream.of(Half.values()).flatMap(half -> of(half).stream()).toList();
  }

  /** Those of a half. */
  static List<Configuration> of(Half half) {
    return half == Half.DEV ? development() : test();
  }

  private static List<Configuration> development() {
    return List.of(
        new Configuration(
            "shapes, BatchNorm, Adam",
            Half.DEV,
            new ShapeImages(16, 1, 6, 0.04),
            1000,
            300,
            false,
            () -> Networks.of(blocks(6, 12).batchNorm(), null, 6),
            () -> Optimization.adam(2e-3),
            t -> t.epochs = 12),
        new Configuration(
            "colour shapes, plain, Adam",
            Half.DEV,
            new ShapeImages(16, 3, 5, 0.05),
            1000,
            300,
            false,
            () -> Networks.of(blocks(8, 12), new Dense(24), 5),
            () -> Optimization.adam(2e-3),
            t -> t.epochs = 16),
        new Configuration(
            "textures, BatchNorm, SGD",
            Half.DEV,
            new TextureImages(16, 1, 6, 0.3, 0.1),
            1000,
            300,
            false,
            () -> Networks.of(blocks(6, 12).batchNorm(), null, 6),
            () -> Optimization.sgd(0.01, 0.9),
            t -> t.epochs = 10),
        new Configuration(
            "colour textures, dropout, RMSprop",
            Half.DEV,
            new TextureImages(14, 3, 6, 0.3, 0.1),
            1000,
            300,
            false,
            () -> Networks.of(blocks(8, 10).dropout(0.2), new Dense(24), 6),
            () -> Optimization.rmsprop(1e-3),
            t -> t.epochs = 18),
        new Configuration(
            "patterns, MLP, SGD",
            Half.DEV,
            new PatternImages(14, 1, 8, 0.3, 1),
            4000,
            400,
            true,
            () -> Networks.mlp(8, 0, 32, 24),
            () -> Optimization.sgd(0.01, 0.9),
            t -> t.epochs = 4),
        new Configuration(
            "characters, BatchNorm, average pooling, AdamW",
            Half.DEV,
            new SmallCharacters(20, 1, 8, 0.1),
            1000,
            300,
            false,
            () -> Networks.of(blocks(6, 12).batchNorm().averagePooling(), null, 8),
            () -> Optimization.adamW(2e-3, 0.01),
            t -> t.epochs = 12),
        new Configuration(
            "shapes, deep, BatchNorm, augmented",
            Half.DEV,
            new ShapeImages(16, 1, 8, 0.04),
            1000,
            300,
            false,
            () -> Networks.of(blocks(6, 12).twice().batchNorm(), null, 8),
            () -> Optimization.adam(2e-3),
            t -> {
              t.epochs = 12;
              t.augmentation = Augmentation.affine(0.05, 10, 0.1);
            }),
        new Configuration(
            "colour patterns, wide, dropout, Adam",
            Half.DEV,
            new PatternImages(14, 3, 10, 0.25, 2),
            1000,
            300,
            true,
            () -> Networks.of(blocks(16).dropout(0.25), new Dense(32), 10),
            () -> Optimization.adam(1e-3),
            t -> t.epochs = 16));
  }

  private static List<Configuration> test() {
    return List.of(
        new Configuration(
            "colour characters, BatchNorm, Adam",
            Half.TEST,
            new SmallCharacters(20, 3, 10, 0.15),
            1000,
            300,
            false,
            () -> Networks.of(blocks(8, 16).batchNorm(), null, 10),
            () -> Optimization.adam(2e-3),
            t -> t.epochs = 8),
        new Configuration(
            "textures, plain, SGD",
            Half.TEST,
            new TextureImages(16, 1, 5, 0.3, 0.1),
            1000,
            300,
            true,
            () -> Networks.of(blocks(8, 12), new Dense(24), 5),
            () -> Optimization.sgd(0.01, 0.9),
            t -> t.epochs = 6),
        new Configuration(
            "patterns, BatchNorm, RMSprop",
            Half.TEST,
            new PatternImages(16, 1, 8, 0.3, 3),
            1000,
            300,
            false,
            () -> Networks.of(blocks(6, 12).batchNorm(), null, 8),
            () -> Optimization.rmsprop(1e-3),
            t -> t.epochs = 14),
        new Configuration(
            "colour shapes, BatchNorm, global average, AdamW",
            Half.TEST,
            new ShapeImages(16, 3, 5, 0.06),
            1000,
            300,
            true,
            () -> Networks.of(blocks(10, 16).batchNorm().globalAverage(), null, 5),
            () -> Optimization.adamW(5e-3, 0.01),
            t -> t.epochs = 14),
        new Configuration(
            "colour patterns, MLP, dropout, Adam",
            Half.TEST,
            new PatternImages(12, 3, 8, 0.3, 4),
            4000,
            400,
            true,
            () -> Networks.mlp(8, 0.15, 32, 24),
            () -> Optimization.adam(1e-3),
            t -> t.epochs = 5),
        new Configuration(
            "characters, plain, augmented, Adam",
            Half.TEST,
            new SmallCharacters(18, 1, 8, 0.1),
            1000,
            300,
            false,
            () -> Networks.of(blocks(8, 12), new Dense(24), 8),
            () -> Optimization.adam(2e-3),
            t -> {
              t.epochs = 20;
              t.augmentation = Augmentation.affine(0.05, 8, 0.1);
            }),
        new Configuration(
            "shapes, deep, BatchNorm, SGD",
            Half.TEST,
            new ShapeImages(16, 1, 8, 0.1),
            1000,
            300,
            true,
            () -> Networks.of(blocks(6, 12).twice().batchNorm(), null, 8),
            () -> Optimization.sgd(0.01, 0.9),
            t -> t.epochs = 8),
        new Configuration(
            "textures, narrow, dropout, RMSprop",
            Half.TEST,
            new TextureImages(14, 1, 4, 0.3, 0.12),
            1000,
            300,
            true,
            () -> Networks.of(blocks(5, 6).dropout(0.15), new Dense(16), 4),
            () -> Optimization.rmsprop(2e-3),
            t -> t.epochs = 14));
  }
}
