package dev.limpid.spark;

import dev.limpid.core.Workers;
import dev.limpid.interop.format.HalfPrecision;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Tasks that each have a connection to the one before and one to the one behind, and those of a
 * {@link Tree} for sums of few values.
 *
 * <p>A mean over all is made in pieces, one for each task: piece c starts at task c and goes round,
 * each task adds its own, and the sum goes round once more. So each task sends about twice the
 * values, however many tasks there are, and the order of the additions is fixed by their number.
 *
 * <p>Source: Patarasuk and Yuan, "Bandwidth optimal all-reduce algorithms for clusters of
 * workstations", 2009.
 */
final class Ring implements Workers, AutoCloseable {
  private static final int HEADER = Integer.BYTES;

  /** Longest message of a worker that gives up, in bytes. */
  static final int MOST_TEXT = 4000;

  private static final long MILLISECONDS_BETWEEN_LOOKS = 200;

  private final int rank;
  private final int count;
  private final SocketChannel previous;
  private final SocketChannel next;
  private final Tree tree;
  private final Selector selector;
  private final boolean half;
  private final Runnable checkWhetherKilled;

  private ByteBuffer out = ByteBuffer.allocateDirect(HEADER + MOST_TEXT);
  private ByteBuffer in = ByteBuffer.allocateDirect(HEADER + MOST_TEXT);
  private long bytes;
  private long nanoseconds;
  private boolean broken;

  /**
   * A ring whose connections are made.
   *
   * @param rank the number of this task, from 0
   * @param previous the connection from the task before; null for a ring of one
   * @param next that to the task behind
   * @param tree the same tasks
   * @param half whether means are made of numbers of 16 bits
   * @param checkWhetherKilled throws if the task is to end
   */
  Ring(
      int rank,
      int count,
      SocketChannel previous,
      SocketChannel next,
      Tree tree,
      boolean half,
      Runnable checkWhetherKilled)
      throws IOException {
    this.rank = rank;
    this.count = count;
    this.previous = previous;
    this.next = next;
    this.tree = tree;
    this.half = half;
    this.checkWhetherKilled = checkWhetherKilled;
    this.selector = Selector.open();
    out.limit(0); // nothing is to be sent
    if (count > 1) {
      previous.configureBlocking(false).register(selector, 0);
      next.configureBlocking(false).register(selector, 0);
    }
  }

