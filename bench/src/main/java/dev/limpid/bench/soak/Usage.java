package dev.limpid.bench.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.Locale;

/**
 * What a JVM holds at one moment.
 *
 * @param heapBytes live objects, after garbage was collected
 * @param threads Java threads
 * @param handles open file handles; -1 where the system does not tell
 */
record Usage(long heapBytes, int threads, long handles) {
  private static final int COLLECTIONS = 3;

  /** Collects garbage and looks. */
  static Usage now() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long heap = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      memory.gc();
      heap = Math.min(heap, memory.getHeapMemoryUsage().getUsed());
    }
    return new Usage(heap, ManagementFactory.getThreadMXBean().getThreadCount(), openHandles());
  }

  private static long openHandles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : -1;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%8.2f MB  %3d threads  %3d handles", heapBytes / 1e6, threads, handles);
  }
}
