package dev.limpid.train;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import java.util.stream.IntStream;

/**
 * The batches that a training learns from, in the order of its steps over all epochs: each is
 * filled when it is asked for, or by threads that read ahead. Those read the first batch of an
 * epoch while the epoch before is evaluated.
 *
 * <p>What is in a batch depends on seed, epoch and number alone.
 */
final class TrainingBatches implements AutoCloseable {
  private final Plan plan;
  private final Batches batches;
  private final Batch[] turns;
  private final int firstEpoch;

  /** Null where nothing is read ahead. */
  private final ReadAhead ahead;

  private long next;

  // the epoch whose batches are filled, by one thread
  private int epoch;
  private int[] order;
  private Rng changes;
  private Dataset shown;

  /**
   * The batches of a training.
   *
   * @param turns the batches to fill: two where something is read ahead
   * @param firstEpoch the number of the epoch that it goes on in
   * @param firstBatch what has been learnt from in that epoch
   * @param readers threads that read ahead; 0 for none
   */
  TrainingBatches(Plan plan, Batch[] turns, int firstEpoch, int firstBatch, int readers) {
    this.plan = plan;
    this.batches = plan.batches();
    this.turns = turns;
    this.firstEpoch = firstEpoch;
    this.next = firstBatch;
    long end = (long) plan.epochs() * batches.count();
    this.ahead =
        readers == 0
            ? null
            : new ReadAhead(turns[0], turns[1], firstBatch, end, this::fill, readers);
  }

  /**
   * The next batch; the one before may change from now on.
   *
   * @throws dev.limpid.train.data.DatasetException if an image of it can't be read
   */
  Batch next() {
    if (ahead != null) {
      return ahead.next();
    }
    fill(turns[0], next, plan.network().compute().parallel());
    next++;
    return turns[0];
  }

  private void fill(Batch into, long number, Parallel parallel) {
    int ofNumber = firstEpoch + (int) (number / batches.count());
    if (epoch != ofNumber) {
      begin(ofNumber);
    }
    int index = (int) (number % batches.count());
    Augmentation rest = plan.augmentation().mixes() ? Augmentation.NONE : plan.augmentation();
    into.fill(shown, order, batches.from(index), batches.to(index), rest, changes, parallel);
  }

  private void begin(int newEpoch) {
    Dataset training = plan.training();
    Augmentation augmentation = plan.augmentation();
    order =
        plan.shuffled()
            ? Rng.of(plan.seed()).split("order").split(newEpoch).permutation(training.size())
            : IntStream.range(0, training.size()).toArray();
    changes = Rng.of(plan.seed()).split("augmentation").split(newEpoch);
    shown = augmentation.mixes() ? Datasets.augmented(training, augmentation, changes) : training;
    epoch = newEpoch;
  }

  @Override
  public void close() {
    if (ahead != null) {
      ahead.close();
    }
  }
}
