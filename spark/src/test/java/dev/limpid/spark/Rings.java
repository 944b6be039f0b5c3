package dev.limpid.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Tasks that are threads of one JVM, on the connections that tasks on a cluster have. */
final class Rings {
  private static final String HOST = "127.0.0.1";

  private Rings() {}

  /** What a task does. */
  interface Work<T> {
    T in(Ring ring) throws Exception;
  }

  /** What each of so many tasks comes to, in their order. */
  static <T> List<T> run(int count, Work<T> work) throws Exception {
    List<T> results = new ArrayList<>();
    for (Future<T> each : start(count, false, work)) {
      results.add(each.get(2, TimeUnit.MINUTES));
    }
    return results;
  }

  /** Starts so many tasks; {@code half} lets them send numbers of 16 bits. */
  static <T> List<Future<T>> start(int count, boolean half, Work<T> work) throws Exception {
    return start(count, half, RingSockets.secret(List.of("a", "b")), work);
  }

  /** The same with a last task that knows another secret. */
  static <T> List<Future<T>> start(int count, boolean half, byte[] secretOfLast, Work<T> work)
      throws Exception {
    List<RingSockets> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sockets.add(RingSockets.open(HOST));
    }
    List<String> hosts = sockets.stream().map(each -> HOST).toList();
    List<Integer> ports = sockets.stream().map(RingSockets::port).toList();
    ExecutorService threads = Executors.newFixedThreadPool(count);
    List<Future<T>> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int rank = i;
      byte[] secret = i == count - 1 ? secretOfLast : RingSockets.secret(List.of("a", "b"));
      results.add(
          threads.submit(
              () -> {
                try (RingSockets own = sockets.get(rank);
                    Ring ring = own.connect(rank, hosts, ports, secret, half, () -> {})) {
                  return work.in(ring);
                }
              }));
    }
    threads.shutdown();
    return results;
  }
}
