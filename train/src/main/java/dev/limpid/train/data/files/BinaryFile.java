package dev.limpid.train.data.files;

import dev.limpid.layers.io.FileFailure;
import dev.limpid.train.data.DatasetException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file of a header and records, compressed by gzip or not, which is told by its first bytes.
 * Whatever is wrong with it is a {@link DatasetException} that names it.
 */
final class BinaryFile implements AutoCloseable {
  /** The most bytes of a buffer, unless one record is longer. */
  private static final int BUFFER = 1 << 26;

  private final String name;
  private final InputStream in;
  private final FileChannel channel;

  private BinaryFile(String name, InputStream in, FileChannel channel) {
    this.name = name;
    this.in = in;
    this.channel = channel;
  }

  /** Opens a file. */
  static BinaryFile open(Path path) {
    String name = path.toString();
    requireFile(path);
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path);
      ByteBuffer magic = ByteBuffer.allocate(2);
      channel.read(magic, 0);
      if (magic.get(0) == 0x1f && magic.get(1) == (byte) 0x8b) {
        InputStream bytes = Channels.newInputStream(channel);
        return new BinaryFile(name, new GZIPInputStream(bytes, 1 << 16), null);
      }
      return new BinaryFile(name, Channels.newInputStream(channel), channel);
    } catch (IOException e) {
      closeQuietly(channel, e);
      throw failure(name, e);
    }
  }

  /** A stream, such as an entry of a zip file; it is closed with this. */
  static BinaryFile of(String name, InputStream in) {
    return new BinaryFile(name, in, null);
  }

  /** Others than files could block for ever, as a pipe does that nobody writes to. */
  static void requireFile(Path path) {
    if (!Files.exists(path)) {
      throw new DatasetException("cannot read " + path + ": there is no such file");
    }
    if (!Files.isRegularFile(path)) {
      throw new DatasetException("cannot read " + path + ": it is not a file");
    }
  }

  private static void closeQuietly(FileChannel channel, IOException problem) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException another) {
      problem.addSuppressed(another);
    }
  }

  /** The next bytes of the header. */
  byte[] header(int bytes) {
    try {
      byte[] read = in.readNBytes(bytes);
      if (read.length < bytes) {
        throw failure(read.length == 0 ? "the file is empty" : "it ends within its header");
      }
      return read;
    } catch (IOException e) {
      throw failure(name, e);
    }
  }

  /**
   * The rest of the file: so many records, and nothing after them.
   *
   * @param count 0 or more
   * @param length bytes of one, 1 or more
   * @param what they are, such as "images"
   */
  Records records(int count, int length, String what) {
    int each = Math.max(1, BUFFER / length);
    List<ByteBuffer> buffers = new ArrayList<>();
    try {
      if (channel != null) {
        requireBytes(channel.size() - channel.position(), count, length, what);
      } else {
        requireRoom((long) count * length);
      }
      for (int i = 0; i < count; i += Math.min(each, count - i)) {
        int bytes = Math.min(each, count - i) * length;
        buffers.add(
            channel != null
                ? mapped((long) i * length, bytes)
                : inflated(i, bytes, count, length, what));
      }
      if (channel == null && in.read() >= 0) {
        throw failure("it goes on behind the " + count + " " + what + " that its header promises");
      }
    } catch (IOException e) {
      throw failure(name, e);
    }
    return new Records(List.copyOf(buffers), each, count, length);
  }

  /** How many records of this length the rest of the file has; only of files on disk. */
  int recordsLeft(int length, String what) {
    try {
      if (channel == null) {
        throw failure("it is compressed; " + what + " are read from the file as it was packed");
      }
      long bytes = channel.size() - channel.position();
      if (bytes == 0) {
        throw failure("the file is empty");
      }
      if (bytes % length != 0) {
        throw failure(
            "its "
                + bytes
                + " bytes are no whole number of "
                + what
                + " of "
                + length
                + " bytes; it is cut off, or another kind of file");
      }
      return count(bytes / length, what);
    } catch (IOException e) {
      throw failure(name, e);
    }
  }

  /** A number of records as an int. */
  int count(long number, String what) {
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw failure(
          "its header promises "
              + (number < 0 ? number + (1L << 32) : number)
              + " "
              + what
              + "; at most "
              + Integer.MAX_VALUE
              + " are read");
    }
    return (int) number;
  }

  private ByteBuffer mapped(long from, int bytes) throws IOException {
    return channel.map(FileChannel.MapMode.READ_ONLY, channel.position() + from, bytes);
  }

  private ByteBuffer inflated(int done, int bytes, int count, int length, String what)
      throws IOException {
    byte[] block = in.readNBytes(bytes); // takes memory for what there is, not for what is claimed
    if (block.length < bytes) {
      throw endsEarly(done + block.length / length, count, what);
    }
    return ByteBuffer.wrap(block);
  }

  private void requireBytes(long there, int count, int length, String what) {
    long needed = (long) count * length;
    if (there < needed) {
      throw endsEarly(there / length, count, what);
    }
    if (there > needed) {
      throw failure(
          "it goes on for "
              + (there - needed)
              + " bytes behind the "
              + count
              + " "
              + what
              + " that its header promises");
    }
  }

  private DatasetException endsEarly(long there, int count, String what) {
    return failure(
        "it ends early: its header promises " + count + " " + what + ", but it holds " + there);
  }

  private void requireRoom(long bytes) {
    long most = Runtime.getRuntime().maxMemory() / 2;
    if (bytes > most) {
      throw failure(
          "its header promises "
              + (bytes >> 20)
              + " MB, and what is compressed is inflated into memory, of which this JVM may use "
              + (most >> 20)
              + " MB for it; a file that is not compressed is read in place, or -Xmx raises it");
    }
  }

  /** What is wrong with this file. */
  DatasetException failure(String reason) {
    return new DatasetException("cannot read " + name + ": " + reason);
  }

  static DatasetException failure(String name, IOException e) {
    String reason =
        e instanceof EOFException
            ? "the compressed file ends early"
            : e instanceof ZipException
                ? "what is compressed is broken (" + FileFailure.reason(e) + ")"
                : FileFailure.reason(e);
    return new DatasetException("cannot read " + name + ": " + reason, e);
  }

  /** What is mapped stays so. */
  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw failure(name, e);
    }
  }
}
