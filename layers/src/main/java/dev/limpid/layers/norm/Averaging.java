package dev.limpid.layers.norm;

import dev.limpid.layers.json.ForeignText;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The way BatchNorm averages the statistics of its batches for inference: what share of the old
 * value each batch leaves.
 *
 * <pre>
 * moving = kept(t) moving + (1 - kept(t)) batch        t = 1, 2, ... counts the batches
 * </pre>
 *
 * <p>With a fixed share of 0.99 (Keras's default) the averages remember about 100 steps, and hold
 * on to their first values, mean 0 and variance 1, for as long: while the weights change fast, or
 * in the first epochs, they lag behind. Each of the others is a remedy. After every batch the
 * averages are what inference uses, without a further correction.
 *
 * <p>A policy is written as a text, {@link #toString()} and {@link #parse}; that is how it is saved
 * with a model. Where it depends on t, the count is saved too, as the statistic {@code
 * moving_steps}, and so a model that is read goes on where it was.
 */
public sealed interface Averaging {
  /**
   * The share of the old value that batch {@code t} leaves, 0 to 1.
   *
   * @param t from 1, since the start or since the averages were restarted
   */
  double kept(long t);

  /** Whether {@link #kept} depends on t. */
  default boolean countsSteps() {
    return true;
  }

  /** Whether the trainer restarts the count at the beginning of each epoch. */
  default boolean restartsEachEpoch() {
    return false;
  }

  /** What {@link #parse} reads. */
  @Override
  String toString();

  /**
   * A fixed share: {@code kept(t) = momentum} (Keras's convention; PyTorch's momentum is {@code 1 -
   * momentum} here). What BatchNorm does unless told otherwise, with 0.99.
   *
   * @param momentum 0 to 1
   */
  static Averaging exponential(double momentum) {
    return new Exponential(momentum);
  }

  /**
   * A fixed share, with the first values taken out: the exponential average of the batches alone,
   * divided by the sum of its weights.
   *
   * <pre>
   * a = momentum a + (1 - momentum) batch, from a = 0;    moving = a / (1 - momentum^t)
   * which is     kept(t) = momentum (1 - momentum^(t-1)) / (1 - momentum^t)
   * </pre>
   *
   * <p>The correction of Adam (Kingma and Ba 2015, arXiv:1412.6980, section 3), TensorFlow's {@code
   * zero_debias_moving_mean}; here for the variance too.
   *
   * @param momentum 0 or more, below 1
   */
  static Averaging debiased(double momentum) {
    return new Debiased(momentum);
  }

  /**
   * A share that grows to a fixed one: {@code kept(t) = min(momentum, (1 + n) / (10 + n))} after
   * {@code n = t - 1} batches, as TensorFlow's {@code ExponentialMovingAverage} does with {@code
   * num_updates}. The averages remember a tenth of the steps so far, and 0.99 is reached after 890.
   *
   * @param momentum 0 to 1
   */
  static Averaging warmUp(double momentum) {
    return new WarmUp(momentum);
  }

  /**
   * The plain mean of all batches since the restart: {@code kept(t) = (t - 1) / t}. PyTorch's
   * {@code momentum=None}; {@linkplain BatchNorm#restartAverages restarted} by the trainer at the
   * beginning of each epoch, so that early weights are forgotten: inference then uses the mean over
   * the epoch so far, and until its first batch that over the epoch before.
   */
  static Averaging cumulative() {
    return new Cumulative();
  }

  /**
   * Any share as a table of the step: each entry holds from its t on, until the next.
   *
   * @param momenta from t to share, 0 to 1; the first t is 1. {@code Map.of(1L, 0.9, 501L, 0.99)}
   *     keeps 0.9 for 500 batches, and 0.99 after that
   */
  static Averaging scheduled(Map<Long, Double> momenta) {
    return new Scheduled(new TreeMap<>(momenta));
  }

  /**
   * A policy of one of the four names with this momentum, which a cumulative average doesn't use.
   *
   * @param name {@code exponential}, {@code debiased}, {@code warmup} or {@code cumulative}
   * @throws IllegalArgumentException if there is none of that name
   */
  static Averaging named(String name, double momentum) {
    return switch (name) {
      case "exponential" -> exponential(momentum);
      case "debiased" -> debiased(momentum);
      case "warmup" -> warmUp(momentum);
      case "cumulative" -> cumulative();
      default ->
          throw new IllegalArgumentException(
              "no averaging "
                  + ForeignText.quoted(name)
                  + "; there are exponential, debiased, warmup, cumulative, scheduled");
    };
  }

  /**
   * Reads what {@link #toString()} writes, such as {@code debiased 0.99}, {@code cumulative}, or
   * {@code scheduled 1:0.9 501:0.99}.
   *
   * @throws IllegalArgumentException if it is none of that
   */
  static Averaging parse(String text) {
    String[] words = text.trim().split("\\s+");
    try {
      if (words[0].equals("scheduled")) {
        Map<Long, Double> momenta = new TreeMap<>();
        for (int i = 1; i < words.length; i++) {
          int colon = words[i].indexOf(':');
          momenta.put(
              Long.parseLong(words[i].substring(0, Math.max(0, colon))),
              Double.parseDouble(words[i].substring(colon + 1)));
        }
        return scheduled(momenta);
      }
      boolean hasMomentum = !words[0].equals("cumulative");
      if (words.length == (hasMomentum ? 2 : 1)) {
        return named(words[0], hasMomentum ? Double.parseDouble(words[1]) : 0);
      }
    } catch (NumberFormatException e) {
      // told below, like a wrong number of words
    }
    throw new IllegalArgumentException(
        "an averaging is written as 'exponential 0.99', 'debiased 0.99', 'warmup 0.99', 'cumulative'"
            + " or 'scheduled 1:0.9 501:0.99', but not "
            + ForeignText.quoted(text));
  }

  /** See {@link #exponential}. */
  record Exponential(double momentum) implements Averaging {
    /** Checks the momentum. */
    public Exponential {
      requireShare(momentum);
    }

    @Override
    public double kept(long t) {
      return momentum;
    }

    @Override
    public boolean countsSteps() {
      return false;
    }

    @Override
    public String toString() {
      return "exponential " + momentum;
    }
  }

  /** See {@link #debiased}. */
  record Debiased(double momentum) implements Averaging {
    /** Checks the momentum. */
    public Debiased {
      requireShare(momentum);
      if (momentum == 1) {
        throw new IllegalArgumentException(
            "BatchNorm: the momentum of a debiased average must be below 1, because one of 1 takes"
                + " no batch in");
      }
    }

    @Override
    public double kept(long t) {
      return momentum * (1 - StrictMath.pow(momentum, t - 1)) / (1 - StrictMath.pow(momentum, t));
    }

    @Override
    public String toString() {
      return "debiased " + momentum;
    }
  }

  /** See {@link #warmUp}. */
  record WarmUp(double momentum) implements Averaging {
    /** Checks the momentum. */
    public WarmUp {
      requireShare(momentum);
    }

    @Override
    public double kept(long t) {
      return Math.min(momentum, t / (9.0 + t));
    }

    @Override
    public String toString() {
      return "warmup " + momentum;
    }
  }

  /** See {@link #cumulative}. */
  record Cumulative() implements Averaging {
    @Override
    public double kept(long t) {
      return (t - 1.0) / t;
    }

    @Override
    public boolean restartsEachEpoch() {
      return true;
    }

    @Override
    public String toString() {
      return "cumulative";
    }
  }

  /** See {@link #scheduled}. */
  record Scheduled(SortedMap<Long, Double> momenta) implements Averaging {
    /** Checks the table and copies it. */
    public Scheduled {
      if (momenta.isEmpty() || momenta.firstKey() != 1) {
        throw new IllegalArgumentException(
            "BatchNorm: a schedule of the momentum begins with batch 1, but has "
                + ForeignText.brief(momenta));
      }
      momenta.values().forEach(Averaging::requireShare);
      momenta = Collections.unmodifiableSortedMap(new TreeMap<>(momenta));
    }

    @Override
    public double kept(long t) {
      return momenta.get(momenta.headMap(t + 1).lastKey());
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("scheduled");
      momenta.forEach((t, momentum) -> text.append(' ').append(t).append(':').append(momentum));
      return text.toString();
    }
  }

  private static void requireShare(double momentum) {
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new IllegalArgumentException(
          "BatchNorm: momentum must be between 0 and 1, but is " + momentum);
    }
  }
}
