package dev.limpid.core;

import java.util.concurrent.CountDownLatch;
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

  private volatile Job job;
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
   * Does the pieces 0 ... {@code pieces} - 1 and returns when all are done.
   *
   * @throws RuntimeException the failure of the lowest-numbered piece that failed; all of the
   *     others have run
   */
  public void forEach(int pieces, IntConsumer piece) {
    if (pieces <= 1 || threads == 1 || closed || INSIDE_PIECE.get() || !busy.tryLock()) {
      for (int i = 0; i < pieces; i++) {
        piece.accept(i);
      }
      return;
    }
    Job mine = new Job(pieces, piece);
    try {
      job = mine;
      for (Thread helper : helpers) {
        LockSupport.unpark(helper);
      }
      mine.work();
      mine.awaitAll();
    } finally {
      job = null;
      busy.unlock();
    }
    mine.rethrow();
  }

  /**
   * Cuts {@code size} elements into pieces of {@code grain} and does them. The pieces depend on
   * {@code size} and {@code grain} alone.
   */
  public void forRange(int size, int grain, Range range) {
    int pieces = (int) (((long) size + grain - 1) / grain);
    if (pieces == 1) {
      range.accept(0, size);
    } else {
      forEach(
          pieces,
          piece -> {
            int from = piece * grain;
            range.accept(from, (int) Math.min((long) from + grain, size));
          });
    }
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
    Job last = null;
    int spins = 0;
    while (!closed) {
      Job next = job;
      if (next != null && next != last) {
        last = next;
        next.work();
        spins = 0;
      } else if (spins < SPINS) {
        spins++;
        Thread.onSpinWait();
      } else {
        last = null; // so that a finished job is not kept alive; it has no pieces left
        LockSupport.park(this);
        spins = 0;
      }
    }
  }

  private static final class Job {
    private final int pieces;
    private final IntConsumer piece;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger unfinished;
    private final CountDownLatch done = new CountDownLatch(1);

    private Throwable failure;
    private int failedPiece = Integer.MAX_VALUE;

    Job(int pieces, IntConsumer piece) {
      this.pieces = pieces;
      this.piece = piece;
      this.unfinished = new AtomicInteger(pieces);
    }

    void work() {
      INSIDE_PIECE.set(true);
      try {
        for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
          try {
            piece.accept(i);
          } catch (Throwable problem) {
            failed(i, problem);
          }
          if (unfinished.decrementAndGet() == 0) {
            done.countDown();
          }
        }
      } finally {
        INSIDE_PIECE.set(false);
      }
    }

    void awaitAll() {
      for (int spins = 0; spins < SPINS && unfinished.get() > 0; spins++) {
        Thread.onSpinWait();
      }
      boolean interrupted = false;
      while (true) {
        try {
          done.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true; // the pieces share buffers with the caller: they must end first
        }
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

    synchronized void rethrow() {
      if (failure instanceof RuntimeException problem) {
        throw problem;
      }
      if (failure instanceof Error problem) {
        throw problem;
      }
    }
  }
}
