package dev.limpid.interop.pytorch;

import dev.limpid.interop.format.ReadOnlyFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The bytes of a part of a file, one after the other. */
final class ChannelBytes {
  private static final int CHUNK = 1 << 14;

  private final FileChannel channel;
  private final long end;
  private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK).limit(0);
  private long fetched;

  ChannelBytes(FileChannel channel, long start, long end) {
    this.channel = channel;
    this.fetched = start;
    this.end = end;
  }

  /** Where in the file the next byte is. */
  long position() {
    return fetched - buffer.remaining();
  }

  long remaining() {
    return end - position();
  }

  /** Behind the last byte. */
  long end() {
    return end;
  }

  /** The number of eight bytes at a place of the file, which is not moved to. */
  long numberAt(long place) throws IOException {
    return ReadOnlyFile.bytes(channel, place, Long.BYTES).getLong();
  }

  int next() throws IOException {
    if (!buffer.hasRemaining()) {
      int count = (int) Math.min(CHUNK, end - fetched);
      if (count <= 0) {
        throw new EOFException("ends too early");
      }
      buffer.clear().limit(count);
      ReadOnlyFile.fill(channel, fetched, buffer);
      fetched += count;
    }
    return buffer.get() & 0xff;
  }

  /** So many bytes; as many must be there before an array is made for them. */
  byte[] next(long count) throws IOException {
    if (count < 0 || count > remaining() || count > Integer.MAX_VALUE - 8) {
      throw new EOFException("ends too early");
    }
    byte[] bytes = new byte[(int) count];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) next();
    }
    return bytes;
  }

  /** A little-endian number of up to eight bytes, without a sign if there are fewer. */
  long number(int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) next() << 8 * i;
    }
    return value;
  }
}
