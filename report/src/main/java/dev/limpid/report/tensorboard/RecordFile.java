package dev.limpid.report.tensorboard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file of records in TensorFlow's framing (TFRecord), all numbers little-endian:
 *
 * <pre>
 * uint64  length of the data
 * uint32  masked CRC-32C of these eight bytes
 * byte[]  data
 * uint32  masked CRC-32C of the data
 * </pre>
 */
final class RecordFile implements AutoCloseable {
  private final Path file;
  private final OutputStream out;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private final ByteBuffer header =
      ByteBuffer.allocate(Long.BYTES + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /** The length of what is in the file for good. */
  private long written;

  /** Whether there may be half a record behind it. */
  private boolean torn;

  /** A new file; fails if there is one already. */
  RecordFile(Path file) throws IOException {
    this.file = file;
    out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
  }

  void write(byte[] data) {
    header.clear().putLong(data.length);
    header.putInt(maskedCrc(header.array(), Long.BYTES));
    pending.write(header.array(), 0, header.capacity());
    pending.write(data, 0, data.length);
    header.clear().putInt(maskedCrc(data, data.length));
    pending.write(header.array(), 0, Integer.BYTES);
  }

  /**
   * Hands what was written to the operating system, so that others can read it. If that fails, the
   * file ends where it did, and the next flush tries again.
   */
  void flush() throws IOException {
    if (torn) {
      cutBack();
    }
    torn = true;
    try {
      pending.writeTo(out);
    } catch (IOException problem) {
      try {
        cutBack();
      } catch (IOException another) {
        problem.addSuppressed(another);
      }
      throw problem;
    }
    torn = false;
    written += pending.size();
    pending.reset();
  }

  /** A reader stops at half a record. */
  private void cutBack() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(written);
    }
    torn = false;
  }

  @Override
  public void close() throws IOException {
    try (out) {
      flush();
    }
  }

  /** Masked, because a CRC of data that holds CRCs is weak: turned by 15 bits, plus a constant. */
  private static int maskedCrc(byte[] data, int length) {
    CRC32C crc = new CRC32C();
    crc.update(data, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }
}
