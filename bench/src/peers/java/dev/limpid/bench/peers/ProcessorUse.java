package dev.limpid.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How busy the machine was with other things: timings beside a busy process say little.
 *
 * @param total seconds of all processors since the start of the machine
 * @param busy those in which they worked, or were taken away by the hypervisor
 * @param ours processor time of the comparison's processes
 */
record ProcessorUse(double total, double busy, double ours) {
  private static final double TICKS_A_SECOND = 100;
  private static final int IDLE = 3;
  private static final int WAITING = 4;
  private static final int GUEST = 8;

  static ProcessorUse now(List<WorkerProcess> workers) throws IOException {
    String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split("\\s+");
    double total = 0;
    double idle = 0;
    for (int i = 0; i < GUEST && i + 1 < fields.length; i++) {
      double seconds = Double.parseDouble(fields[i + 1]) / TICKS_A_SECOND;
      total += seconds;
      idle += i == IDLE || i == WAITING ? seconds : 0;
    }
    double ours = workers.stream().mapToDouble(WorkerProcess::processorSeconds).sum();
    return new ProcessorUse(total, total - idle, ours);
  }

  double othersShareUntil(ProcessorUse later) {
    double others = later.busy - busy - (later.ours - ours);
    return Math.max(0, others / (later.total - total));
  }
}