  /** What a task that gave up says to the others. */
  static final class GivenUp extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GivenUp(String reason) {
      super(reason);
    }
  }

  @Override
  public int count() {
    return count;
  }

  /** The number of this task, from 0. */
  int rank() {
    return rank;
  }

  /** How many bytes this task has sent. */
  long bytesSent() {
    return bytes + tree.bytesSent();
  }

  /** The time that it has spent sending, receiving and waiting for others. */
  double secondsSpent() {
    return nanoseconds * 1e-9;
  }

  @Override
  public void average(float[] values) {
    long start = System.nanoTime();
    for (int hop = 0; hop < count - 1; hop++) {
      int received = piece(rank - hop - 1);
      pass(values, piece(rank - hop), received);
      for (int i = from(received, values); i < from(received + 1, values); i++) {
        values[i] = number() + values[i];
      }
    }
    int own = piece(rank + 1);
    for (int i = from(own, values); i < from(own + 1, values); i++) {
      values[i] /= count;
      if (half && count > 1) {
        values[i] = HalfPrecision.fromHalf(HalfPrecision.toHalf(values[i])); // as the others get it
      }
    }
    for (int hop = 0; hop < count - 1; hop++) {
      int received = piece(rank - hop);
      pass(values, piece(rank + 1 - hop), received);
      for (int i = from(received, values); i < from(received + 1, values); i++) {
        values[i] = number();
      }
    }
    nanoseconds += System.nanoTime() - start;
  }

  private int piece(int number) {
    return Math.floorMod(number, count);
  }

  private int from(int piece, float[] values) {
    return (int) ((long) piece * values.length / count);
  }

  /** Sends a piece of the values, and receives another one, to be read by {@link #number}. */
  private void pass(float[] values, int sent, int received) {
    int size = half ? Short.BYTES : Float.BYTES;
    int begin = from(sent, values);
    int end = from(sent + 1, values);
    prepare((end - begin) * size);
    for (int i = begin; i < end; i++) {
      if (half) {
        out.putShort(HalfPrecision.toHalf(values[i]));
      } else {
        out.putFloat(values[i]);
      }
    }
    exchange((from(received + 1, values) - from(received, values)) * size);
  }

  private float number() {
    return half ? HalfPrecision.fromHalf(in.getShort()) : in.getFloat();
  }

  @Override
  public void sum(double[] values) {
    long start = System.nanoTime();
    try {
      tree.sum(values);
    } catch (GivenUp e) {
      giveUp(e.getMessage()); // each tells its neighbours
      throw e;
    } catch (IOException e) {
      throw gone(e);
    }
    nanoseconds += System.nanoTime() - start;
  }

  private WorkerLostException gone(IOException e) {
    broken = true;
    return new WorkerLostException("a task of the training in step has gone: " + e.getMessage(), e);
  }

  /** Ends the work of all tasks with this reason: what they exchange next throws it. */
  void giveUp(String reason) {
    if (count == 1 || broken) {
      return;
    }
    broken = true;
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(text.length, MOST_TEXT);
    tree.giveUp(text, length);
    try {
      flush(); // what was begun, so that the one behind finds where this begins
      out.clear();
      out.putInt(-length).put(text, 0, length).flip();
      flush();
    } catch (IOException e) {
      // the one behind has gone
    }
  }

  private void prepare(int length) {
    if (out.capacity() < HEADER + length) {
      out = ByteBuffer.allocateDirect(HEADER + length);
    }
    out.clear();
    out.putInt(length);
  }

  /** Sends what was prepared, and receives so many bytes, which can then be read. */
  private void exchange(int length) {
    if (in.capacity() < HEADER + length) {
      in = ByteBuffer.allocateDirect(HEADER + length);
    }
    out.flip();
    in.clear().limit(HEADER + length);
    try {
      run();
    } catch (IOException e) {
      throw gone(e);
    }
    in.flip();
    in.getInt();
  }

  private void run() throws IOException {
    bytes += out.remaining();
    boolean checked = false;
    while (out.hasRemaining() || in.hasRemaining()) {
      write();
      if (in.hasRemaining() && previous.read(in) < 0) {
        throw new EOFException("its connection has ended");
      }
      if (!checked && in.position() >= HEADER) {
        requireGoingOn(in.limit() - HEADER);
        checked = true;
      }
      await();
    }
  }

  private void flush() throws IOException {
    in.limit(in.position());
    while (out.hasRemaining()) {
      next.write(out);
      await();
    }
  }

  /** Where the one behind has gone, the one before may know why. */
  private void write() throws IOException {
    try {
      if (out.hasRemaining()) {
        next.write(out);
      }
    } catch (IOException e) {
      broken = true;
      out.position(out.limit());
      while (true) {
        fill(Math.max(HEADER, in.position()));
        int length = in.getInt(0);
        requireGoingOn(length);
        if (length > in.capacity() - HEADER) {
          throw e;
        }
        fill(HEADER + length);
        in.clear();
      }
    }
  }

  /** Waits until something can be sent or received. */
  private void await() throws IOException {
    next.keyFor(selector).interestOps(out.hasRemaining() ? SelectionKey.OP_WRITE : 0);
    previous.keyFor(selector).interestOps(in.hasRemaining() ? SelectionKey.OP_READ : 0);
    if (out.hasRemaining() || in.hasRemaining()) {
      selector.select(MILLISECONDS_BETWEEN_LOOKS);
      selector.selectedKeys().clear();
      checkWhetherKilled.run();
    }
  }

  /** Receives up to a position. */
  private void fill(int end) throws IOException {
    in.limit(end);
    while (in.hasRemaining()) {
      if (previous.read(in) < 0) {
        throw new EOFException("its connection has ended");
      }
      await();
    }
  }

  /** A negative length is that of the text of one that has given up. */
  private void requireGoingOn(int expected) throws IOException {
    int length = in.getInt(0);
    if (length >= 0) {
      if (length != expected) {
        throw new IOException("it sent " + length + " bytes where " + expected + " were expected");
      }
      return;
    }
    if (length < -MOST_TEXT) {
      throw new IOException("it sent a message of " + -(long) length + " bytes");
    }
    fill(Math.max(HEADER - length, in.position()));
    byte[] text = new byte[-length];
    in.get(HEADER, text);
    String reason = new String(text, StandardCharsets.UTF_8);
    giveUp(reason); // each tells the one behind
    throw new GivenUp(reason);
  }

  @Override
  public void close() throws IOException {
    selector.close();
    tree.close();
    if (count > 1) {
      previous.close();
      next.close();
    }
  }
}
