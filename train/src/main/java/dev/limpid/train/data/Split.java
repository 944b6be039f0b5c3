package dev.limpid.train.data;

import dev.limpid.core.Rng;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A data set in two parts that have no sample in common: one to learn from, one to validate on.
 * Both are views.
 *
 * @param training the samples to learn from
 * @param validation the samples to validate on
 */
public record Split(Dataset training, Dataset validation) {
  /** Two data sets that are split already. */
  public Split {
    Objects.requireNonNull(training, "training");
    Objects.requireNonNull(validation, "validation");
  }

  /**
   * The first samples to learn from, the rest to validate on, in the order in which they are.
   *
   * @throws IllegalArgumentException if a part would be empty
   */
  public static Split head(Dataset data, int trainingSamples) {
    return cut(data, IntStream.range(0, data.size()).toArray(), trainingSamples);
  }

  /**
   * The last samples to validate on, without shuffling, as Keras's {@code validation_split} does:
   * training takes {@code floor(size * (1 - share))}. Data that is sorted by class gives a
   * validation set of classes that were never learnt.
   *
   * @param validationShare above 0 and below 1
   * @throws IllegalArgumentException if the share is not, or a part would be empty
   */
  public static Split tail(Dataset data, double validationShare) {
    requireShare(validationShare);
    return head(data, (int) Math.floor(data.size() * (1 - validationShare)));
  }

  /**
   * A random part to validate on, {@code round(size * share)} samples; both parts in random order.
   *
   * @param validationShare above 0 and below 1
   * @param rng what the choice depends on
   * @throws IllegalArgumentException if the share is not, or a part would be empty
   */
  public static Split shuffled(Dataset data, double validationShare, Rng rng) {
    requireShare(validationShare);
    int validationSamples = (int) Math.round(data.size() * validationShare);
    return cut(data, rng.permutation(data.size()), data.size() - validationSamples);
  }

  /**
   * A random part of each class to validate on, the same share of each but for rounding; both parts
   * in random order. Every class that has samples keeps at least one to learn from.
   *
   * @param validationShare above 0 and below 1
   * @param rng what the choice depends on
   * @throws IllegalArgumentException if the share is not, or a part would be empty
   */
  public static Split stratified(Dataset data, double validationShare, Rng rng) {
    requireShare(validationShare);
    int[] order = rng.permutation(data.size());
    int[] left = validationSamplesByClass(data, validationShare);
    int[] training = new int[order.length];
    int[] validation = new int[order.length];
    int trainingSamples = 0;
    int validationSamples = 0;
    for (int index : order) {
      if (left[data.label(index)]-- > 0) {
        validation[validationSamples++] = index;
      } else {
        training[trainingSamples++] = index;
      }
    }
    System.arraycopy(validation, 0, training, trainingSamples, validationSamples);
    return cut(data, training, trainingSamples);
  }

