package dev.limpid.bench.peers;

import dev.limpid.bench.Peak;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The process of one library. It has the machine's attention only while {@link Comparison} waits
 * for its answer, so that libraries take turns though each has a process, an OpenMP and a peak of
 * memory of its own.
 *
 * <p>One request a line on the standard input, one answer a line on the standard output, marked so
 * that it can be told from what native libraries print.
 */
final class Worker {
  /** Begins the lines that are answers. */
  static final String MARK = "@@ ";

  /** A timed request for inference repeats passes until so much time is over. */
  private static final long INFERENCE_NANOS = 250_000_000L;

  private final Contender contender;
  private final int threads;

  private Worker(Contender contender, int threads) {
    this.contender = contender;
    this.threads = threads;
  }

  /**
   * Takes the library, the file of the workload or the name of another network, and the number of
   * threads.
   */
  public static void main(String[] args) throws Exception {
    if (args.length != 3) {
      System.err.println("worker: takes LIBRARY WORKLOAD THREADS; Comparison starts it");
      System.exit(2);
    }
    PrintStream answers =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    int threads = Integer.parseInt(args[2]);
    try (Contender contender = open(Library.parse(args[0]), args[1], threads);
        BufferedReader requests =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      Worker worker = new Worker(contender, threads);
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        answers.println(MARK + worker.answer(line.split(" ")));
      }
    }
    System.exit(0); // some libraries leave threads behind
  }

  private static Contender open(Library library, String workload, int threads) throws Exception {
    Path file = Path.of(workload);
    return Files.exists(file)
        ? library.open(Workload.read(file), threads)
        : library.open(OtherNetwork.parse(workload), threads);
  }

  private String answer(String[] request) throws IOException {
    return switch (request[0]) {
      case "describe" -> contender.description();
      case "parameters" -> Long.toString(contender.parameterCount());
      case "train" -> train();
      case "probabilities" -> Arrays.toString(contender.infer(Integer.parseInt(request[1])));
      case "infer" -> Long.toString(infer(Integer.parseInt(request[1])));
      case "peak" -> Double.toString(Peak.measure(threads));
      case "allocated" -> Long.toString(allocated());
      case "memory" -> Long.toString(peakMemory());
      default -> throw new IllegalArgumentException("no request '" + request[0] + "'");
    };
  }

  /** Nanoseconds and loss. */
  private String train() {
    long start = System.nanoTime();
    double loss = contender.train();
    return (System.nanoTime() - start) + " " + loss;
  }

  /** The median time of some passes, in nanoseconds. */
  private long infer(int batch) {
    long[] times = new long[1024];
    int count = 0;
    long begin = System.nanoTime();
    do {
      long start = System.nanoTime();
      contender.infer(batch);
      times[count++] = System.nanoTime() - start;
    } while (count < times.length && System.nanoTime() - begin < INFERENCE_NANOS);
    Arrays.sort(times, 0, count);
    return times[count / 2];
  }

  /** Bytes that the Java heap gave to all threads during one training step. */
  private long allocated() {
    long before = allocatedByAllThreads();
    contender.train();
    return allocatedByAllThreads() - before;
  }

  private static long allocatedByAllThreads() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(bytes, 0);
    }
    return sum;
  }

  /** The most memory that this process ever had resident, in bytes: Linux's VmHWM. */
  private static long peakMemory() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return -1;
  }
}
