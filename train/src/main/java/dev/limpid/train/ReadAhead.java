package dev.limpid.train;

import dev.limpid.core.Parallel;
import dev.limpid.train.data.Batch;

/**
 * The batches of a training, filled in their order by threads of its own while the step before is
 * computed. Two batches take turns: the one that was given out stays as it is until the next one is
 * asked for. A batch has the same bits as if it were filled when it is needed, for {@link Batch}
 * fills it either way.
 */
final class ReadAhead implements AutoCloseable {
  /** Fills a batch. */
  @FunctionalInterface
  interface Filler {
    /** Fills this with batch {@code index} of the training. */
    void fill(Batch batch, long index, Parallel readers);
  }

  private final Batch[] turns;
  private final long from;
  private final long to;
  private final Filler filler;
  private final Parallel readers;
  private final Thread conductor = new Thread(this::fillAll, "limpid-read-ahead");

  // guarded by this
  private long wanted;
  private long filled;
  private Throwable problem;
  private boolean closed;

  /**
   * Starts to fill the first two.
   *
   * @param first a batch to fill
   * @param second another one of the same capacity
   * @param from the first batch that is asked for
   * @param to the end: the first one that is not
   * @param threads what reads, 1 or more
   */
  ReadAhead(Batch first, Batch second, long from, long to, Filler filler, int threads) {
    this.turns = new Batch[] {first, second};
    this.from = from;
    this.to = to;
    this.wanted = from - 1;
    this.filled = from;
    this.filler = filler;
    this.readers = Parallel.of(threads);
    conductor.setDaemon(true);
    conductor.start();
  }

  /**
   * The next batch; the one before is filled anew from now on.
   *
   * @throws dev.limpid.train.data.DatasetException if an image of it can't be read
   */
  synchronized Batch next() {
    wanted++;
    notifyAll();
    while (filled <= wanted && problem == null) {
      await();
    }
    if (filled <= wanted) {
      throw ReadAhead.<RuntimeException>asIs(problem);
    }
    return turns[(int) (wanted % 2)];
  }

  private void fillAll() {
    try {
      for (long i = from; i < to && mayFill(i); i++) {
        filler.fill(turns[(int) (i % 2)], i, readers);
        synchronized (this) {
          filled = i + 1;
          notifyAll();
        }
      }
    } catch (Throwable thrown) { // of any type: a data set may be in a language without checks
      synchronized (this) {
        problem = thrown;
        notifyAll();
      }
    }
  }

  /** Waits until the batch before the last one has been given back; false if there is no need. */
  private synchronized boolean mayFill(long index) {
    while (!closed && index > Math.max(wanted, from) + 1) {
      await();
    }
    return !closed;
  }

  /** An interrupted training is not stopped here, but the thread stays interrupted. */
  private void await() {
    boolean interrupted = Thread.interrupted();
    try {
      wait();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T asIs(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /** Ends the threads; a batch that is being filled is filled first. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    boolean interrupted = false;
    while (conductor.isAlive()) {
      try {
        conductor.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (readers.threads() > 1) { // the serial one is everybody's
      readers.close();
    }
  }
}
