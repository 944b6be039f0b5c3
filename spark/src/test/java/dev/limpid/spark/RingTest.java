package dev.limpid.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.interop.format.HalfPrecision;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RingTest {
  private static final String HOST = "127.0.0.1";

  private static <T> T of(Future<T> future) throws Exception {
    return future.get(1, TimeUnit.MINUTES);
  }

  private static float[] values(int rank, int length) {
    Rng rng = Rng.of(100 + rank);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) rng.nextGaussian();
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({"1, 10", "2, 0", "2, 1", "2, 200003", "3, 2", "4, 50001", "5, 7"})
  void allGetTheMeanWithTheSameBits(int count, int length) throws Exception {
    List<Future<float[]>> all =
        Rings.start(
            count,
            false,
            ring -> {
              float[] values = values(ring.rank(), length);
              ring.average(values);
              return values;
            });
    float[] first = of(all.get(0));
    for (Future<float[]> each : all) {
      assertArrayEquals(first, of(each));
    }
    double[] means = new double[length];
    for (int rank = 0; rank < count; rank++) {
      float[] values = values(rank, length);
      for (int i = 0; i < length; i++) {
        means[i] += values[i] / (double) count;
      }
    }
    for (int i = 0; i < length; i++) {
      assertEquals(means[i], first[i], 1e-6);
    }
  }

  @Test
  void numbersOf16BitsAreCloseAndTheSameForAll() throws Exception {
    List<Future<float[]>> all =
        Rings.start(
            3,
            true,
            ring -> {
              float[] values = values(ring.rank(), 1000);
              ring.average(values);
              assertTrue(ring.bytesSent() < 2 * 2 * 1000 + 100, () -> ring.bytesSent() + " bytes");
              return values;
            });
    float[] first = of(all.get(0));
    for (Future<float[]> each : all) {
      assertArrayEquals(first, of(each));
    }
    float[] a = values(0, 1000);
    float[] b = values(1, 1000);
    float[] c = values(2, 1000);
    for (int i = 0; i < 1000; i++) {
      double mean = (a[i] + (double) b[i] + c[i]) / 3;
      assertEquals(mean, first[i], 5e-3);
      assertEquals(first[i], HalfPrecision.fromHalf(HalfPrecision.toHalf(first[i])));
    }
  }

  /** By the order of the tree, which is that of these loops. */
  private static double[] sumFrom(int rank, int count, int length) {
    double[] sum = new double[length];
    float[] own = values(rank, length);
    for (int i = 0; i < length; i++) {
      sum[i] = own[i];
    }
    for (int below : Tree.below(rank, count)) {
      double[] more = sumFrom(below, count, length);
      for (int i = 0; i < length; i++) {
        sum[i] += more[i];
      }
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"1, 10", "2, 0", "2, 1", "2, 100003", "3, 2", "4, 50001", "7, 7"})
  void allGetTheSumWithTheSameBits(int count, int length) throws Exception {
    List<Future<double[]>> all =
        Rings.start(
            count,
            true,
            ring -> {
              double[] sums = new double[length];
              for (int times = 0; times < 3; times++) {
                float[] own = values(ring.rank(), length);
                for (int i = 0; i < length; i++) {
                  sums[i] = own[i];
                }
                ring.sum(sums);
              }
              return sums;
            });
    for (Future<double[]> each : all) {
      assertArrayEquals(sumFrom(0, count, length), of(each));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 6})
  void oneThatGivesUpTellsAllWhoWaitForItsSumsToo(int which) throws Exception {
    List<Future<String>> all =
        Rings.start(
            7,
            false,
            ring -> {
              if (ring.rank() == which) {
                ring.giveUp("the loss is NaN");
                return "the loss is NaN";
              }
              return assertThrows(Ring.GivenUp.class, () -> ring.sum(new double[100])).getMessage();
            });
    for (Future<String> each : all) {
      assertEquals("the loss is NaN", of(each));
    }
  }

  @Test
  void oneThatGivesUpTellsAllOthersWhy() throws Exception {
    List<Future<String>> all =
        Rings.start(
            4,
            false,
            ring -> {
              if (ring.rank() == 2) {
                ring.giveUp("the loss is NaN");
                return "the loss is NaN";
              }
              return assertThrows(Ring.GivenUp.class, () -> ring.average(new float[200_000]))
                  .getMessage();
            });
    for (Future<String> each : all) {
      assertEquals("the loss is NaN", of(each));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneThatEndsIsNoticed(boolean inSums) throws Exception {
    List<Future<String>> all =
        Rings.start(
            3,
            false,
            ring ->
                ring.rank() == 1
                    ? ""
                    : assertThrows(WorkerLostException.class, () -> exchange(ring, inSums))
                        .getMessage());
    assertTrue(of(all.get(2)).contains("has gone"), of(all.get(2)));
    assertTrue(of(all.get(0)).contains("has gone"), of(all.get(0)));
  }

  private static void exchange(Ring ring, boolean inSums) {
    if (inSums) {
      ring.sum(new double[100_000]);
    } else {
      ring.average(new float[100_000]);
    }
  }

  @Test
  void aStrangerIsCutOffAndTheOthersGoOn() throws Exception {
    List<RingSockets> sockets = List.of(RingSockets.open(HOST), RingSockets.open(HOST));
    List<Integer> ports = sockets.stream().map(RingSockets::port).toList();
    byte[] secret = RingSockets.secret(List.of("x"));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Socket stranger = new Socket(HOST, ports.get(0))) {
      stranger.getOutputStream().write(new byte[64]);
      List<Future<Double>> results = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        int rank = i;
        results.add(
            threads.submit(
                () -> {
                  try (RingSockets own = sockets.get(rank);
                      Ring ring =
                          own.connect(rank, List.of(HOST, HOST), ports, secret, false, () -> {})) {
                    double[] sum = {rank};
                    ring.sum(sum);
                    return sum[0];
                  }
                }));
      }
      assertEquals(1, of(results.get(0)));
      assertEquals(1, of(results.get(1)));
      assertEquals(-1, stranger.getInputStream().read());
    } finally {
      threads.shutdown();
    }
  }
}
