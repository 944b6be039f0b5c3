package dev.limpid.bench.faults;

import dev.limpid.bench.faults.images.ImageSource;
import dev.limpid.bench.faults.images.PatternImages;
import dev.limpid.bench.faults.images.ScaledImages;
import dev.limpid.bench.faults.images.ShapeImages;
import dev.limpid.bench.faults.images.TextureImages;
import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.characters.Characters;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Draws kinds of images: characters, textures, shapes, blobs, and scanned digits. */
final class Images {
  /**
   * A kind of images.
   *
   * @param name what they are
   * @param side height and width
   * @param classes how many
   * @param source draws them
   */
  record Kind(String name, int side, int classes, ImageSource source) {
    boolean isMany() {
      return classes >= MANY;
    }

    @Override
    public String toString() {
      return name + " of " + side + " x " + side + " in " + classes + " classes";
    }
  }

  /** Seeds in a row that share the characters from which they draw, each others of them. */
  private static final int SHARING = 100;

  private static final int CHARACTERS = 30;

  /** As many classes as a reader of characters has. */
  static final int MANY = 30;

  private final Optional<Dataset> digits;
  private final int charactersOfAClass;
  private Dataset characters;
  private long charactersOf = -1;

  /**
   * A generator.
   *
   * @param digits scanned images; where they are missing, shapes take their place
   * @param charactersOfAClass how many characters there are to draw from
   */
  Images(Optional<Dataset> digits, int charactersOfAClass) {
    this.digits = digits;
    this.charactersOfAClass = charactersOfAClass;
  }

  /** The kind of a seed with {@link #MANY} classes or more: of characters, textures or blobs. */
  Kind ofMany(long seed, Rng rng) {
    int side = 16 + 2 * rng.nextInt(3);
    int channels = rng.nextInt(2) == 0 ? 1 : 3;
    String colour = channels == 1 ? "grey" : "colour";
    int more = rng.nextInt(4);
    return switch (rng.nextInt(3)) {
      case 0 ->
          new Kind(
              colour + " characters",
              side + 2,
              CHARACTERS,
              some(characters(seed), side + 2, channels, CHARACTERS, rng));
      case 1 -> {
        TextureImages textures =
            new TextureImages(
                side,
                channels,
                10 + more,
                3,
                rng.nextFloat(0.1f, 0.2f),
                rng.nextFloat(0.03f, 0.08f));
        yield new Kind(colour + " textures", side, textures.classes(), textures);
      }
      default -> {
        int classes = MANY + 5 * more;
        yield new Kind(
            colour + " blobs",
            side,
            classes,
            new PatternImages(
                side, channels, classes, rng.nextFloat(0.05f, 0.15f), rng.nextInt(1 << 20)));
      }
    };
  }

  /** The kind of a seed, of at most twelve classes. */
  Kind of(long seed, Rng rng) {
    int kind = rng.nextInt(5);
    int side = 12 + 2 * rng.nextInt(4);
    int channels = rng.nextInt(2) == 0 ? 1 : 3;
    String colour = channels == 1 ? "grey" : "colour";
    int classes = 4 + rng.nextInt(5);
    if (kind == 0 && digits.isPresent()) {
      return new Kind("scanned digits", 14, classes, some(digits.get(), 14, 1, classes, rng));
    }
    return switch (kind) {
      case 1 ->
          new Kind(
              colour + " characters",
              side + 4,
              classes + 4,
              some(characters(seed), side + 4, channels, classes + 4, rng));
      case 2 ->
          new Kind(
              colour + " textures",
              side,
              classes - 1,
              new TextureImages(
                  side,
                  channels,
                  classes - 1,
                  1,
                  rng.nextFloat(0.15f, 0.3f),
                  rng.nextFloat(0.05f, 0.12f)));
      case 3 ->
          new Kind(
              colour + " blobs",
              side,
              classes,
              new PatternImages(
                  side, channels, classes, rng.nextFloat(0.1f, 0.3f), rng.nextInt(1 << 20)));
      default ->
          new Kind(
              colour + " shapes",
              side + 2,
              classes,
              new ShapeImages(side + 2, channels, classes, rng.nextFloat(0.02f, 0.08f)));
    };
  }

  private static ImageSource some(Dataset all, int side, int channels, int classes, Rng rng) {
    int[] order = rng.permutation(all.classNames().size());
    List<Integer> some = Arrays.stream(order).limit(classes).boxed().toList();
    return new ScaledImages(all, side, channels, some);
  }

  private Dataset characters(long seed) {
    if (charactersOf != seed / SHARING) {
      charactersOf = seed / SHARING;
      characters =
          Characters.generate(
              charactersOf, CHARACTERS * charactersOfAClass, 0.1, Parallel.serial());
    }
    return characters;
  }
}
