package dev.limpid.spark;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tasks as a binary tree, the first at its root. Sums go up, each task adding those of the tasks
 * below it to its own, and the total comes down: as many hops as the tree is deep, where a {@link
 * Ring} has as many as there are tasks, and an order of additions that their number fixes. For few
 * values, whose bytes cost less than the hops.
 */
final class Tree implements AutoCloseable {
  private static final int HEADER = Integer.BYTES;
  private static final long MILLISECONDS_BETWEEN_LOOKS = 200;

  /** Null for the first. */
  private final SocketChannel above;

  private final List<SocketChannel> below;
  private final Selector selector;
  private final Runnable checkWhetherKilled;
  private ByteBuffer buffer = ByteBuffer.allocateDirect(HEADER + Ring.MOST_TEXT);
  private long bytes;

  /**
   * A tree whose connections are made.
   *
   * @param above the connection to the task above; null for the first
   * @param below those from the tasks below, in the order of their numbers
   * @param checkWhetherKilled throws if the task is to end
   */
  Tree(SocketChannel above, List<SocketChannel> below, Runnable checkWhetherKilled)
      throws IOException {
    this.above = above;
    this.below = below;
    this.checkWhetherKilled = checkWhetherKilled;
    this.selector = Selector.open();
    for (SocketChannel each : below) {
      each.configureBlocking(false).register(selector, 0);
    }
    if (above != null) {
      above.configureBlocking(false).register(selector, 0);
    }
  }

  /** The number of the task above one; negative for the first. */
  static int above(int rank) {
    return rank == 0 ? -1 : (rank - 1) / 2;
  }

  /** The numbers of the tasks below one. */
  static List<Integer> below(int rank, int count) {
    return IntStream.of(2 * rank + 1, 2 * rank + 2).filter(each -> each < count).boxed().toList();
  }

  /** How many bytes this task has sent. */
  long bytesSent() {
    return bytes;
  }

  /**
   * Replaces values by their sums over all tasks.
   *
   * @throws Ring.GivenUp if another task gave up
   * @throws IOException if another task has gone
   */
  void sum(double[] values) throws IOException {
    for (SocketChannel each : below) {
      receive(each, values.length);
      for (int i = 0; i < values.length; i++) {
        values[i] += buffer.getDouble();
      }
    }
    if (above != null) {
      send(above, values);
      receive(above, values.length);
      for (int i = 0; i < values.length; i++) {
        values[i] = buffer.getDouble();
      }
    }
    for (SocketChannel each : below) {
      send(each, values);
    }
  }

  private void send(SocketChannel to, double[] values) throws IOException {
    prepare(values.length * Double.BYTES);
    buffer.putInt(values.length * Double.BYTES);
    for (double value : values) {
      buffer.putDouble(value);
    }
    buffer.flip();
    bytes += buffer.remaining();
    try {
      drain(to);
    } catch (IOException e) {
      receive(to, 0); // it may have said why it went
      throw e;
    }
  }

  private void drain(SocketChannel to) throws IOException {
    while (buffer.hasRemaining()) {
      to.write(buffer);
      await(to, SelectionKey.OP_WRITE);
    }
  }

  /** Receives so many values, which can then be read. */
  private void receive(SocketChannel from, int count) throws IOException {
    prepare(count * Double.BYTES);
    fill(from, HEADER);
    int length = buffer.getInt(0);
    if (length < 0 && length >= -Ring.MOST_TEXT) {
      fill(from, HEADER - length);
      byte[] text = new byte[-length];
      buffer.get(HEADER, text);
      throw new Ring.GivenUp(new String(text, StandardCharsets.UTF_8));
    }
    if (length != count * Double.BYTES) {
      throw new IOException(
          "it sent " + length + " bytes where " + count * Double.BYTES + " were expected");
    }
    fill(from, HEADER + length);
    buffer.flip().position(HEADER);
  }

  private void fill(SocketChannel from, int end) throws IOException {
    buffer.limit(end);
    while (buffer.hasRemaining()) {
      if (from.read(buffer) < 0) {
        throw new EOFException("its connection has ended");
      }
      await(from, SelectionKey.OP_READ);
    }
  }

  /** Waits until the buffer can be filled or drained further. */
  private void await(SocketChannel channel, int operation) throws IOException {
    if (buffer.hasRemaining()) {
      channel.keyFor(selector).interestOps(operation);
      selector.select(MILLISECONDS_BETWEEN_LOOKS);
      selector.selectedKeys().clear();
      channel.keyFor(selector).interestOps(0);
      checkWhetherKilled.run();
    }
  }

  private void prepare(int length) {
    if (buffer.capacity() < HEADER + length) {
      buffer = ByteBuffer.allocateDirect(HEADER + length);
    }
    buffer.clear();
  }

  /** Tells the neighbours why this task ends; between two sums. */
  void giveUp(byte[] text, int length) {
    for (SocketChannel each : below) {
      tell(each, text, length);
    }
    if (above != null) {
      tell(above, text, length);
    }
  }

  private void tell(SocketChannel neighbour, byte[] text, int length) {
    try {
      buffer.clear().putInt(-length).put(text, 0, length).flip();
      drain(neighbour);
    } catch (IOException e) {
      // it has gone
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
    if (above != null) {
      above.close();
    }
    for (SocketChannel each : below) {
      each.close();
    }
  }
}
