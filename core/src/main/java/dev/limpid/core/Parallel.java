package dev.limpid.core;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * Runs numbered pieces of work on a fixed number of threads.
 *
 * <p>Results do not depend on the number of threads as long as the <em>pieces</em> do not: cut the
 * work by its own size, let each piece write to a place of its own, and add partial sums in the
 * order of the pieces.
 *
 * <p>Each thread begins with a share of neighbouring pieces, always the same one for its number,
 * and helps the others when it is through. So where two jobs are cut along the images of a batch, a
 * thread mostly reads what it wrote itself, which is in its processor's cache. That takes 4 to 6 %
 * off a training step where processors share a cache, and 11 to 13 % where they don't. Nothing but
 * time may depend on it: a thread that is late finds its share taken.
 *
 * <p>The calling thread takes part. With one thread, and inside a piece, everything runs on the
 * caller's thread in order, so that a debugger steps straight into it. Several callers may share
 * one instance: while one has the helpers, the others do their pieces alone.
 *
 * <p>The helper threads are daemons that sleep while there is nothing to do.
 */
public final class Parallel implements AutoCloseable {
  /** A piece of a range of elements: {@code from} inclusive, {@code to} exclusive. */
  @FunctionalInterface
  public interface Range {
    /** Works on the elements {@code from ... to - 1}. */
    void accept(int from, int to);
  }

  /**
   * How often a waiting thread looks again before it sleeps: about 100 microseconds, longer than
   * what a training step does on one thread between two jobs. With 20 microseconds a step of 8
   * images took 5 % longer.
   */
  private static final int SPINS = 10_000;

  /** How many failures of one job are kept beside the one that is thrown. */
  private static final int MOST_SUPPRESSED = 8;

  private static final Parallel SERIAL = new Parallel(1);

  /** The number of the calling thread; helpers count from 1. */
  private static final int CALLER = 0;

  /** Set in a thread that is inside a piece: nested work stays on it. */
  private static final ThreadLocal<Boolean> INSIDE_PIECE = ThreadLocal.withInitial(() -> false);

  private final int threads;

  /** {@link #SPINS}, or 0 where there are more threads than processors: others need them. */
  private final int spins;

  private final Thread[] helpers;
  private final ReentrantLock busy = new ReentrantLock();
  private final Job job;

  private volatile boolean closed;

  private Parallel(int threads) {
    this.threads = threads;
    this.spins = threads <= Runtime.getRuntime().availableProcessors() ? SPINS : 0;
    this.helpers = new Thread[threads - 1];
    this.job = new Job(threads);
    for (int i = 0; i < helpers.length; i++) {
      int number = i + 1;
      helpers[i] = new Thread(() -> help(number), "limpid-" + number);
      helpers[i].setDaemon(true);
      helpers[i].start();
    }
  }

  /**
   * Work on this many threads, the caller's included.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public static Parallel of(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be 1 or more, but is " + threads);
    }
    return threads == 1 ? SERIAL : new Parallel(threads);
  }

  /** Everything on the caller's thread. */
  public static Parallel serial() {
    return SERIAL;
  }

  /** The number of threads, the caller's included. */
  public int threads() {
    return threads;
  }

  /**
   * How many threads would take part in work that the caller gave now, if nobody else has them: one
   * inside a piece, and {@link #threads()} elsewhere.
   */
  public int threadsNow() {
    return INSIDE_PIECE.get() ? 1 : threads;
  }

  /**
   * Does the pieces 0 ... {@code pieces} - 1 and returns when all are done. Allocates nothing.
   *
   * <p>What a piece throws is thrown here, whatever its type, also a checked exception that came
   * from a language without them: that of the lowest-numbered piece that failed, with up to {@value
   * #MOST_SUPPRESSED} others suppressed in it. With several threads all of the others have run.
   */
  public void forEach(int pieces, IntConsumer piece) {
    if (pieces <= 1 || !takeHelpers()) {
      for (int i = 0; i < pieces; i++) {
        piece.accept(i);
      }
      return;
    }
    try {
      job.pieces(pieces, piece);
      doJob();
    } finally {
      busy.unlock();
    }
  }

  /**
   * Cuts {@code size} elements into pieces of {@code grain} and does them. The pieces depend on
   * {@code size} and {@code grain} alone. Allocates nothing.
   */
  public void forRange(int size, int grain, Range range) {
    if (size <= grain || !takeHelpers()) {
      for (int from = 0; from < size; from += Math.min(grain, size - from)) {
        range.accept(from, from + Math.min(grain, size - from));
      }
      return;
    }
    try {
      job.range(size, grain, range);
      doJob();
    } finally {
      busy.unlock();
    }
  }

  /** Whether the caller has the helpers now, and the lock {@link #busy} with them. */
  private boolean takeHelpers() {
    return threads > 1 && !closed && !INSIDE_PIECE.get() && busy.tryLock();
  }

  private void doJob() {
    job.open();
    for (int i = 0; i < helpers.length; i++) {
      if (job.hasShare(i + 1)) {
        LockSupport.unpark(helpers[i]);
      }
    }
    job.work(CALLER);
    job.awaitAll(spins);
    job.end();
  }

