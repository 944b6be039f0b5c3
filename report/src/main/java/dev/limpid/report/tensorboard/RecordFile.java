package dev.limpid.report.tensorboard;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
  private final OutputStream out;
  private final ByteBuffer header =
      ByteBuffer.allocate(Long.BYTES + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /** A new file; fails if there is one already. */
  RecordFile(Path file) throws IOException {
    out =
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  void write(byte[] data) throws IOException {
    header.clear().putLong(data.length);
    header.putInt(maskedCrc(header.array(), Long.BYTES));
    out.write(header.array());
    out.write(data);
    header.clear().putInt(maskedCrc(data, data.length));
    out.write(header.array(), 0, Integer.BYTES);
  }

  /** Hands what was written to the operating system, so that others can read it. */
  void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** Masked, because a CRC of data that holds CRCs is weak: turned by 15 bits, plus a constant. */
  private static int maskedCrc(byte[] data, int length) {
    CRC32C crc = new CRC32C();
    crc.update(data, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }
}
