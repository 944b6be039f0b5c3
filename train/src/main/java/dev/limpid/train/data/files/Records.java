package dev.limpid.train.data.files;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Records of one length, in buffers of {@code each} records. Absolute reads alone, and so safe for
 * several threads.
 */
record Records(List<ByteBuffer> buffers, int each, int count, int length) {
  /** The buffer that holds a record. */
  ByteBuffer bufferOf(int record) {
    return buffers.get(record / each);
  }

  /** Where in its buffer a record begins. */
  int startOf(int record) {
    return record % each * length;
  }
}
