package dev.limpid.cli.serve;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts of a server, in the text format of Prometheus. */
final class ServerMetrics {
  /** Upper ends of the histogram of latencies, in milliseconds. */
  private static final int[] ENDS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};

  private final Map<Integer, LongAdder> byStatus = new ConcurrentSkipListMap<>();
  private final LongAdder[] byTime = new LongAdder[ENDS.length + 1];
  private final LongAdder nanoseconds = new LongAdder();
  private final AtomicInteger inFlight = new AtomicInteger();

  ServerMetrics() {
    for (int i = 0; i < byTime.length; i++) {
      byTime[i] = new LongAdder();
    }
  }

  void begin() {
    inFlight.incrementAndGet();
  }

  void end(int status, long time) {
    inFlight.decrementAndGet();
    byStatus.computeIfAbsent(status, none -> new LongAdder()).increment();
    nanoseconds.add(time);
    int bucket = 0;
    while (bucket < ENDS.length && time > ENDS[bucket] * 1_000_000L) {
      bucket++;
    }
    byTime[bucket].increment();
  }

  int inFlight() {
    return inFlight.get();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append("# TYPE limpid_requests_total counter\n");
    Map<Integer, LongAdder> counts = new TreeMap<>(byStatus);
    counts.forEach(
        (status, count) ->
            text.append("limpid_requests_total{status=\"")
                .append(status)
                .append("\"} ")
                .append(count.sum())
                .append('\n'));
    text.append("# TYPE limpid_requests_in_flight gauge\nlimpid_requests_in_flight ");
    text.append(inFlight.get()).append('\n');
    text.append("# TYPE limpid_request_seconds histogram\n");
    long sum = 0;
    for (int i = 0; i < byTime.length; i++) {
      sum += byTime[i].sum();
      text.append("limpid_request_seconds_bucket{le=\"")
          .append(i < ENDS.length ? String.valueOf(ENDS[i] / 1000.0) : "+Inf")
          .append("\"} ")
          .append(sum)
          .append('\n');
    }
    text.append(
        String.format(Locale.ROOT, "limpid_request_seconds_sum %.6f%n", nanoseconds.sum() * 1e-9));
    text.append("limpid_request_seconds_count ").append(sum).append('\n');
    return text.toString();
  }
}