  /** Ends the helper threads; later work runs on its caller's thread. */
  @Override
  public void close() {
    closed = true;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }

  @Override
  public String toString() {
    return threads == 1 ? "1 thread" : threads + " threads";
  }

  private void help(int number) {
    int spun = 0;
    while (!closed) {
      if (job.work(number)) {
        spun = 0;
      } else if (spun < spins) {
        spun++;
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
        spun = 0;
      }
    }
  }

  /**
   * The work at hand; one object for all of it, one job after the other. A thread takes a piece by
   * changing a share. What the piece is to do was written before the share was set, and stays until
   * the piece is done, because the caller waits for it.
   */
  private static final class Job {
    /** Longs from one share to the next: two cache lines, which processors fetch as a pair. */
    private static final int APART = 16;

    private final int threads;

    /** The pieces that nobody has taken yet, for each thread: the first one and the end. */
    private final AtomicLongArray shares;

    private final AtomicInteger unfinished = new AtomicInteger();

    /** Whether all shares are set. */
    private volatile boolean open;

    private int pieces;
    private IntConsumer piece;
    private Range range;
    private int size;
    private int grain;
    private Thread caller;
    private Throwable failure;
    private int failedPiece;

    Job(int threads) {
      this.threads = threads;
      this.shares = new AtomicLongArray((threads + 1) * APART);
    }

    void pieces(int newPieces, IntConsumer newPiece) {
      pieces = newPieces;
      piece = newPiece;
      range = null;
    }

    void range(int newSize, int newGrain, Range newRange) {
      pieces = (int) (((long) newSize + newGrain - 1) / newGrain);
      size = newSize;
      grain = newGrain;
      range = newRange;
      piece = null;
    }

    /** Lets everybody take pieces. */
    void open() {
      caller = Thread.currentThread();
      failedPiece = Integer.MAX_VALUE;
      unfinished.set(pieces);
      for (int i = 0; i < threads; i++) {
        shares.set((i + 1) * APART, share(firstOf(i), firstOf(i + 1)));
      }
      open = true;
    }

    private int firstOf(int number) {
      return (int) ((long) pieces * number / threads);
    }

    /** Whether a thread begins with pieces of its own. */
    boolean hasShare(int number) {
      return firstOf(number) < firstOf(number + 1);
    }

    /** Does pieces until nobody has any left to give; tells whether there was one. */
    boolean work(int number) {
      int index = open ? take(number) : -1;
      if (index < 0) {
        return false;
      }
      INSIDE_PIECE.set(true);
      try {
        for (; index >= 0; index = take(number)) {
          try {
            doPiece(index);
          } catch (Throwable problem) {
            failed(index, problem);
          }
          Thread waiting = caller; // before the last piece is done: then it may be another's
          if (unfinished.decrementAndGet() == 0 && waiting != Thread.currentThread()) {
            LockSupport.unpark(waiting);
          }
        }
      } finally {
        INSIDE_PIECE.set(false);
      }
      return true;
    }

    /** Takes the first piece of a thread's own share, or the last of another's; -1 for none. */
    private int take(int number) {
      int index = takeFrom(number, true);
      for (int i = 1; i < threads && index < 0; i++) {
        index = takeFrom((number + i) % threads, false);
      }
      return index;
    }

    private int takeFrom(int number, boolean inFront) {
      int at = (number + 1) * APART;
      while (true) {
        long share = shares.get(at);
        int first = (int) (share >>> 32);
        int end = (int) share;
        if (first >= end) {
          return -1;
        }
        long rest = inFront ? share(first + 1, end) : share(first, end - 1);
        if (shares.compareAndSet(at, share, rest)) {
          return inFront ? first : end - 1;
        }
      }
    }

    /** The pieces {@code first ... end - 1}, in a form that is changed in one go. */
    private static long share(int first, int end) {
      return (long) first << 32 | end;
    }

    private void doPiece(int index) {
      if (range == null) {
        piece.accept(index);
      } else {
        int from = index * grain;
        range.accept(from, (int) Math.min((long) from + grain, size));
      }
    }

    void awaitAll(int spins) {
      for (int spun = 0; spun < spins && unfinished.get() > 0; spun++) {
        Thread.onSpinWait();
      }
      boolean interrupted = false;
      while (unfinished.get() > 0) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted(); // the pieces share buffers with the caller: go on
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    private synchronized void failed(int index, Throwable problem) {
      Throwable before = failure;
      if (before == null || index < failedPiece) {
        failedPiece = index;
        failure = problem;
      }
      Throwable other = failure == problem ? before : problem;
      if (other != null && other != failure && failure.getSuppressed().length < MOST_SUPPRESSED) {
        failure.addSuppressed(other);
      }
    }

    /** Forgets what was done, and throws what went wrong. */
    synchronized void end() {
      Throwable problem = failure;
      open = false;
      failure = null;
      piece = null;
      range = null;
      caller = null;
      if (problem != null) {
        throw Job.<RuntimeException>unchecked(problem);
      }
    }

    /** Lets a checked exception through the methods that declare none. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T unchecked(Throwable problem) throws T {
      throw (T) problem;
    }
  }
}
