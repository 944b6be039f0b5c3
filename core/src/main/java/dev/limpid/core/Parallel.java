package dev.limpid.core;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * Runs numbered pieces of work on a fixed number of threads.
 *
 * <p>Results do not depend on the number of threads as long as the <em>pieces</em> do not: cut the
 * work by its own size, let each piece write to a place of its own, and add partial sums in the
 * order of the pieces. Which thread does which piece is left to chance.
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

  /** How often a waiting thread looks again before it sleeps: about 20 microseconds. */
  private static final int SPINS = 2_000;

  private static final Parallel SERIAL = new Parallel(1);

  /** Set in a thread that is inside a piece: nested work stays on it. */
  private static final ThreadLocal<Boolean> INSIDE_PIECE = ThreadLocal.withInitial(() -> false);

  private final int threads;
  private final Thread[] helpers;
  private final ReentrantLock busy = new ReentrantLock();
  private final Job job = new Job();

  private volatile boolean closed;

  private Parallel(int threads) {
    this.threads = threads;
    this.helpers = new Thread[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Thread(this::help, "limpid-" + (i + 1));
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
   * Does the pieces 0 ... {@code pieces} - 1 and returns when all are done. Allocates nothing.
   *
   * @throws RuntimeException the failure of the lowest-numbered piece that failed; all of the
   *     others have run
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
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
    job.work();
    job.awaitAll();
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

  private void help() {
    int spins = 0;
    while (!closed) {
      if (job.work()) {
        spins = 0;
      } else if (spins < SPINS) {
        spins++;
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
        spins = 0;
      }
    }
  }

  /**
   * The work at hand; one object for all of it, one job after the other. A thread that takes a
   * piece decrements {@link #open}. What the piece is to do was written before that was set, and
   * stays until the piece is done, because the caller waits for it.
   */
  private static final class Job {
    /** Pieces that nobody has taken yet. */
    private final AtomicInteger open = new AtomicInteger();

    private final AtomicInteger unfinished = new AtomicInteger();

    private int pieces;
    private IntConsumer piece;
    private Range range;
    private int size;
    private int grain;
    private Thread caller;
    private Throwable failure;
    private int failedPiece;

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
      open.set(pieces);
    }

    /** Does pieces until nobody has any left to give; tells whether there was one. */
    boolean work() {
      int left = take();
      if (left == 0) {
        return false;
      }
      INSIDE_PIECE.set(true);
      try {
        for (; left > 0; left = take()) {
          int index = pieces - left;
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

    /** How many pieces were open before one was taken; 0 if there was none. */
    private int take() {
      int left = open.get();
      while (left > 0 && !open.compareAndSet(left, left - 1)) {
        left = open.get();
      }
      return left;
    }

    private void doPiece(int index) {
      if (range == null) {
        piece.accept(index);
      } else {
        int from = index * grain;
        range.accept(from, (int) Math.min((long) from + grain, size));
      }
    }

    void awaitAll() {
      for (int spins = 0; spins < SPINS && unfinished.get() > 0; spins++) {
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
      if (index < failedPiece) {
        failedPiece = index;
        failure = problem;
      }
    }

    /** Forgets what was done, and throws what went wrong. */
    synchronized void end() {
      Throwable problem = failure;
      failure = null;
      piece = null;
      range = null;
      caller = null;
      if (problem instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (problem instanceof Error error) {
        throw error;
      }
    }
  }
}
