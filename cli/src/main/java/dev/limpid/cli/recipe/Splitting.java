package dev.limpid.cli.recipe;

import dev.limpid.core.Rng;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.ImageList;
import dev.limpid.train.data.Split;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Which of the images are learnt from, and which are validated on.
 *
 * @param share to validate on
 * @param kind null for what is usual
 * @param fold null without a cross-validation
 * @param order before they are split
 * @param limit of the images to learn from; null without
 * @param rng what all of it depends on
 */
record Splitting(
    double share, Splitting.Kind kind, String fold, Splitting.Order order, Integer limit, Rng rng) {
  /** How images are split. */
  enum Kind {
    HEAD,
    TAIL,
    SHUFFLED,
    STRATIFIED
  }

  /** The order of the images before they are split. */
  enum Order {
    GIVEN,
    RANDOM,
    BY_CLASS {
      @Override
      public String toString() {
        return "by-class";
      }
    }
  }

  /**
   * Checks what can be checked without the images.
   *
   * @throws UserException if a value is out of its range
   */
  void check() {
    if (fold == null) {
      return;
    }
    Fold.of(fold);
    if (kind != null) {
      throw new UserException("--fold and --split both say which images to validate on; take one");
    }
  }

  boolean isFold() {
    return fold != null;
  }

  /**
   * Checks the share that is validated on.
   *
   * @throws UserException if it is none
   */
  void requireShare() {
    if (!(share > 0 && share < 1)) {
      throw new UserException("--validation-split must be between 0 and 1, but is " + share);
    }
  }

  /** The images in the order that is asked for. */
  Dataset ordered(Dataset all) {
    return switch (order) {
      case GIVEN -> all;
      case RANDOM -> Datasets.subset(all, rng.split("order of the data").permutation(all.size()));
      case BY_CLASS ->
          Datasets.subset(
              all,
              IntStream.range(0, all.size())
                  .boxed()
                  .sorted(Comparator.comparingInt(all::label))
                  .mapToInt(Integer::intValue)
                  .toArray());
    };
  }

  /** Two parts of the images of a folder or file. */
  Split ofFiles(Dataset all) {
    int validation = all.size() - (int) Math.floor(all.size() * (1 - share)); // Keras's
    return of(all, all.size() - validation, share, Kind.STRATIFIED);
  }

  /** Generated images, of which so many are to be learnt from. */
  Split ofGenerated(Dataset all, int training) {
    return of(all, training, (double) (all.size() - training) / all.size(), Kind.HEAD);
  }

  private Split of(Dataset all, int training, double part, Kind usual) {
    if (fold != null) {
      return limited(Fold.of(fold).of(all, rng.split("folds")));
    }
    Split parts =
        switch (kind != null ? kind : usual) {
          case HEAD, TAIL -> Split.head(all, training);
          case SHUFFLED -> Split.shuffled(all, part, rng.split("split"));
          case STRATIFIED -> Split.stratified(all, part, rng.split("split"));
        };
    return limited(parts);
  }

  /**
   * Whole groups of the images of a list.
   *
   * @param data what it is called
   */
  Split byGroup(ImageList list, String data) {
    try {
      Split parts = list.splitByGroup(share, rng.split("split"));
      return limited(new Split(ordered(parts.training()), parts.validation()));
    } catch (IllegalArgumentException e) {
      throw new UserException(data + ": " + e.getMessage(), e);
    }
  }

  /** No more images to learn from than were asked for. */
  Split limited(Split parts) {
    if (limit == null || limit >= parts.training().size()) {
      return parts;
    }
    if (limit < 1) {
      throw new UserException("--training-limit must be 1 or more, but is " + limit);
    }
    Dataset some = Datasets.proportional(parts.training(), limit, rng.split("limit"));
    return new Split(some, parts.validation());
  }
}