  /**
   * The splits of a cross-validation: in each, another part of the samples validates, and every
   * sample does so once. Parts have the same share of each class but for one sample; both parts of
   * a split in random order.
   *
   * @param folds how many, 2 or more
   * @param rng what the parts depend on
   * @throws IllegalArgumentException if there are fewer than 2 folds, or fewer samples than folds
   */
  public static List<Split> folds(Dataset data, int folds, Rng rng) {
    if (folds < 2 || folds > data.size()) {
      throw new IllegalArgumentException(
          "the folds of "
              + data.size()
              + " samples are 2 to that many, but "
              + folds
              + " are asked");
    }
    int[] order = rng.permutation(data.size());
    int[] byClass =
        IntStream.of(order)
            .boxed()
            .sorted(Comparator.comparingInt(data::label))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] foldOf = new int[data.size()];
    for (int i = 0; i < byClass.length; i++) {
      foldOf[byClass[i]] = i % folds;
    }
    List<Split> splits = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      int left = fold;
      int[] training = IntStream.of(order).filter(i -> foldOf[i] != left).toArray();
      int[] validation = IntStream.of(order).filter(i -> foldOf[i] == left).toArray();
      splits.add(new Split(Datasets.subset(data, training), Datasets.subset(data, validation)));
    }
    return splits;
  }

  /**
   * Whole groups to validate on, such as all pictures of a person or a place: pictures of one group
   * are alike, and a network that has seen some of them reads the others too well. Groups are drawn
   * at random, and one is taken if the number of validation samples comes nearer to {@code share}
   * of all; both parts in the order in which they are.
   *
   * @param validationShare above 0 and below 1
   * @param groupOf the group of the sample of an index
   * @param rng what the choice depends on
   * @throws IllegalArgumentException if the share is not, or there is only one group
   */
  public static <G> Split byGroup(
      Dataset data, double validationShare, IntFunction<G> groupOf, Rng rng) {
    requireShare(validationShare);
    Map<G, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < data.size(); i++) {
      groups.computeIfAbsent(groupOf.apply(i), group -> new ArrayList<>()).add(i);
    }
    if (groups.size() < 2) {
      throw new IllegalArgumentException(
          "a split by group needs two groups or more, but there "
              + (groups.isEmpty()
                  ? "is none"
                  : "is only '" + groups.keySet().iterator().next() + "'"));
    }
    List<List<Integer>> all = List.copyOf(groups.values());
    double wanted = validationShare * data.size();
    List<Integer> chosen = new ArrayList<>();
    int left = all.size();
    for (int group : rng.permutation(all.size())) {
      List<Integer> samples = all.get(group);
      double with = Math.abs(wanted - chosen.size() - samples.size());
      boolean nearer = with < Math.abs(wanted - chosen.size());
      boolean last = --left == 0;
      if (nearer && !(last && chosen.size() + samples.size() == data.size())
          || last && chosen.isEmpty()) {
        chosen.addAll(samples);
      }
    }
    return listed(data, chosen.stream().sorted().mapToInt(Integer::intValue).toArray());
  }

  /**
   * These samples to validate on, and the others to learn from, in the order in which they are.
   *
   * @param validation indices of samples, in any order, each once
   * @throws IndexOutOfBoundsException if one is not a sample of the data set
   * @throws IllegalArgumentException if one is listed twice, or a part would be empty
   */
  public static Split listed(Dataset data, int... validation) {
    boolean[] validates = new boolean[data.size()];
    for (int index : validation) {
      if (validates[Objects.checkIndex(index, data.size())]) {
        throw new IllegalArgumentException("sample " + index + " is listed twice");
      }
      validates[index] = true;
    }
    int[] order =
        IntStream.concat(
                IntStream.range(0, data.size()).filter(i -> !validates[i]),
                IntStream.range(0, data.size()).filter(i -> validates[i]))
            .toArray();
    return cut(data, order, data.size() - validation.length);
  }

  /**
   * Rounds the running sum of the shares: no class, nor the total, is off by more than 1 for it.
   */
  private static int[] validationSamplesByClass(Dataset data, double share) {
    int[] counts = new int[data.classNames().size()];
    for (int i = 0; i < data.size(); i++) {
      counts[data.label(i)]++;
    }
    int[] samples = new int[counts.length];
    int seen = 0;
    for (int c = 0; c < counts.length; c++) {
      long before = Math.round(seen * share);
      seen += counts[c];
      int fair = (int) (Math.round(seen * share) - before);
      samples[c] = Math.max(0, Math.min(fair, counts[c] - 1));
    }
    return samples;
  }

  private static Split cut(Dataset data, int[] order, int trainingSamples) {
    if (trainingSamples < 1 || trainingSamples >= order.length) {
      throw new IllegalArgumentException(
          "both parts of a split need a sample, but of "
              + order.length
              + " samples "
              + trainingSamples
              + " would be for training");
    }
    return new Split(
        Datasets.subset(data, Arrays.copyOf(order, trainingSamples)),
        Datasets.subset(data, Arrays.copyOfRange(order, trainingSamples, order.length)));
  }

  private static void requireShare(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "the share of validation samples must be above 0 and below 1, but is " + share);
    }
  }
}
