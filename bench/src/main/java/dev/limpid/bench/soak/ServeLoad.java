package dev.limpid.bench.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that ask a server at once, each for the next answer as soon as it has one. */
final class ServeLoad {
  private final int port;
  private final byte[] image;
  private final String expected;

  /**
   * Clients of one server.
   *
   * @param expected what each answer must be
   */
  ServeLoad(int port, byte[] image, String expected) {
    this.port = port;
    this.image = image;
    this.expected = expected;
  }

  /**
   * How long the answers took.
   *
   * @param seconds from the first request to the last answer
   * @param nanoseconds of each answer, in ascending order
   */
  record Times(double seconds, long[] nanoseconds) {
    /** Answers a second. */
    double rate() {
      return nanoseconds.length / seconds;
    }

    /** The milliseconds in which this share of the answers came. */
    double milliseconds(double share) {
      return nanoseconds[(int) Math.min(nanoseconds.length - 1, share * nanoseconds.length)] * 1e-6;
    }
  }

  /**
   * Asks.
   *
   * @param clients at once
   * @param requests in all
   * @throws IOException if an answer is refused or another one than expected
   */
  Times run(int clients, int requests) throws IOException, InterruptedException {
    long[] times = new long[requests];
    AtomicInteger next = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(clients);
    try {
      long start = System.nanoTime();
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        running.add(
            pool.submit(
                () -> {
                  ask(next, times);
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
      double seconds = (System.nanoTime() - start) * 1e-9;
      Arrays.sort(times);
      return new Times(seconds, times);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } finally {
      pool.shutdownNow();
      pool.awaitTermination(1, TimeUnit.MINUTES);
    }
  }

  private void ask(AtomicInteger next, long[] times) throws IOException {
    try (LoadClient client = new LoadClient(port, image)) {
      for (int i = next.getAndIncrement(); i < times.length; i = next.getAndIncrement()) {
        long start = System.nanoTime();
        String answer = client.post();
        times[i] = System.nanoTime() - start;
        if (!answer.equals(expected)) {
          throw new IOException("request " + i + " is answered " + answer);
        }
      }
    }
  }
}
